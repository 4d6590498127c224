"""Bodies and answers of the silent seat's endpoints."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, StringConstraints

from tandem.kit.http import Body

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
AnswerText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class PresenceBody(Body):
    present: bool


class LookBody(Body):
    editing: bool = False


class AnswerBody(Body):
    """`text`: one's own words; `entry_id`: another knowledge entry. Neither: the draft as it stands."""

    client_id: ClientId
    text: AnswerText | None = None
    entry_id: UUID | None = None


class Ref(BaseModel):
    id: UUID
    name: str


class DraftCustomer(BaseModel):
    id: UUID
    name: str | None
    verified: bool


class DraftTurn(BaseModel):
    role: Literal["customer", "agent", "bot", "system"]
    kind: str
    text: str
    at: AwareDatetime


class DraftCandidate(BaseModel):
    """`in_text`: of a draft that answers two questions, the answers that its text says."""

    entry_id: UUID
    key: str
    question: str
    answer: str
    version: int
    confidence: float
    in_text: bool = False


class ComposedSource(BaseModel):
    entry_id: UUID
    key: str
    title: str
    version: int


class ComposedSentence(BaseModel):
    text: str
    entry_ids: list[UUID]


class DraftComposed(BaseModel):
    """The language model `model` wrote the text out of `sources`; each sentence with the entries it cites. `own_data`:
    it also says figures of the customer's own, out of the loan book; `open`: questions of the customer's that it does
    not answer."""

    model: str
    sources: list[ComposedSource]
    sentences: list[ComposedSentence]
    own_data: bool = False
    open: list[str] = []


class DraftOut(BaseModel):
    """`candidates`: the draft's own entry first. `reason`: why the bot did not answer by itself. `turns`: what
    was said before the question, oldest first."""

    id: UUID
    conversation_id: UUID
    customer: DraftCustomer
    channel: str
    queue: Ref
    priority: str
    question: str
    turns: list[DraftTurn]
    text: str
    entry_id: UUID
    confidence: float
    thresholds: dict[str, float]
    reason: str
    candidates: list[DraftCandidate]
    composed: DraftComposed | None
    opened_at: AwareDatetime
    due_at: AwareDatetime
    extended: bool
    held_by: Ref | None
    state: Literal[
        "waiting", "approved", "edited", "replaced", "taken_over", "handed_over", "expired", "withdrawn"
    ]
    decided_at: AwareDatetime | None
    decided_by: Ref | None
    decided_why: str | None


class DraftList(BaseModel):
    items: list[DraftOut]


class SilentSeatOut(BaseModel):
    """`on`: whether this deployment drafts. `since`: from when one sits there oneself, else null."""

    on: bool
    present: bool
    since: AwareDatetime | None
    people: list[Ref]
    waiting: int
    budget_s: float


class DraftFigures(BaseModel):
    """One's own day. `expired`: ran out of time while one looked. `median_s`: from draft to decision."""

    approved: int
    edited: int
    replaced: int
    taken_over: int
    handed_over: int
    expired: int
    median_s: float | None
