"""Borrowers as they are made: nobody real, the same again, and consistent with their own loans."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.loans_local.ledger.borrower import LedgerLoan
from tandem.adapters.loans_local.ledger.checking import faults
from tandem.adapters.loans_local.living import lived
from tandem.contexts.customers import api as customers
from tandem.demo.borrowers.contacting import REASONS, WINDOW_DAYS, contacts
from tandem.demo.borrowers.making import Borrower
from tandem.demo.borrowers.parameters import STATES
from tandem.demo.borrowers.people import id_number, number, order_of, person, phone
from tandem.demo.borrowers.planning import Profile, plan
from tandem.demo.borrowers.profiles import BLOCK, MONTHS
from tandem.demo.borrowers.talking import conversation

from .lender import AS_OF, OFFICE, made

PROFILES = st.builds(
    Profile, limit_fen=st.integers(5, 2_000).map(lambda n: n * 10_000), utilisation=st.floats(0, 1.25),
    tier=st.integers(0, 3),
    states=st.tuples(*[st.integers(0, len(STATES) - 1)] * (MONTHS + 1)),
)  # fmt: skip
WHO = OFFICE.lines["general"].id
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@settings(max_examples=40, deadline=None)
@given(profile=PROFILES, seed=st.integers(0, 10**9), as_of=DAYS)
def test_any_life_leaves_books_that_agree(profile: Profile, seed: int, as_of: date) -> None:
    planned = plan("HS1", phone(1), profile, as_of, Random(seed))
    who, entries = lived(planned, as_of)
    assert faults(who, entries) == []
    assert all(one.on <= as_of for one in entries)
    assert [one.on for one in entries] == sorted(one.on for one in entries)
    for loan, wanted in zip(who.loans, planned.loans, strict=True):
        assert loan.terms.principal_fen == wanted.amount_fen
        assert as_of - timedelta(days=WINDOW_DAYS) <= loan.terms.disbursed_on <= as_of
        behind = [one for one in loan.unpaid if one.due <= as_of]
        # Whoever is behind is not debited tomorrow for what is missing; everybody else is debited as agreed.
        assert loan.autopay is not bool(behind) or loan.settled_on is not None
    said = contacts(who.loans, planned.joined, as_of, Random(seed))
    assert all(a.on < b.on for a, b in pairwise(said))
    assert {one.reason for one in said} <= set(REASONS)
    for one in said:
        talk = conversation(one, (WHO, "某人"), OFFICE, Random(seed), lambda _at: WHO)
        assert all(("{" not in line.text and line.text) or line.event for line in talk.messages)
        assert all(a.at <= b.at for a, b in pairwise(talk.messages))
        assert talk.messages[0].role == "customer"


def test_a_larger_number_extends_the_smaller() -> None:
    few, many = made(0, 3), made(0, 6)
    assert few == many[:3]
    # Also across the edge of a block, and begun anywhere.
    assert made(BLOCK - 1, BLOCK + 2) == [made(BLOCK - 1, BLOCK)[0], *made(BLOCK, BLOCK + 2)]


def test_another_seed_is_somebody_else() -> None:
    assert [one.person.name for one in made(0, 20)] != [one.person.name for one in made(0, 20, seed=8)]


@given(k=st.integers(0, 199_999), age=st.integers(20, 60), male=st.booleans(), seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_nobody_is_real(k: int, age: int, male: bool, seed: int) -> None:
    one = person(k, male=male, age=age, as_of=AS_OF, random=Random(seed))
    # Right in form: what the product checks of a number holds.
    assert customers.normalised("id_number", one.id_number) == one.id_number
    assert customers.normalised("phone", one.phone) == one.phone
    # And nobody's: no area code begins with 99, no operator has 164, example.com is reserved (RFC 2606).
    assert (one.id_number[:2], one.phone[:3], one.email.split("@")[1]) == ("99", "164", "example.com")
    assert customers.normalised("email", one.email) == one.email
    assert int(one.id_number[16]) % 2 == male
    assert (AS_OF.year - one.born.year) - ((AS_OF.month, AS_OF.day) < (one.born.month, one.born.day)) == age
    assert 2 <= len(one.name) <= 4


def test_numbers_are_everybodys_own() -> None:
    # Neighbours, and those who share the area's digits of an ID number.
    some = {*range(3_000), *range(0, 200_000, 50)}
    born = date(1990, 5, 17)
    assert len({phone(k) for k in some}) == len(some)
    assert len({id_number(k, born, male=male) for k in some for male in (True, False)}) == 2 * len(some)


@pytest.fixture(scope="module")
def many() -> list[Borrower[Any, Any]]:
    return made(0, 250)


def test_reasons_follow_the_loan(many: list[Borrower[Any, Any]]) -> None:
    met = Counter(talk.fields["reason"] for one in many for talk in one.conversations)
    assert set(met) == set(REASONS)
    # Of those who ask about lateness most were late; the rest is chance, which is meant.
    late = [_was_late(one, talk.opened_at.date()) for one in many for talk in one.conversations
            if talk.fields["reason"] in ("overdue_fee", "hardship", "collection")]  # fmt: skip
    assert len(late) > 20
    assert 0.75 < sum(late) / len(late) < 1
    assert any("complaint" in talk.fields for one in many for talk in one.conversations)


def _was_late(one: Borrower[Any, Any], day: date) -> bool:
    return any(
        line.due <= day <= (line.paid_on or AS_OF) + timedelta(days=40)
        for loan in one.kept[0].loans
        for line in loan.instalments
        if line.due <= AS_OF and line.paid_on != line.due
    )


def test_all_stages_of_life_are_met(many: list[Borrower[Any, Any]]) -> None:
    stages = Counter(_stage(one.kept[0].loans) for one in many)
    assert set(stages) == {"applying", "new", "repaying", "overdue", "settled", "dormant"}
    assert stages["repaying"] > stages["overdue"] > 0


def _stage(loans: Sequence[LedgerLoan]) -> str:
    if not loans:
        return "applying"
    settled = [loan.settled_on for loan in loans if loan.settled_on]
    if len(settled) == len(loans):
        return "dormant" if (AS_OF - max(settled)).days > 180 else "settled"
    if any(loan.missed(AS_OF) for loan in loans):
        return "overdue"
    return "new" if all((AS_OF - loan.terms.disbursed_on).days < 31 for loan in loans) else "repaying"


def test_a_number_tells_which_borrower_it_is() -> None:
    assert [order_of(number(k)) for k in (0, 7, 199_999)] == [0, 7, 199_999]
    assert made(3, 4)[0].person.number == number(3)
