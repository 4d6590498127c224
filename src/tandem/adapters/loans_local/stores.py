"""Where the ledger keeps borrowers. One that forgets is below; PostgreSQL's is in `postgres.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry
from tandem.contexts.loans.api import Outcome
from tandem.kit.db import Tx

Change = tuple[Borrower, Sequence[Entry], Outcome]
Account = tuple[Borrower, Sequence[Entry]]
Work = Callable[[Borrower], Change]


@dataclass(frozen=True)
class Asked:
    """A command as the ledger remembers it; `digest` tells one from another under the same key."""

    key: str
    customer: str
    digest: str


class Store(Protocol):
    async def find(self, number: str) -> Borrower | None:
        """A borrower as of the last change."""
        ...

    async def find_within(self, tx: Tx, number: str) -> Borrower | None:
        """As `find`, by the caller's connection where the store lives in the same database; None also when it does
        not."""
        ...

    async def find_many(self, numbers: Sequence[str]) -> Mapping[str, Borrower]:
        """Those of these borrowers who are there, as of the last change."""
        ...

    async def account(self, number: str) -> Account | None:
        """A borrower and what happened to their money, oldest first, both as of the same change."""
        ...

    async def add(self, borrower: Borrower, entries: Sequence[Entry]) -> bool:
        """Take in a borrower; False when there is one of this number."""
        ...

    async def change(self, asked: Asked, work: Work) -> Outcome:
        """Let `work` change the borrower, once a key, nobody else changing them meanwhile: all of it is kept, or
        nothing. The same key again gives the first outcome; for something else it is refused as key_reused."""
        ...

    async def outcome(self, key: str) -> Outcome | None:
        """What became of a command."""
        ...


def nobody(number: str) -> Borrower:
    """A borrower without anything: whom nobody knows has no loans."""
    return Borrower(number, due_day=1)


class MemoryStore:
    """See Store. For stories and tests: gone with the process."""

    def __init__(self) -> None:
        self._borrowers: dict[str, Borrower] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._outcomes: dict[str, tuple[Asked, Outcome]] = {}

    async def find(self, number: str) -> Borrower | None:
        return self._borrowers.get(number)

    async def find_within(self, tx: Tx, number: str) -> Borrower | None:
        return None

    async def find_many(self, numbers: Sequence[str]) -> Mapping[str, Borrower]:
        return {number: self._borrowers[number] for number in numbers if number in self._borrowers}

    async def account(self, number: str) -> Account | None:
        borrower = self._borrowers.get(number)
        return (borrower, sorted(self._entries[number], key=lambda one: one.on)) if borrower else None

    async def add(self, borrower: Borrower, entries: Sequence[Entry]) -> bool:
        if borrower.number in self._borrowers:
            return False
        self._borrowers[borrower.number] = borrower
        self._entries[borrower.number] = list(entries)
        return True

    async def change(self, asked: Asked, work: Work) -> Outcome:
        if asked.key in self._outcomes:
            known, outcome = self._outcomes[asked.key]
            return outcome if known == asked else Outcome(refusal="key_reused")
        before = self._borrowers.get(asked.customer)
        after, entries, outcome = work(before or nobody(asked.customer))
        if before is not None:
            self._borrowers[asked.customer] = after
            self._entries[asked.customer] += entries
        self._outcomes[asked.key] = asked, outcome
        return outcome

    async def outcome(self, key: str) -> Outcome | None:
        found = self._outcomes.get(key)
        return found[1] if found else None
