"""Bodies and answers of the staff's conversation endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from tandem.contexts.customers.api import BlockView
from tandem.kit.http import Body

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Comment = Annotated[str, StringConstraints(max_length=2000)]
# The length limit of 10,000 is the action's to refuse (with its own code); this bound only stops floods.
MessageText = Annotated[str, StringConstraints(max_length=100_000)]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
# What JSON can hold exactly; larger whole numbers are kept as decimals.
FieldValue = (
    Comment
    | bool
    | Annotated[int, Field(ge=-(2**53), le=2**53)]
    | Annotated[float, Field(allow_inf_nan=False)]
    | None
)
Priority = Literal["low", "normal", "high", "urgent"]


class ReplyBody(Body):
    client_id: ClientId
    text: MessageText | None = None
    attachment_id: UUID | None = None
    reply_to: UUID | None = None


class NoteBody(Body):
    client_id: ClientId
    text: MessageText
    mentions: list[UUID] = Field(default_factory=list, max_length=50)


class AssignmentBody(Body):
    agent_id: UUID
    comment: Comment | None = None


class TransferBody(Body):
    queue_id: UUID | None = None
    agent_id: UUID | None = None
    comment: Comment | None = None


class CommentBody(Body):
    comment: Comment | None = None


class SnoozeBody(Body):
    until: AwareDatetime


class WrapUpBody(Body):
    disposition_id: UUID | None = None
    summary: Comment | None = None
    resolved: bool | None = None
    fields: dict[FieldName, FieldValue] = Field(default_factory=dict, max_length=50)


class ResolutionBody(Body):
    wrap_up: WrapUpBody = Field(default_factory=WrapUpBody)


class PriorityBody(Body):
    priority: Priority


class LabelsBody(Body):
    label_ids: list[UUID] = Field(max_length=50)


class ReadBody(Body):
    seq: Annotated[int, Field(ge=0, le=2_000_000_000)]


class NewLabel(Body):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1677ff"


class PresenceBody(Body):
    state: Literal["online", "busy", "away", "offline"]
    reason: Comment | None = None
    reassign: bool = False


class BulkBody(Body):
    ids: list[UUID] = Field(min_length=1, max_length=100)
    action: Literal["assign", "label", "priority", "resolve", "snooze"]
    agent_id: UUID | None = None
    label_ids: list[UUID] | None = Field(default=None, max_length=50)
    priority: Priority | None = None
    until: AwareDatetime | None = None
    wrap_up: WrapUpBody | None = None


class RefusalBody(Body):
    reason: Comment | None = None


class Named(BaseModel):
    id: UUID
    name: str


class CustomerRef(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: UUID
    name: str
    verified: bool


class Sla(BaseModel):
    kind: str
    due_at: datetime | None
    missed: bool


class LabelView(BaseModel):
    id: UUID
    name: str
    color: str


class Row(BaseModel):
    id: UUID
    customer: CustomerRef
    # Where it is now, and where it began.
    channel: str
    began_in: str
    account: str
    queue: Named | None
    controller: str
    status: str
    agent: Named | None
    priority: str
    labels: list[LabelView]
    last_message: dict[str, Any] | None
    last_seq: int
    unread: int
    waiting_since: datetime | None
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    snoozed_until: datetime | None
    sla: Sla | None
    customer_read_seq: int
    customer_delivered_seq: int
    agent_read_seq: int
    version: int
    # In the view "mentioned" and of one conversation: the reader was mentioned and has not looked since.
    mentioned: bool = False


class OfferView(BaseModel):
    id: UUID
    conversation: Row
    offered_at: datetime
    expires_at: datetime


class Detail(Row):
    handovers: list[dict[str, Any]]
    previous: list[dict[str, Any]]
    wrap_up: dict[str, Any] | None
    rating: dict[str, Any] | None
    viewers: list[Named]
    offer: OfferView | None
    allowed: list[str]
    block: BlockView | None


class Message(BaseModel):
    id: UUID
    conversation_id: UUID
    seq: int
    client_id: str | None
    kind: str
    role: str
    author: dict[str, Any] | None
    text: str
    payload: dict[str, Any]
    audience: str
    reply_to: UUID | None
    state: str
    created_at: datetime


class MessagePage(BaseModel):
    items: list[Message]
    has_more: bool


class Counts(BaseModel):
    mine: int
    mentioned: int
    unassigned: int
    all: int
    snoozed: int
    resolved: int
    queues: list[dict[str, Any]]


class Disposition(BaseModel):
    id: UUID
    code: str
    name: str
    name_en: str
    parent_id: UUID | None


class QueueView(BaseModel):
    id: UUID
    key: str
    name: str
    skills: list[str]
    accept_mode: str
    accept_timeout_s: int
    sl_target_s: int
    sl_goal: float
    first_response_s: int
    next_response_s: int
    open: bool


class AgentView(BaseModel):
    id: UUID
    name: str
    team: str | None
    state: str
    since: datetime
    load: int
    capacity: int


class Presence(BaseModel):
    state: str
    since: datetime
    capacity: int
    load: int
    auto_accept: bool


class BulkResult(BaseModel):
    id: UUID
    ok: bool
    code: str | None = None


class BulkResults(BaseModel):
    results: list[BulkResult]
