"""What the panel shows of parts that may be absent: each is a function that wiring passes in, or None. A part that is
absent is shown as absent, never as an error."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from tandem.contexts.customers.api import Person
from tandem.kit.db import Tx

Level = Literal["public", "bound", "fresh"]
"""How sure we are that whoever talks in this conversation is the customer."""


@dataclass(frozen=True)
class Tag:
    """`id` is of the grant. `why` says so in words; `until` None: until further notice. Only tags given by hand are
    taken by hand."""

    id: UUID
    key: str
    name: str
    color: str | None
    origin: Literal["hand", "rule", "model"]
    why: str
    since: datetime
    until: datetime | None
    by: str | None


@dataclass(frozen=True)
class Segment:
    """Where the customer belongs in one layer (value, stage, need)."""

    layer: str
    key: str
    name: str
    why: str
    since: datetime


@dataclass(frozen=True)
class Strategy:
    """What is laid down for customers like this one."""

    name: str
    script: str | None
    offer: str | None
    why: str


@dataclass(frozen=True)
class Need:
    """What the customer will probably want of us next; `probability` is calibrated."""

    reason: str
    name: str
    probability: float
    why: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """What the person is like; None: that part is absent, or has nothing to say."""

    tags: Sequence[Tag] | None = None
    segments: Sequence[Segment] | None = None
    strategy: Strategy | None = None
    need: Need | None = None


@dataclass(frozen=True)
class Parts:
    """Functions of (tx, person, locale); `picture` is also told whether the person agreed to profiling, `level` is of
    (tx, person, conversation)."""

    picture: Callable[[Tx, Person, str, bool], Awaitable[Picture]] | None = None
    merge_candidates: Callable[[Tx, UUID, str], Awaitable[Sequence[Mapping[str, Any]]]] | None = None
    level: Callable[[Tx, UUID, UUID], Awaitable[Level]] | None = None
