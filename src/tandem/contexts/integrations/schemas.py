"""Bodies and answers of the webhook endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.integrations.catalogue import Disclosure
from tandem.kit.http import Body
from tandem.kit.outbound.addresses import URL_CHARS

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
Url = Annotated[str, StringConstraints(min_length=1, max_length=URL_CHARS)]
EventType = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z_]+$", max_length=80)]
State = Literal["queued", "sending", "delivered", "dead"]


class NewWebhook(Body):
    name: Name
    url: Url = Field(description="https, without user name, fragment or an address inside the network.")
    event_types: list[EventType] = Field(min_length=1, max_length=50)
    discloses: list[Disclosure] = Field(default_factory=list, max_length=10)


class WebhookChange(Body):
    """What is left out stays."""

    name: Name | None = None
    url: Url | None = None
    event_types: list[EventType] | None = Field(None, min_length=1, max_length=50)
    discloses: list[Disclosure] | None = Field(None, max_length=10)


class WebhookOut(BaseModel):
    """`open`: deliveries that wait, the oldest since `oldest_at`; `dead`: given up; `delivered`: in the last day."""

    id: UUID
    name: str
    url: str
    event_types: list[str]
    discloses: list[str]
    state: Literal["active", "failing", "paused", "resting"]
    rested_for: str | None
    created_at: datetime
    created_by: str
    paused_at: datetime | None
    rested_at: datetime | None
    failing_since: datetime | None
    last_delivered_at: datetime | None
    last_failed_at: datetime | None
    last_error: str | None
    former_secret_until: datetime | None
    open: int
    oldest_at: datetime | None
    dead: int
    delivered: int


class WebhookMade(BaseModel):
    id: UUID
    secret: str = Field(description="What deliveries are signed with, shown this once.")


class SecretMade(BaseModel):
    secret: str = Field(description="Shown this once; the former one signs beside it for a day.")


class DeliveryOut(BaseModel):
    """`status`: of the last answer, if there was one; `webhook_id`: what the far end knows it by."""

    id: UUID
    webhook_id: str
    event_type: str
    subject_id: UUID | None
    created_at: datetime
    state: State
    state_at: datetime
    tries: int
    due_at: datetime | None
    error: str | None
    status: int | None
    resent: bool


class AttemptOut(BaseModel):
    """`ms`: how long it took; `answer`: the first 2 KB."""

    number: int
    at: datetime
    ms: int
    status: int | None
    error: str | None
    answer: str | None
    answer_whole: bool | None


class DeliveryDetail(DeliveryOut):
    """`body`: what was sent, without what may only be told to the endpoint; null when the event is no longer kept."""

    body: dict[str, Any] | None
    attempts: list[AttemptOut]


class TestMade(BaseModel):
    delivery_id: UUID


class Resent(BaseModel):
    """`deliveries`: how many go out again; at 500 there may be more: ask once more."""

    deliveries: int


class EventTypeOut(BaseModel):
    """`json_schema` is that of a whole body; `discloses` is what is left out of it unless the endpoint may be told."""

    type: str
    version: int
    title: str
    description: str
    discloses: list[Disclosure]
    json_schema: dict[str, Any]
    example: dict[str, Any]
