"""What the bot needs of the knowledge base, of a finder of names, of the loan book and of a language model. Wiring
gives the real ones."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from tandem.contexts.bot.decision import ChatHit, Understanding
from tandem.contexts.bot.entities.named import Named, NameFinder, NamesUnavailable
from tandem.contexts.bot.llm.ports import (
    MAX_ANSWER_CHARS,
    Completion,
    LanguageModel,
    LlmBusy,
    LlmCutOff,
    LlmMalformed,
    LlmRefused,
    LlmTimeout,
    LlmUnavailable,
    Request,
)
from tandem.contexts.bot.rules.handover.meaning import Felt
from tandem.contexts.knowledge.api import Ranking, Vectors
from tandem.kit.db import Tx

Elsewhere = Callable[[Tx, UUID, str], Awaitable[UUID | None]]
"""(tx, conversation, text) → the message that answers who asks to be answered in another channel; None when the text
says nothing of the kind, or it cannot be done."""

__all__ = [
    "MAX_ANSWER_CHARS",
    "Answer",
    "Completion",
    "Elsewhere",
    "Intents",
    "Knowledge",
    "LanguageModel",
    "LlmBusy",
    "LlmCutOff",
    "LlmMalformed",
    "LlmRefused",
    "LlmTimeout",
    "LlmUnavailable",
    "NameFinder",
    "Named",
    "NamesUnavailable",
    "Request",
    "Searches",
    "Sense",
]


@dataclass(frozen=True)
class Answer:
    """A published entry as it may be said to a customer now."""

    entry_id: UUID
    key: str
    question: str
    answer: str
    version: int

    def source(self) -> dict[str, Any]:
        """How the message that says it names where it comes from."""
        return {
            "entry_id": str(self.entry_id), "key": self.key, "title": self.question, "version": self.version,
        }  # fmt: skip


class Searches(Protocol):
    """What a decision needs of the knowledge base."""

    def small_talk(self, text: str) -> ChatHit | None:
        """The small-talk entry that this text is nothing but, if any. Cheap."""
        ...

    def key_of(self, entry_id: str) -> str | None:
        """The key of a published entry; None when it is not (or no more) there. Cheap."""
        ...

    def exact(self, text: str) -> bool:
        """Whether an entry is asked for by just these words. Cheap: nothing is searched."""
        ...

    async def rank(self, text: str) -> Ranking:
        """What search finds. The encoders work in threads; the event loop is not held up."""
        ...


class Knowledge(Searches, Protocol):
    def id_of(self, key: str) -> str | None:
        """The id of a published entry by its key; None when it is not (or no more) there. Cheap."""
        ...

    def put_right(self, text: str) -> str:
        """Words written wrong that sound right as they were meant (结精证明: 结清证明); the text itself where nothing
        is to be put right. Cheap: nothing is searched."""
        ...

    async def answers(self, tx: Tx, entry_ids: Sequence[str]) -> list[Answer]:
        """The published entries in the order asked for; those retired or expired meanwhile are left out."""
        ...

    async def count_use(self, tx: Tx, entry_id: UUID) -> None:
        """Note that an answer was given from this entry."""
        ...


class Intents(Protocol):
    async def understand(self, conversation_id: UUID | None, ranking: Ranking) -> Understanding | None:
        """What the version published for this conversation makes of what search was asked (None: somebody tries a
        text); None when none is published for it. Works in a thread, by the vectors in the ranking."""
        ...


class Sense(Protocol):
    def felt(self, vectors: Mapping[str, Vectors]) -> Felt | None:
        """Why a message must reach a person, by its meaning; None where nothing says so, or nobody can tell (no
        encoder, nothing fitted yet). `vectors`: of the message, by encoder, as search worked them out. Microseconds."""
        ...


# The loan book ---------------------------------------------------------------------------------------------


class AccountRefused(Exception):
    """The loan book understood and says no, by a code (overdue, too_late …). Trying again gives the same."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AccountsUnavailable(Exception):
    """The loan book does not answer. May be tried again, with the same key."""


@dataclass(frozen=True)
class Loan:
    """`principal_fen`: not repaid yet. `settled`: nothing is owed any more. `names`: what customers call it."""

    id: str
    label: str
    principal_fen: int
    periods: int
    paid_periods: int
    settled: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """A debit card for repayments, in the customer's own name; only its last four digits are known here."""

    id: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bill:
    """The present instalment of all loans together; `due_fen` is what is left to pay."""

    due_on: date
    due_fen: int
    loans: int
    overdue: bool


@dataclass(frozen=True)
class SettlementQuote:
    """What repaying a loan in full on a day costs; total = principal + interest + fee. `to_pay_fen` is not there
    already. `open`: whether loans are settled at this hour; `hours`: when they are, in words (empty: at any hour)."""

    on: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    total_fen: int
    to_pay_fen: int = 0
    open: bool = True
    hours: str = ""


@dataclass(frozen=True)
class PrepaymentQuote:
    """What repaying part of the principal ahead costs today (total = principal + interest + fee), and what comes of it:
    `shorter`: fewer instalments of the same size, else as many, each smaller; `periods` are left after it, the next on
    `next_on`, `next_fen` instead of `next_before_fen`; `saved_fen` of interest is not to pay any more."""

    principal_fen: int
    interest_fen: int
    fee_fen: int
    total_fen: int
    shorter: bool
    periods: int
    next_on: date
    next_before_fen: int
    next_fen: int
    saved_fen: int


@dataclass(frozen=True)
class Planned:
    """One instalment that is not repaid yet; `left_fen` is what it costs."""

    number: int
    due_on: date
    left_fen: int


@dataclass(frozen=True)
class CreditLimit:
    """`available_fen`: what may still be borrowed of it."""

    fen: int
    available_fen: int


@dataclass(frozen=True)
class PaymentHistory:
    count: int
    total_fen: int
    lines: str


@dataclass(frozen=True)
class Receipt:
    """Something was done or accepted; `number` is what the customer may quote later."""

    number: str


class Accounts(Protocol):
    """A customer's loans. `customer` is the lender's number of the customer (the attribute `account` of their
    signed identity), or our own id where none was told; `now` the local time of the request. Methods with a
    `key` change something: the same key again gives the first result and changes nothing. All raise AccountRefused
    or AccountsUnavailable. Amounts are whole fen."""

    async def loans(self, customer: str, now: datetime, *, settled: bool = False) -> Sequence[Loan]:
        """The loans under way, or those settled."""
        ...

    async def cards(self, customer: str, now: datetime) -> Sequence[Card]:
        """The cards bound, the one for auto-debit first."""
        ...

    async def bill(self, customer: str, now: datetime, loan: str | None = None) -> Bill:
        """The present instalment, of one loan or of all. Refuses: no_loan."""
        ...

    async def settlement_quote(self, customer: str, now: datetime, loan: str, on: date) -> SettlementQuote:
        """Refuses: no_loan, overdue, past, too_far (more than 30 days ahead)."""
        ...

    async def prepayment_quote(self, customer: str, now: datetime, loan: str, fen: int) -> PrepaymentQuote:
        """Refuses: no_loan, overdue, first_unpaid, too_little, too_much, this_month_done."""
        ...

    async def plan(self, customer: str, now: datetime, loan: str) -> Sequence[Planned]:
        """The instalments of a loan that are still to pay, in order. Refuses: no_loan."""
        ...

    async def limit(self, customer: str, now: datetime) -> CreditLimit:
        """Refuses: no_limit."""
        ...

    async def history(self, customer: str, now: datetime, kind: str, months: int) -> PaymentHistory:
        """Repayments (`repaid`) or refunds (`refunded`) of the last `months` months."""
        ...

    async def repay(self, customer: str, now: datetime, card: str, fen: int, key: str) -> Receipt:
        """Debit the card for the present instalment. Refuses: no_card, too_little, too_much."""
        ...

    async def settle(self, customer: str, now: datetime, loan: str, card: str, fen: int, key: str) -> Receipt:
        """Repay a loan in full today, `fen` being what today's quote said is to pay. Refuses: no_loan, no_card,
        overdue, changed (it costs something else by now), closed (not at this hour)."""
        ...

    async def request_limit(self, customer: str, now: datetime, fen: int, key: str) -> Receipt:
        """Ask for a higher limit; it is looked at, nothing is promised. Refuses: no_limit, too_little (not above the
        present one), too_much, this_month_asked."""
        ...

    async def prepay(
        self, customer: str, now: datetime, loan: str, card: str, fen: int, total_fen: int, key: str
    ) -> Receipt:
        """Repay `fen` of a loan's principal ahead, `total_fen` being what the quote said is to pay. Refuses: no_loan,
        no_card, overdue, first_unpaid, too_little, too_much, this_month_done, changed."""
        ...

    async def change_due_day(self, customer: str, now: datetime, day: int, key: str) -> Receipt:
        """From the next instalment on. Refuses: overdue, too_close, done_this_year, same_day, no_loan."""
        ...

    async def certificate(self, customer: str, now: datetime, loan: str, delivery: str, key: str) -> Receipt:
        """A certificate that a loan is settled. Refuses: not_settled."""
        ...

    async def change_phone(self, customer: str, now: datetime, phone: str, key: str) -> Receipt:
        """Ask for another phone number; a code sent to it completes the change. Refuses: same_phone."""
        ...

    async def dispute(
        self, customer: str, now: datetime, loan: str, fee: str, description: str, key: str
    ) -> Receipt:
        """Register that a fee is disputed."""
        ...

    async def object_to_report(
        self, customer: str, now: datetime, loan: str, description: str, key: str
    ) -> Receipt:
        """Register an objection to what a credit report says of a loan (征信异议)."""
        ...
