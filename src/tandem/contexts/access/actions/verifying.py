"""Checking the whole audit chain."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tandem.contexts.access.chain import Fault, Head, Verifier
from tandem.contexts.access.repository import audit
from tandem.kit.db import Database

_PAGE = 2000
_TOLD = 1000


@dataclass
class Verdict:
    """`faults` holds the first 1,000 of `fault_count`. `unsealed` entries are written and not yet chained."""

    checked: int = 0
    head: Head | None = None
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    unsealed: int = 0
    oldest_unsealed_at: datetime | None = None
    at: datetime | None = None

    @property
    def intact(self) -> bool:
        return not self.fault_count

    @property
    def unsealed_seconds(self) -> float:
        """Age of the oldest entry that waits for its seal."""
        if self.oldest_unsealed_at is None or self.at is None:
            return 0.0
        return max(0.0, (self.at - self.oldest_unsealed_at).total_seconds())


async def verify(
    db: Database, known: list[Head], on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Verdict:
    """Check every sealed entry against its hash and its neighbour, and the chain against `known` heads.
    `on_progress` gets (entries checked, entries there were at the start)."""
    verdict, verifier = Verdict(), Verifier(known)
    async with db.transaction() as tx:
        total = (await audit.head(tx)).seq
    while True:
        async with db.transaction() as tx:
            page = await audit.after(tx, verifier.head.seq, _PAGE)
        for entry in page:
            _add(verdict, verifier.check(entry))
        verdict.checked += len(page)
        on_progress(verdict.checked, max(total, verdict.checked))
        if len(page) < _PAGE:
            break
    _add(verdict, verifier.finish())
    verdict.head = verifier.head if verifier.head.seq else None
    async with db.transaction() as tx:
        verdict.unsealed, verdict.oldest_unsealed_at = await audit.backlog(tx)
        verdict.at = tx.now
    return verdict


def _add(verdict: Verdict, faults: list[Fault]) -> None:
    verdict.fault_count += len(faults)
    verdict.faults.extend(faults[: max(0, _TOLD - len(verdict.faults))])
