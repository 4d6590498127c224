"""What Tandem needs of a core lending system: `adapters/loans_local` is one, `adapters/loans_rest` speaks to one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from tandem.contexts.loans.command import Command, CommandKind, Outcome
from tandem.contexts.loans.loan import (
    Bill,
    Card,
    Certificate,
    Contract,
    Fee,
    Instalment,
    Limit,
    Loan,
    Payment,
    PrepaymentQuote,
    SettlementQuote,
    Standing,
)
from tandem.kit.calendar import Calendar
from tandem.kit.db import Tx


class LoanRefused(Exception):
    """The core understood a question and says no, by a code (no_loan, overdue, past, too_far). Asking again gives
    the same. Somebody else's loan is no_loan: it does not exist for this customer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CoreUnavailable(Exception):
    """The core cannot be reached. A command has not been sent: nothing has happened and nothing will."""


class CoreTimedOut(Exception):
    """The core was sent something and did not answer in time, or not understandably: what happened is unknown.
    Never send a command again for this: ask for its outcome."""


class LoanQuestions(Protocol):
    """What can be asked about a customer's loans. `customer` is the lender's number of the customer, unknown ones have
    no loans; `loan` a loan's id. All raise LoanRefused, CoreUnavailable or CoreTimedOut, and may be asked again."""

    async def loans(self, customer: str) -> Sequence[Loan]:
        """All loans, those settled too, oldest first."""
        ...

    async def contract(self, customer: str, loan: str) -> Contract:
        """What was agreed. Refuses: no_loan."""
        ...

    async def schedule(self, customer: str, loan: str) -> Sequence[Instalment]:
        """Every instalment with what is left of it today. Refuses: no_loan."""
        ...

    async def bill(self, customer: str, loan: str | None = None) -> Bill:
        """What is to pay now, of one loan or of all together. Refuses: no_loan (also when all are settled)."""
        ...

    async def payments(self, customer: str, since: date) -> Sequence[Payment]:
        """Repayments and refunds from `since` on, oldest first."""
        ...

    async def fees(self, customer: str, loan: str) -> Sequence[Fee]:
        """What was paid beside interest, oldest first. Refuses: no_loan."""
        ...

    async def settlement_quote(self, customer: str, loan: str, on: date) -> SettlementQuote:
        """Refuses: no_loan, overdue, past, too_far (more than 30 days ahead)."""
        ...

    async def prepayment_quote(self, customer: str, loan: str, fen: int) -> PrepaymentQuote:
        """What repaying `fen` of the principal ahead costs today, and the plan then. Refuses: no_loan, bad_amount,
        overdue, first_unpaid, too_little, too_much, this_month_done."""
        ...

    async def limit(self, customer: str) -> Limit:
        """The credit limit and how it came about. Refuses: no_limit."""
        ...

    async def cards(self, customer: str) -> Sequence[Card]:
        """The cards bound, the one for auto-debit first."""
        ...

    async def certificates(self, customer: str) -> Sequence[Certificate]:
        """The certificates of settlement issued, oldest first."""
        ...

    async def hours(self) -> Mapping[CommandKind, Calendar]:
        """When the core does what: a command outside of its hours is refused as closed. What is absent is done at any
        hour. Of the core, not of a customer: it changes seldom."""
        ...


class LoanBook(LoanQuestions, Protocol):
    """A core lending system: questions, and commands, which alone change anything. It must act at most once for a key,
    must not begin after `expires_at`, and must remember the outcome of every key for 30 days."""

    async def perform(self, command: Command, expires_at: datetime) -> Outcome:
        """Do it, once a key; the same key again gives the first outcome. Refusals are outcomes: no_loan, no_card,
        bad_amount, too_little, too_much, overdue, first_unpaid, this_month_done, changed (the quote is another by
        now), closed, too_close, done_this_year, same_day, bad_day, this_month_asked, not_settled, same_phone,
        expired, key_reused. Raises CoreUnavailable (not sent) or CoreTimedOut (unknown)."""
        ...

    async def outcome(self, key: str) -> Outcome | None:
        """What became of a command; None: the core never began it. Raises CoreUnavailable or CoreTimedOut."""
        ...


@runtime_checkable
class TellsAtOnce(Protocol):
    """A core may tell in one answer what else takes several questions; see `actions.gathering`."""

    async def standing(self, customer: str) -> Standing:
        """Everything about the customer's loans. Raises CoreUnavailable or CoreTimedOut."""
        ...


@runtime_checkable
class TellsWithin(Protocol):
    """A core that lives in this very database may be asked within the caller's transaction: whoever reads other things
    beside it needs no second connection, and waits for nobody."""

    async def standing_within(self, tx: Tx, customer: str) -> Standing | None:
        """Everything about the customer's loans; None: ask the other way. Changes nothing."""
        ...


@runtime_checkable
class TellsOfMany(Protocol):
    """A core may tell of many customers in one answer: for whoever works on all of them, as a first filling does."""

    async def loans_of_many(
        self, customers: Sequence[str]
    ) -> Mapping[str, tuple[Sequence[Loan], Limit | None]]:
        """The loans and the limit of each of these customers; whom the core does not know is absent. Raises
        CoreUnavailable or CoreTimedOut."""
        ...
