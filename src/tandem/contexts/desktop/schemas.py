"""Bodies and answers of the desktop's endpoints."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tandem.kit.http import Body

Shortcut = Annotated[str, StringConstraints(pattern=r"^[\w\-]{1,40}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class NewCannedReply(Body):
    shortcut: Shortcut
    title: Title
    text: Text
    scope: Literal["shared", "own"] = "own"


class CannedReplyChange(Body):
    shortcut: Shortcut | None = None
    title: Title | None = None
    text: Text | None = None


class CannedReply(BaseModel):
    id: UUID
    shortcut: str
    title: str
    text: str
    scope: Literal["shared", "own"]


class QueueLine(BaseModel):
    id: UUID
    name: str
    open: bool
    waiting: int
    oldest_waiting_at: datetime | None
    longest_wait_s: int | None
    in_service: int
    offered_today: int
    answered_today: int
    abandoned_today: int
    service_level: float | None
    sl_target_s: int
    sl_goal: float
    asa_s: float | None
    aht_s: float | None
    agents_online: int
    agents_free: int


class AgentLine(BaseModel):
    id: UUID
    name: str
    team: str | None
    state: str
    since: datetime
    load: int
    capacity: int
    manageable: bool
    queues: list[str]
    handled_today: int
    last_activity_at: datetime | None


class Totals(BaseModel):
    waiting: int
    in_service: int
    offered_today: int
    answered_today: int
    abandoned_today: int
    longest_wait_s: int | None
    service_level: float | None
    sl_goal: float
    asa_s: float | None
    aht_s: float | None
    agents_online: int
    agents_free: int
    bot_active: int
    bot_answered_today: int
    handed_over_today: int


class Minute(BaseModel):
    t: datetime
    waiting: int
    answered: int
    service_level: float | None


class Board(BaseModel):
    at: datetime
    queues: list[QueueLine]
    agents: list[AgentLine]
    totals: Totals
    waiting: list[dict[str, Any]]
    series: list[Minute] = Field(max_length=61)


class HealthCheck(BaseModel):
    """`detail`: in the reader's language; `codes`: what it is made of."""

    name: str
    ok: bool
    detail: str
    codes: list[str]


class SystemHealth(BaseModel):
    ready: bool
    checks: list[HealthCheck]
    degraded: list[str]
