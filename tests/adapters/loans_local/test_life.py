"""Any life of a loan: the books agree after every step."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tandem.adapters.loans_local.ledger.billing import bill, quote
from tandem.adapters.loans_local.ledger.borrower import Refusal
from tandem.adapters.loans_local.ledger.changing import change_due_day
from tandem.adapters.loans_local.ledger.checking import faults
from tandem.adapters.loans_local.ledger.paying import prepay, repay, settle
from tandem.adapters.loans_local.ledger.rolling import roll
from tandem.adapters.loans_local.rules.terms import Terms

from .borrowers import LENT, START, borrower


class Life(RuleBasedStateMachine):
    """A borrower does anything on any day: the books always agree, and no principal comes or goes unposted."""

    @initialize(terms=LENT, autopay=st.booleans())
    def begin(self, terms: Terms, autopay: bool) -> None:
        self.today = START
        self.known, self.entries = borrower(terms, autopay=autopay)

    @rule(days=st.integers(1, 70))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.known, made = roll(self.known, self.today, self.today)
        self.entries += made

    @precondition(lambda self: self.known.under_way)
    @rule(share=st.integers(1, 1000))
    def repay(self, share: int) -> None:
        due = bill(self.known.under_way, self.today).fen
        fen = due * share // 1000
        if fen >= min(1_000, due) and fen:
            self.known, made = repay(self.known, self.today, "c1", fen)
            self.entries += made

    @precondition(lambda self: self.known.under_way)
    @rule(fen=st.integers(50_000, 5_000_000))
    def prepay(self, fen: int) -> None:
        try:
            self.known, made = prepay(self.known, self.today, "L1", fen)
        except Refusal:
            return
        self.entries += made

    @precondition(lambda self: self.known.under_way)
    @rule(day=st.integers(1, 28))
    def change_day(self, day: int) -> None:
        try:
            self.known = change_due_day(self.known, self.today, day)
        except Refusal:
            return

    @precondition(lambda self: self.known.under_way)
    @rule()
    def settle(self) -> None:
        loan = self.known.loans[0]
        try:
            cost = quote(loan, self.today, self.today)
            assert cost.total_fen >= loan.principal_fen
            to_pay = max(0, cost.total_fen - loan.paid_ahead_fen)
            self.known, made = settle(self.known, self.today, "L1", "c1", to_pay)
        except Refusal:
            return
        self.entries += made

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "known"):
            return
        assert faults(self.known, self.entries) == []
        loan = self.known.loans[0]
        assert all(one.principal_left >= 0 for one in loan.instalments)
        assert loan.paid_ahead_fen >= 0
        assert len(loan.instalments) == loan.terms.periods
        lent = sum(one.of("principal") for one in self.entries if one.kind == "disbursed")
        repaid = -sum(one.of("principal") for one in self.entries if one.kind != "disbursed")
        assert lent == repaid + loan.principal_fen


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
