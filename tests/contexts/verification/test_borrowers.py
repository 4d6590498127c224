"""Whose number is it: the customers context asked."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.contexts.loans.api import CoreUnavailable, Loan, LoanRefused
from tandem.contexts.verification.borrowers import KnownBorrowers
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable

PHONE, OTHER = "13900000000", "13911110000"
KNOWN = KnownBorrowers()
LOAN = Loan("L1", "随心借", 100, 100, 12, 0, "current", date(2026, 1, 8), date(2026, 12, 8), 0)


@pytest.fixture
async def db(database_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2, keyring=keyring)
    await database.vault.prepare()
    async with database.transaction() as tx:
        row = customers.NewCustomer("two_loans", "王雨欣", tx.now, PHONE, "990101199003071026")
        await customers.load(tx, [row])
    yield database
    await database.close()


async def test_the_core_s_number_is_the_borrower_s(db: Database) -> None:
    async with db.transaction() as tx:
        assert await KNOWN.by_phone(tx, PHONE) == ["two_loans"]
        assert await KNOWN.by_phone(tx, OTHER) == []
        assert await KNOWN.id_digits(tx, "two_loans") == "1026"
        assert await KNOWN.id_digits(tx, "nobody") is None


async def test_what_somebody_typed_proves_nothing_until_it_is_proven(db: Database) -> None:
    async with db.transaction() as tx:
        person = await customers.by_borrower(tx, "two_loans")
        assert person is not None
        other = await customers.load(tx, [customers.NewCustomer("one_loan", "李浩", tx.now)])
        await customers.note_personal(tx, other[0], "phone", OTHER, source="customer")
        assert await KNOWN.by_phone(tx, OTHER) == []
        await customers.note_personal(tx, other[0], "phone", OTHER, source="customer", verified=True)
        assert await KNOWN.by_phone(tx, OTHER) == ["one_loan"]


async def test_a_number_that_many_visitors_typed_still_finds_whose_it_is(db: Database) -> None:
    async with db.transaction() as tx:
        for n in range(12):
            typed = await customers.recognise(tx, "web_anonymous", "demo", str(n))
            await customers.note_personal(tx, typed.id, "phone", OTHER, source="customer")
        await customers.load(tx, [customers.NewCustomer("late", "李浩", tx.now, OTHER)])
        assert await KNOWN.by_phone(tx, OTHER) == ["late"]
        shown = await customers.by_personal(tx, "phone", OTHER, limit=13)
        assert len(shown) == 13
        assert await customers.by_personal(tx, "phone", OTHER, limit=5) == shown[:5]


async def test_a_visitor_who_is_bound_is_that_borrower_and_vouched_for_by_nobody(db: Database) -> None:
    async with db.transaction() as tx:
        visitor = await customers.recognise(tx, "web_anonymous", "demo", "a browser")
        assert await KNOWN.of_customer(tx, visitor.id) is None
        actor = Actor.customer(visitor.id, "")
        await KNOWN.bind(tx, visitor.id, "two_loans", method="code", actor=actor)
        assert await KNOWN.of_customer(tx, visitor.id) == "two_loans"
        assert await KNOWN.vouched(tx, visitor.id) is None


async def test_a_borrower_is_whom_the_core_or_somebody_here_knows(db: Database) -> None:
    class Book:
        away = False

        async def loans(self, customer: str) -> Sequence[Loan]:
            if self.away:
                raise CoreUnavailable
            if customer == "odd":
                raise LoanRefused("no_loan")
            return [LOAN] if customer == "in_the_core" else []

    book = Book()
    known = KnownBorrowers(book)  # type: ignore[arg-type]
    async with db.transaction() as tx:
        asked = ("two_loans", "in_the_core", "odd", "two_loams")
        assert [await known.exists(tx, one) for one in asked] == [True, True, False, False]
        assert [await KNOWN.exists(tx, one) for one in asked] == [True, False, False, False]
        book.away = True
        assert await known.exists(tx, "two_loans")
        with pytest.raises(Unavailable):
            await known.exists(tx, "in_the_core")


async def test_the_site_vouches_for_the_number_it_signed(db: Database) -> None:
    async with db.transaction() as tx:
        signed = await customers.recognise(
            tx, "web_signed", "demo", "wang", verified=True, attributes={"account": "two_loans"}
        )
        plain = await customers.recognise(tx, "web_signed", "demo", "li", verified=True)
        assert await KNOWN.vouched(tx, signed.id) == "two_loans"
        assert await KNOWN.vouched(tx, plain.id) == str(plain.id)
