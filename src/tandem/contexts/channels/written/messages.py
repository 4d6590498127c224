"""What goes in and out, in the words of no vendor."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from tandem.kit.i18n import DEFAULT

IncomingKind = Literal["message", "receipt", "note"]
DeliveryState = Literal["delivered", "read", "failed"]


@dataclass(frozen=True)
class Account:
    """One of the lender's accounts in a channel (a WeChat official account, a mailbox, an SMS sender). `secrets` are
    in clear: never log them, never put them into an event."""

    id: UUID
    kind: str
    key: str
    name: str
    queue_key: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    paused_at: datetime | None = None


@dataclass(frozen=True)
class ForeignFile:
    """A file that lies with the channel: `reference` is what `Channel.fetch` needs."""

    reference: str
    name: str
    content_type: str | None = None


@dataclass(frozen=True)
class Incoming:
    """A foreign event. `external_id` is the channel's own id of it, unique in the account: the same again changes
    nothing. `at`: when the customer wrote, as the channel says. `context`: what the adapter wants back when it
    answers (a subject, a thread id); the newest counts. `proven`: the channel vouches that it comes from `sender` (an
    e-mail that nobody signed is not). `conversation_id`: what it answers, where the channel can prove it (a signed
    reply address): it goes there if that is the sender's own and can go on. `left_out`: what the sender wrote and is
    not worth a place in the conversation (quoted text, a signature), kept beside it for who reads. `subject`: what
    stands above it, for people; the bot reads the text alone. For a receipt `about` is the external id of what was
    sent. A note (the customer followed, scanned, left) opens no conversation and no reply window: staff read its `text`
    in the conversation, if one is open. `attributes` are noted of the customer. `session`: under which verification
    knows whoever writes here, for channels where nobody else can write as them. `scene`: what stood in the QR code by
    which they came."""

    external_id: str
    sender: str
    at: datetime
    kind: IncomingKind = "message"
    text: str = ""
    files: tuple[ForeignFile, ...] = ()
    name: str | None = None
    locale: str | None = None
    about: str | None = None
    state: DeliveryState | None = None
    reason: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    proven: bool = True
    conversation_id: UUID | None = None
    left_out: str | None = None
    subject: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    session: str | None = None
    scene: str | None = None

    def stored(self) -> dict[str, Any]:
        """The part that has no column of its own in the inbox."""
        return {
            "text": self.text, "name": self.name, "locale": self.locale, "state": self.state,
            "reason": self.reason, "context": dict(self.context), "proven": self.proven,
            "attributes": dict(self.attributes), "session": self.session, "scene": self.scene,
            "files": [[one.reference, one.name, one.content_type] for one in self.files],
            "conversation_id": str(self.conversation_id) if self.conversation_id else None,
            "left_out": self.left_out, "subject": self.subject,
        }  # fmt: skip


@dataclass(frozen=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True)
class OutgoingFile:
    """`content` reads the whole file; it may raise ObjectMissing or ObjectStoreAway. `id`: the attachment's, for
    channels that send a link instead."""

    name: str
    content_type: str
    size: int
    content: Callable[[], Awaitable[bytes]] = field(compare=False)
    id: UUID | None = None


@dataclass(frozen=True)
class Template:
    """A text with fields that was filled in. `external_id`: its name at the channel's operator, who has approved it,
    empty where nobody has to. `values`: what stands in its fields. `subject`: what stands above it, filled in. `link`:
    where it leads who opens it."""

    key: str
    external_id: str
    values: Mapping[str, str] = field(default_factory=dict)
    subject: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class Outgoing:
    """One thing to send. `id` is ours and stays the same when it is sent again. `context` is that of the newest
    incoming message of the thread, `in_reply_to` its external id. `automatic`: the bot says it, no person. With a
    `template`, `text` is the template filled in. `locale`: the customer's language, for what an adapter adds of its
    own."""

    id: UUID
    recipient: str
    kind: str
    text: str
    options: tuple[Option, ...] = ()
    file: OutgoingFile | None = None
    in_reply_to: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    template: Template | None = None
    conversation_id: UUID | None = None
    automatic: bool = False
    locale: str = DEFAULT


@dataclass(frozen=True)
class Sent:
    """The channel took it. `external_id`: by which receipts name it; None when the channel gives none. Not `counted`:
    it takes no place of the reply window."""

    external_id: str | None = None
    counted: bool = True
