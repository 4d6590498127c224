"""The whole ledger checked: loans against their entries."""

from collections.abc import Callable, Sequence

from tandem.adapters.loans_local.ledger.checking import faults
from tandem.adapters.loans_local.postgres import PostgresStore
from tandem.kit.db import Database


async def check(db: Database, done: Callable[[int, int], None]) -> Sequence[str]:
    """What is wrong with anybody's books; `done` hears how many of how many borrowers were looked at."""
    store = PostgresStore(db)
    numbers = await store.numbers()
    found: list[str] = []
    for n, number in enumerate(numbers, 1):
        # A command in between would change one and not the other: look again before saying so.
        wrong = await _faults(store, number) and await _faults(store, number)
        found += [f"{number}: {one}" for one in wrong]
        done(n, len(numbers))
    return found


async def _faults(store: PostgresStore, number: str) -> Sequence[str]:
    borrower = await store.find(number)
    return faults(borrower, await store.entries(number)) if borrower else []
