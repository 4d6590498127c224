"""The ledger's tables: what is read together is of one moment."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tandem.adapters.loans_local import PostgresStore, postgres
from tandem.adapters.loans_local.ledger.borrower import Borrower, entry
from tandem.adapters.loans_local.stores import Asked, Change
from tandem.contexts.loans.api import Outcome
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database

from .borrowers import borrower


async def test_a_borrower_and_their_entries_are_of_one_moment(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = Database(database_url, pool_size=3, clock=FixedClock(datetime(2026, 8, 1, tzinfo=UTC)))
    store = PostgresStore(db)
    opened, entries = borrower()
    await store.add(opened, entries)
    read = postgres._read

    def repay(before: Borrower) -> Change:
        after = before.with_loans([before.loans[0]])
        made = entry("L1", date(2026, 8, 1), "repaid", bank=100, paid_ahead=-100)
        return Borrower(**{**vars(after), "phone": "139****0000"}), [made], Outcome(number="1")

    async def and_then_a_debit(tx: Any, number: str, *, lock: bool) -> Borrower | None:
        found = await read(tx, number, lock=lock)
        if not lock:
            await store.change(Asked("k1", number, "d"), repay)
        return found

    monkeypatch.setattr(postgres, "_read", and_then_a_debit)
    account = await store.account(opened.number)
    assert account is not None
    assert (account[0].phone, len(account[1])) == (opened.phone, len(entries))
    monkeypatch.setattr(postgres, "_read", read)
    account = await store.account(opened.number)
    assert account is not None
    assert (account[0].phone, len(account[1])) == ("139****0000", len(entries) + 1)
    assert await store.account("nobody") is None
    await db.close()
