"""What /channel-accounts says and takes."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.channels.written.messages import IncomingKind
from tandem.kit.http import Body

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Short = Annotated[str, StringConstraints(max_length=500)]
Secret = Annotated[str, StringConstraints(max_length=8_000)]
Settings = Annotated[dict[Key, Short | int | bool], Field(max_length=30)]


class NewAccount(Body):
    """`queue_key`: needed where the kind carries conversations."""

    kind: Key
    key: Key
    name: Name
    queue_key: Key | None = None
    settings: Settings = Field(default_factory=dict)
    secrets: dict[Key, Secret] = Field(default_factory=dict, max_length=10)


class ChangedAccount(Body):
    """`settings` whole; of `secrets` only those that change, None takes one away."""

    name: Name
    queue_key: Key | None = None
    settings: Settings = Field(default_factory=dict)
    secrets: dict[Key, Secret | None] = Field(default_factory=dict, max_length=10)


class TriedAccount(Body):
    """What would be saved. `account`: whose secrets count where none are given."""

    kind: Key
    account: UUID | None = None
    settings: Settings = Field(default_factory=dict)
    secrets: dict[Key, Secret] = Field(default_factory=dict, max_length=10)


class TestMessage(Body):
    recipient: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_200)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class TestSent(BaseModel):
    """`sent` False: the channel said no for `code`, or not now; nothing is tried again."""

    sent: bool
    code: str | None = None
    detail: str = ""


class FieldOut(BaseModel):
    key: str
    kind: Literal["text", "number", "switch", "choice", "secret"]
    required: bool
    choices: list[str]
    default: str | int | bool | None
    when: list[str] | None
    label: str


class ChannelName(BaseModel):
    kind: str
    name: str


class KindOut(BaseModel):
    """A kind of channel that is installed, in the reader's language."""

    kind: str
    name: str
    fields: list[FieldOut]
    capabilities: dict[str, Any]


class AccountOut(BaseModel):
    """`secrets`: the names of those that are kept; they are never shown."""

    id: UUID
    kind: str
    key: str
    name: str
    queue_key: str
    settings: dict[str, Any]
    secrets: list[str]
    paused_at: datetime | None


class FindingOut(BaseModel):
    key: str
    ok: bool
    detail: str
    label: str


class Checked(BaseModel):
    """The steps of a live check up to the first that failed."""

    findings: list[FindingOut]


class AccountRef(BaseModel):
    id: UUID


class AccountHealth(BaseModel):
    """`incoming`: events not taken in yet; `held_in`: those that could not be, for a person to look at;
    `outgoing`: messages not sent yet, the oldest since `oldest_at`; `held`: those that wait for the customer to write
    again; `failed`: dead letters."""

    id: UUID
    kind: str
    key: str
    name: str
    queue_key: str
    paused_at: datetime | None
    created_at: datetime
    last_in_at: datetime | None
    last_out_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    incoming: int
    held_in: int
    outgoing: int
    held: int
    failed: int
    oldest_at: datetime | None
    installed: bool
    capabilities: dict[str, Any] | None


class StuckPart(BaseModel):
    """Its text is in the conversation, for who may read that."""

    id: UUID
    conversation_id: UUID
    seq: int
    part: int
    kind: str
    state: Literal["held", "failed"]
    state_at: datetime
    created_at: datetime
    attempts: int
    error: str
    error_detail: str | None


class HeldEvent(BaseModel):
    """Something that came in and could not be taken in. What it says is shown once it is in a conversation, to who may
    read that."""

    id: int
    kind: IncomingKind
    at: datetime
    received_at: datetime
    settled_at: datetime
    attempts: int
    error: str


class Resent(BaseModel):
    """`parts`: how many go out again; at 500 there may be more: ask once more."""

    parts: int
