"""Rotating: everything sealed anew under a new data key, batch by batch; stopped anywhere, it goes on there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from tandem.kit.crypto.vault import Sealer, Vault

if TYPE_CHECKING:
    from tandem.kit.db import Database, Tx

BATCH = 500


class Resealable(Protocol):
    """Rows of a table that hold sealed values and, beside them, the number of the data key."""

    name: str

    async def count(self, tx: "Tx") -> dict[int, int]:
        """How many rows lie under each data key."""
        ...

    async def reseal(
        self, tx: "Tx", sealer: Sealer, after: UUID | None, limit: int
    ) -> tuple[int, UUID | None]:
        """Seal up to `limit` rows anew that lie under another key than `sealer.key`, those behind `after` in the order
        of ids; how many, and the last of them (None: there were no more)."""
        ...


@dataclass(frozen=True)
class Rotated:
    """What a rotation did. `key` is the data key under which everything lies now."""

    key: int
    rewrapped: int
    resealed: int
    went_on: bool


async def rotate(
    db: "Database", parts: Sequence[Resealable], progress: Callable[[int, int], None] = lambda done, of: None
) -> Rotated:
    """Wrap the data keys under the newest master key, make another data key and seal every row anew under it. When an
    earlier rotation was stopped its data key is taken. Others may read and write meanwhile. Raises CryptoError."""
    vault = db.vault
    assert vault is not None
    await vault.prepare()
    rewrapped = await vault.rewrap()
    key, of = await _current(db, vault), await _pending(db, parts)
    went_on = of > 0
    if not went_on:
        key = await vault.renew()
        of = await _pending(db, parts)
    done = 0
    # The last round finds what was sealed by transactions that began before the new key was there.
    for last in (False, True):
        if last:
            async with db.transaction() as tx:
                await vault.wait_for_writers(tx)
        for part in parts:
            after: UUID | None = None
            while True:
                async with db.transaction() as tx:
                    n, after = await part.reseal(tx, await vault.sealer(tx), after, BATCH)
                done += n
                progress(done, max(done, of))
                if after is None:
                    break
    return Rotated(key, rewrapped, done, went_on)


async def sealed_rows(db: "Database", parts: Sequence[Resealable]) -> dict[int, int]:
    """How many rows lie under each data key."""
    found: dict[int, int] = {}
    async with db.transaction() as tx:
        for part in parts:
            for key, n in (await part.count(tx)).items():
                found[key] = found.get(key, 0) + n
    return found


async def _pending(db: "Database", parts: Sequence[Resealable]) -> int:
    assert db.vault is not None
    current = await _current(db, db.vault)
    return sum(n for key, n in (await sealed_rows(db, parts)).items() if key != current)


async def _current(db: "Database", vault: Vault) -> int:
    async with db.transaction() as tx:
        return (await vault.sealer(tx)).key
