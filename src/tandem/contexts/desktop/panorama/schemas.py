"""Bodies and answers of the panel's endpoints. Parts that are absent are null."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.customers.api import BlockView
from tandem.contexts.desktop.ports import Level
from tandem.contexts.desktop.rules.next_steps import Code
from tandem.contexts.loans.api import (
    CommandKind,
    CommandState,
    FeeKind,
    InstalmentState,
    Opening,
    PrepayEffect,
)
from tandem.kit.http import Body

Group = Literal["contact", "loan", "customer", "consent", "verification", "tag", "segment"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Text = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
Whole = Annotated[int, Field(strict=True, ge=-(2**53), le=2**53)]
OverrideReason = Literal["callback", "branch", "documents", "complaint", "other"]
"""Why a supervisor answers for who the customer is: it goes into the audit trail for good, so it is a code."""
Key = Annotated[str, StringConstraints(pattern=r"^[\w\-]{8,64}$")]


class Who(BaseModel):
    """`restricted`: the person's data may only be stored; no step is suggested then. `other_borrowers`: where merged
    customers were borrowers of their own, the numbers whose loans are not shown."""

    id: UUID
    name: str
    named: bool
    verified: bool
    verified_at: datetime | None
    locale: str | None
    created_at: datetime
    borrower: str | None
    other_borrowers: list[str]
    merged: int
    restricted: bool
    personal: dict[str, str]


class TagOut(BaseModel):
    id: UUID
    key: str
    name: str
    color: str | None
    origin: Literal["hand", "rule", "model"]
    why: str
    since: datetime
    until: datetime | None
    by: str | None


class SegmentOut(BaseModel):
    layer: str
    key: str
    name: str
    why: str
    since: datetime


class StrategyOut(BaseModel):
    name: str
    script: str | None
    offer: str | None
    why: str


class NeedOut(BaseModel):
    reason: str
    name: str
    probability: float
    why: list[str]


class ConsentOut(BaseModel):
    purpose: str
    given: bool
    at: datetime
    channel: str
    text_version: int | None


class LoanOut(BaseModel):
    """`due_fen`: what is to pay now, by the core; null when settled."""

    id: str
    product: str
    amount_fen: int
    principal_fen: int
    periods: int
    paid_periods: int
    state: Literal["current", "overdue", "settled"]
    disbursed_on: date
    next_due_on: date | None
    overdue_days: int
    due_on: date | None
    due_fen: int | None
    certificate: str | None


class CardOut(BaseModel):
    id: str
    label: str


class LimitChangeOut(BaseModel):
    on: date
    fen: int
    reason: str


class LimitOut(BaseModel):
    fen: int
    available_fen: int
    changes: list[LimitChangeOut]


class CommandOut(BaseModel):
    """Only `done` is done: `requested` and `pending` are asked about, and announced when they end."""

    id: UUID
    key: str
    kind: CommandKind
    params: dict[str, Any]
    state: CommandState
    requested_at: datetime
    settled_at: datetime | None
    number: str | None
    refusal: str | None


class LendingOut(BaseModel):
    state: Literal["ok", "unbound", "forbidden", "absent", "down"]
    loans: list[LoanOut]
    cards: list[CardOut]
    limit: LimitOut | None
    commands: list[CommandOut]


class ContactOut(BaseModel):
    """`summary` is null for whom may not read the conversation."""

    conversation_id: UUID
    channel: str
    account: str
    status: str
    controller: str
    priority: str
    opened_at: datetime
    resolved_at: datetime | None
    updated_at: datetime
    agent: str | None
    queue: str
    disposition: str | None
    solved: bool | None
    score: int | None
    readable: bool
    summary: str | None


class StepOut(BaseModel):
    code: Code
    why: dict[str, Any]
    loan: str | None


class PanoramaOut(BaseModel):
    """`level`: what was proven in the conversation; `needs`: what each command on loans wants proven."""

    as_of: datetime
    customer: Who
    block: BlockView | None
    level: Level | None
    needs: dict[CommandKind, Level]
    tags: list[TagOut] | None
    segments: list[SegmentOut] | None
    strategy: StrategyOut | None
    need: NeedOut | None
    consents: list[ConsentOut]
    merge_candidates: list[dict[str, Any]] | None
    contacts: list[ContactOut]
    lending: LendingOut
    steps: list[StepOut]


class ContractOut(BaseModel):
    """Rates a year, as decimal text: 0.1825 is 18.25 %."""

    loan: str
    amount_fen: int
    annual_rate: str
    penalty_rate: str
    day_count: str
    method: str
    periods: int
    due_day: int
    grace_days: int
    disbursed_on: date


class InstalmentOut(BaseModel):
    number: int
    due_on: date
    principal_fen: int
    interest_fen: int
    late_fen: int
    penalty_fen: int
    left_fen: int
    state: InstalmentState


class FeeOut(BaseModel):
    loan: str
    on: date
    fen: int
    kind: FeeKind


class PlanOut(BaseModel):
    contract: ContractOut
    instalments: list[InstalmentOut]
    fees: list[FeeOut]


class QuoteOut(BaseModel):
    """`opening`: whether the core settles loans at this hour, null: at any."""

    loan: str
    on: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    total_fen: int
    paid_ahead_fen: int
    to_pay_fen: int
    opening: Opening | None


class PrepaymentQuoteOut(BaseModel):
    """`plan`: the instalments after today as they will be."""

    loan: str
    on: date
    principal_fen: int
    interest_fen: int
    fee_fen: int
    total_fen: int
    effect: PrepayEffect
    next_before_fen: int
    saved_fen: int
    plan: list[InstalmentOut]


class NewCommand(Body):
    """`key`: the screen's own, one for each thing it wants done: the same again is not done twice. `params` by kind as
    in the loans context; amounts in fen. `conversation`: in which the customer asked for it, and has shown who they
    are. `override`: why it is done though they have not; for who holds `loans.override`."""

    key: Key
    kind: CommandKind
    params: Annotated[dict[Name, Text | Whole], Field(max_length=8)]
    conversation: UUID | None = None
    override: OverrideReason | None = None


class ActorOut(BaseModel):
    kind: str
    name: str | None


class EntryCommand(BaseModel):
    kind: CommandKind
    params: dict[str, Any]
    state: CommandState


class EntryOut(BaseModel):
    id: UUID
    at: datetime
    kind: str
    data: dict[str, Any]
    actor: ActorOut | None
    contact: ContactOut | None
    command: EntryCommand | None
