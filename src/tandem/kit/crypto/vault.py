"""The vault: seals, opens and blinds with the data keys of one database."""

import asyncio
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, bindparam, func, insert, select, text, update

from tandem.kit.crypto.errors import CannotOpen
from tandem.kit.crypto.keyring import Keyring, MasterKeys
from tandem.kit.crypto.models import data_key_table

if TYPE_CHECKING:
    from tandem.kit.db import Database, Tx

_VERSION = 1
_HEAD = 5  # version, number of the data key
_NONCE = 12
_MAKING = text("SELECT pg_advisory_xact_lock(hashtext('tandem.data_key'))")

k = data_key_table.c
_ROWS = select(k.id, k.purpose, k.wrapped, k.master, k.created_at).order_by(k.id)
_OF_ID = _ROWS.where(k.id == bindparam("of_id"))
_BLIND = _ROWS.where(k.purpose == "blind")
# Shared with other writers; a rotation waits for them before it says that all is sealed anew.
CURRENT_KEY_SQL = "SELECT id FROM data_key WHERE purpose = 'seal' ORDER BY id DESC LIMIT 1 FOR SHARE"
"""The same as part of a statement that seals with `Vault.at_hand`, and does nothing when that is another key."""
_CURRENT = (
    select(k.id, k.purpose, k.wrapped, k.master, k.created_at)
    .where(k.purpose == "seal")
    .order_by(k.id.desc())
    .limit(1)
    .with_for_update(read=True)
)


@dataclass(frozen=True)
class KeyState:
    """A data key as `tandem keys status` shows it."""

    id: int
    purpose: str
    master: str
    created_at: datetime


class Sealer:
    """Seals under the data key that was current when it was asked for; good for one transaction."""

    def __init__(self, id_: int, aes: AESGCM) -> None:
        self.key = id_
        self._head = bytes([_VERSION]) + id_.to_bytes(4, "big")
        self._aes = aes

    def seal(self, value: str, about: str) -> bytes:
        """`value`, sealed; it opens only as `about`, which names the row it lies in."""
        nonce = os.urandom(_NONCE)
        return self._head + nonce + self._aes.encrypt(nonce, value.encode(), self._head + about.encode())


class Blinder:
    """Keyed hashes (HMAC-SHA256, 32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def blind(self, purpose: str, value: str) -> bytes:
        """The blind of a value in its normal form. Other purposes give other blinds for the same value."""
        return hmac.digest(self._key, f"{purpose}\0{value}".encode(), "sha256")


class Vault:
    """One for each Database. Keys are unwrapped when first needed and then kept in memory."""

    def __init__(self, db: "Database", keyring: Keyring) -> None:
        self._db, self._keyring = db, keyring
        self._masters: MasterKeys | None = None
        self._open: dict[int, AESGCM] = {}
        self._blinder: Blinder | None = None
        self._newest: Sealer | None = None
        self._making = asyncio.Lock()

    async def prepare(self) -> None:
        """Make sure that everything in this database can be opened; make the first keys of an empty one.

        Raises MasterKeyMissing, BadMasterKeys, CannotOpen: better at start than at the first customer."""
        async with self._making, self._db.transaction() as tx:
            rows = (await tx.execute(_ROWS)).all()
            if not rows:
                if self._keyring.empty:
                    self._keyring.make()
                await tx.execute(_MAKING)
                rows = (await tx.execute(_ROWS)).all()  # somebody else may have been first
                if not rows:
                    for purpose in ("blind", "seal"):
                        await self._add(tx, purpose)
                    rows = (await tx.execute(_ROWS)).all()
            keys = [(row, self._unwrapped(row)) for row in rows]
        # Committed: from here on they may be kept.
        for row, key in keys:
            self._keep(row, key)

    async def sealer(self, tx: "Tx") -> Sealer:
        """What seals in this transaction."""
        row = (await tx.execute(_CURRENT)).one_or_none()
        if row is None:
            await self.prepare()
            row = (await tx.execute(_CURRENT)).one()
        self._newest = Sealer(row.id, self._aes(row))
        return self._newest

    def at_hand(self) -> tuple[Blinder, Sealer] | None:
        """What blinds and what sealed last, without asking the database; None before both were used. Whoever seals with
        it must make sure that the key is still the current one (CURRENT_KEY_SQL)."""
        if self._blinder is None or self._newest is None:
            return None
        return self._blinder, self._newest

    async def seal(self, tx: "Tx", value: str, about: str) -> bytes:
        """One value, sealed; `sealer` for several."""
        return (await self.sealer(tx)).seal(value, about)

    async def open(self, tx: "Tx", sealed: bytes, about: str) -> str:
        """What was sealed as `about`. Raises CannotOpen (changed, or from another row), MasterKeyMissing."""
        if len(sealed) <= _HEAD + _NONCE or sealed[0] != _VERSION:
            raise CannotOpen(f"{about}: no sealed value")
        id_ = key_of(sealed)
        aes = self._open.get(id_)
        if aes is None:
            row = (await tx.execute(_OF_ID, {"of_id": id_})).one_or_none()
            if row is None or row.purpose != "seal":
                raise CannotOpen(f"{about}: there is no data key {id_}")
            aes = self._aes(row)
        head, nonce, body = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
        try:
            return aes.decrypt(nonce, body, head + about.encode()).decode()
        except InvalidTag as error:
            raise CannotOpen(f"{about}: changed, or from another row") from error

    async def blinder(self, tx: "Tx") -> Blinder:
        """What blinds: always the same key, or nothing would be found again."""
        if self._blinder is None:
            row = (await tx.execute(_BLIND)).one_or_none()
            if row is None:
                await self.prepare()
            else:
                self._keep(row, self._unwrapped(row))
        assert self._blinder is not None
        return self._blinder

    async def blind(self, tx: "Tx", purpose: str, value: str) -> bytes:
        """The blind of one value in its normal form; `blinder` for several."""
        return (await self.blinder(tx)).blind(purpose, value)

    # For rotations -----------------------------------------------------------------------------------------

    async def state(self, tx: "Tx") -> Sequence[KeyState]:
        """The data keys, oldest first; the last one that seals is the current one."""
        rows = (await tx.execute(_ROWS)).all()
        return [KeyState(row.id, row.purpose, row.master, row.created_at) for row in rows]

    def masters(self) -> MasterKeys:
        """The master keys as they are now. Raises MasterKeyMissing, BadMasterKeys."""
        self._masters = self._keyring.read()
        return self._masters

    async def renew(self) -> int:
        """Make another data key, which seals from now on; its number."""
        async with self._db.transaction() as tx:
            await tx.execute(_MAKING)
            return await self._add(tx, "seal")

    async def wait_for_writers(self, tx: "Tx") -> None:
        """Wait for transactions that may still be sealing under an older key."""
        await tx.execute(select(k.id).where(k.purpose == "seal").with_for_update())

    async def rewrap(self) -> int:
        """Wrap every data key under the current master key; how many were under another one."""
        masters = self.masters()
        async with self._db.transaction() as tx:
            rows = (await tx.execute(_ROWS.with_for_update())).all()
            stale = [row for row in rows if row.master != masters.current]
            for row in stale:
                about = _about(row.id, row.purpose)
                key = masters.unwrap(row.wrapped, row.master, about)
                await tx.execute(
                    update(data_key_table)
                    .where(k.id == row.id)
                    .values(wrapped=masters.wrap(key, about), master=masters.current)
                )
        return len(stale)

    async def _add(self, tx: "Tx", purpose: str) -> int:
        id_ = int((await tx.execute(select(func.coalesce(func.max(k.id), 0) + 1))).scalar_one())
        masters = self.masters()
        wrapped = masters.wrap(AESGCM.generate_key(256), _about(id_, purpose))
        values = {"id": id_, "purpose": purpose, "wrapped": wrapped, "master": masters.current}
        await tx.execute(insert(data_key_table).values(created_at=tx.now, **values))
        return id_

    def _aes(self, row: Row[Any]) -> AESGCM:
        found = self._open.get(row.id)
        if found is None:
            self._keep(row, self._unwrapped(row))
            found = self._open[row.id]
        return found

    def _unwrapped(self, row: Row[Any]) -> bytes:
        masters = self._masters or self.masters()
        if row.master not in masters.fingerprints:
            masters = self.masters()  # a rotation may have added a key to the file since it was read
        return masters.unwrap(row.wrapped, row.master, _about(row.id, row.purpose))

    def _keep(self, row: Row[Any], key: bytes) -> None:
        if row.purpose == "blind":
            self._blinder = Blinder(key)
        else:
            self._open[row.id] = AESGCM(key)


def key_of(sealed: bytes) -> int:
    """The number of the data key under which `sealed` lies."""
    return int.from_bytes(sealed[1:_HEAD], "big")


def _about(id_: int, purpose: str) -> str:
    return f"data_key:{id_}:{purpose}"


__all__ = ["CURRENT_KEY_SQL", "Blinder", "KeyState", "Sealer", "Vault", "key_of"]
