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
        found += [f"{number}: {one}" for one in await _faults(store, number)]
        done(n, len(numbers))
    return found


async def _faults(store: PostgresStore, number: str) -> Sequence[str]:
    account = await store.account(number)
    return faults(*account) if account else []
