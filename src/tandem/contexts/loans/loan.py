"""What the core lending system says of a customer's loans. Amounts are whole fen, days those of the lender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

LoanState = Literal["current", "overdue", "settled"]
InstalmentState = Literal["paid", "due", "overdue", "planned"]
PaymentKind = Literal["repaid", "refunded"]
FeeKind = Literal["late_interest", "penalty", "early_settlement"]
DisputedFee = Literal["interest", "late_interest", "penalty", "early_settlement", "other"]
"""What of a loan's costs somebody can dispute: a fee, its interest, or what they name none of. The words are in the
catalogues (loans.fee.*); a test compares chat, pages and desk with them."""
DISPUTED_FEES: tuple[DisputedFee, ...] = get_args(DisputedFee)
CREDIT_REPORT = "credit_report"
"""What is disputed when it is no fee: what the loan's line in the credit report says."""


@dataclass(frozen=True)
class Loan:
    """One loan. `principal_fen` is not repaid yet; `names` are what customers call it; `next_due_on` is the earliest
    due date not paid yet, None when settled; `overdue_days` counts from there."""

    id: str
    product: str
    amount_fen: int
    principal_fen: int
    periods: int
    paid_periods: int
    state: LoanState
    disbursed_on: date
    next_due_on: date | None
    overdue_days: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """What was agreed. `annual_rate` is simple interest a year (0.1825), counted by `day_count`; principal overdue
    longer than `grace_days` bears `penalty_rate` a year instead."""

    loan: str
    amount_fen: int
    annual_rate: Decimal
    penalty_rate: Decimal
    day_count: str
    method: str
    periods: int
    due_day: int
    grace_days: int
    disbursed_on: date


@dataclass(frozen=True)
class Instalment:
    """One line of the plan. `late_fen`: interest of grace days; `penalty_fen`: 罚息; both as of today, paid or not.
    `left_fen`: still to pay. `paid_on`: when it was paid in full; None: not yet, or the core does not tell."""

    number: int
    due_on: date
    principal_fen: int
    interest_fen: int
    late_fen: int
    penalty_fen: int
    left_fen: int
    state: InstalmentState
    paid_on: date | None = None


@dataclass(frozen=True)
class Bill:
    """What is to pay now: everything overdue, else the next instalment. `loans`: how many it is of."""

    due_on: date
    due_fen: int
    loans: int
    overdue: bool


@dataclass(frozen=True)
class Payment:
    loan: str
    on: date
    fen: int
    kind: PaymentKind


@dataclass(frozen=True)
class Fee:
    """What a loan has cost beside its interest."""

    loan: str
    on: date
    fen: int
    kind: FeeKind


@dataclass(frozen=True)
class SettlementQuote:
    """What repaying a loan in full on a day costs. Total = principal + interest + fee (interest holds what lateness
    added); `paid_ahead_fen` of it is there already, `to_pay_fen` is not."""

    loan: str
    on: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    total_fen: int
    paid_ahead_fen: int
    to_pay_fen: int


PrepayEffect = Literal["smaller_instalments", "shorter_term"]
"""What a core makes of a partial prepayment: as many instalments, each smaller; or as large ones, fewer."""


@dataclass(frozen=True)
class PrepaymentQuote:
    """What repaying `principal_fen` of a loan ahead costs today, and what comes of it. Total = principal + interest +
    fee; `interest_fen` is what has to be paid with it (0 where interest until today comes with the next instalment).
    `next_before_fen`: the next instalment as it would be without; `plan`: the instalments after today as they will be;
    `saved_fen`: interest that is not to pay any more."""

    loan: str
    on: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    total_fen: int
    effect: PrepayEffect
    next_before_fen: int
    saved_fen: int
    plan: tuple[Instalment, ...]


@dataclass(frozen=True)
class LimitChange:
    on: date
    fen: int
    reason: str


@dataclass(frozen=True)
class Limit:
    """`available_fen`: the limit less the principal that is out. `changes`: oldest first."""

    fen: int
    available_fen: int
    changes: tuple[LimitChange, ...]


@dataclass(frozen=True)
class Card:
    """A debit card for repayments, in the customer's own name; only its last digits are known here."""

    id: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """That a loan is settled."""

    loan: str
    number: str
    amount_fen: int
    settled_on: date
    issued_on: date


@dataclass(frozen=True)
class Standing:
    """Everything at once, for whoever looks at a customer. `bills`: what is to pay now of each loan under way, by the
    loan's id; `limit` None: the customer has none."""

    loans: Sequence[Loan]
    bills: Mapping[str, Bill]
    cards: Sequence[Card]
    limit: Limit | None
    certificates: Sequence[Certificate]
