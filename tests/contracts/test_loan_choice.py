"""Which core lending system the settings choose."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tandem.adapters.loans_local import LocalLoanBook, PostgresStore
from tandem.adapters.loans_rest import RestLoanBook
from tandem.kit.db import Database
from tandem.settings import Settings
from tandem.wiring import lend_to_demo_customers, loan_book
from tandem.wiring.lending import accounts


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2)
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("chosen", "kind"),
    [
        ({"accounts": "none", "demo": True}, None), ({"accounts": "auto", "demo": False}, None),
        ({"accounts": "auto", "demo": True}, LocalLoanBook), ({"accounts": "local"}, LocalLoanBook),
        ({"accounts": "rest", "loan_core_url": "http://core.example", "loan_core_token": "t"}, RestLoanBook),
    ],
)  # fmt: skip
async def test_the_core_of_the_settings(db: Database, chosen: dict[str, Any], kind: type | None) -> None:
    book = loan_book(Settings(**chosen), db)
    assert book is None if kind is None else isinstance(book, kind)
    assert (accounts(db, book) is None) == (kind is None)
    if isinstance(book, RestLoanBook):
        await book.close()


async def test_demo_customers_get_their_loans_once(db: Database) -> None:
    settings = Settings(database_url=db.url, demo=True)
    assert await lend_to_demo_customers(settings) == 4
    assert await lend_to_demo_customers(settings) == 0
    book = LocalLoanBook(PostgresStore(db), db.clock, settings.zone)
    assert [one.state for one in await book.loans("two_loans")] == ["current", "current", "settled"]
    assert [one.state for one in await book.loans("overdue")] == ["overdue"]


async def test_another_core_is_not_lent_for(db: Database) -> None:
    settings = Settings(database_url=db.url, accounts="rest", loan_core_url="http://core.example")
    assert await lend_to_demo_customers(settings) == 0
    assert await PostgresStore(db).numbers() == []
