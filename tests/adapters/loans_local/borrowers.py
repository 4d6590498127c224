"""A borrower with one loan, and terms of loans that the ledger lends."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from tandem.adapters.loans_local.ledger.borrower import Borrower, Card, Entry, LimitStep
from tandem.adapters.loans_local.ledger.opening import open_loan
from tandem.adapters.loans_local.rules.terms import Terms

from .terms import rates

START = date(2026, 7, 8)
LOAN = Terms(3_600_000, Decimal("0.1825"), 12, "equal_principal", START, 8)


def borrower(terms: Terms = LOAN, *, autopay: bool = False) -> tuple[Borrower, list[Entry]]:
    empty = Borrower(
        "B1", terms.due_day, cards=(Card("c1", "储蓄卡"),), limits=(LimitStep(START, 5_000_000, "opened"),)
    )
    return open_loan(empty, "L1", "装修分期", terms, autopay=autopay)


LENT = st.builds(
    Terms, principal_fen=st.integers(10_000, 20_000_000), annual_rate=rates(), periods=st.integers(1, 24),
    method=st.sampled_from(["equal_instalment", "equal_principal"]), disbursed_on=st.just(START),
    due_day=st.integers(1, 28),
)  # fmt: skip
