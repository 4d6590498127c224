"""JSON bodies of the customers' door. Unknown fields are refused, so that a typing mistake is noticed."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from tandem.contexts.channels.visit import PreChatKey
from tandem.contexts.channels.web.identity import MAX_CHARS as IDENTITY_CHARS
from tandem.contexts.channels.web.tokens import MAX_CHARS as TOKEN_CHARS
from tandem.contexts.customers.api import Purpose
from tandem.kit.http import Body

# Vertical tab, form feed, next line: they come with text pasted from documents and mean a new line.
_NEW_LINES = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n"})
_ALLOWED = frozenset("\n\t")
MAX_SEQ = 2_147_483_647


def _whole(text: str) -> str:
    """Half of a surrogate pair is no character: it could be neither stored nor shown."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("broken characters are not allowed")
    return text


def _prose(text: str) -> str:
    # Keyboards and copied text bring stray control characters: who wrote them did not mean them, and must
    # not be refused for them.
    text = _whole(text).replace("\r\n", "\n").replace("\r", "\n").translate(_NEW_LINES)
    return "".join(c for c in text if not ((ord(c) < 32 and c not in _ALLOWED) or 127 <= ord(c) < 160))


def _line(text: str) -> str:
    if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in _whole(text)):
        raise ValueError("control characters are not allowed")
    return text.strip()


Prose = Annotated[str, AfterValidator(_prose)]
Line = Annotated[str, AfterValidator(_line)]
ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Seq = Annotated[int, Field(strict=True, ge=0, le=MAX_SEQ)]
SiteKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Platform = Literal["ios", "android", "harmony", "other"]
Locale = Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z0-9-]+$")]


DEVICE = ("app_platform", "app_version")
"""Attributes of a customer that an app tells of itself: the agent sees them beside the conversation."""


class AppIn(Body):
    """What a native app shows instead of an origin, and what it is."""

    key: Annotated[str, Field(min_length=1, max_length=128)]
    bundle: Annotated[str, Field(max_length=255, pattern=r"^[A-Za-z0-9._-]+$")] | None = None
    platform: Platform | None = None
    version: Annotated[Line, Field(max_length=32)] | None = None

    def told(self) -> dict[str, str]:
        """What is worth knowing of the device."""
        return {key: text for key, text in zip(DEVICE, (self.platform, self.version), strict=True) if text}


class SessionIn(Body):
    site: SiteKey
    identity: Annotated[str, Field(max_length=IDENTITY_CHARS)] | None = Field(
        None, description="A JWT (HS256) of the host site: aud = site, sub, exp (≤ 24 h), name?"
    )
    locale: Locale | None = None
    page_url: Annotated[Line, Field(max_length=2048)] | None = None
    app: AppIn | None = Field(None, description="Needed where the site is a native app")
    resume: Annotated[str, Field(max_length=TOKEN_CHARS)] | None = Field(
        None, description="The token of an earlier session: the same person goes on."
    )


class ConsentGiven(Body):
    """A line of the pre-chat form that was ticked, with the version and language that was shown."""

    purpose: Purpose
    version: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    locale: Literal["zh-CN", "en"] = "zh-CN"


class PreChatAnswers(Body):
    """What the visitor answered; `{}` is an empty form."""

    name: Annotated[Line, Field(max_length=64)] | None = None
    phone: Annotated[Line, Field(max_length=32)] | None = None
    email: Annotated[Line, Field(max_length=254)] | None = None
    topic: Annotated[Line, Field(max_length=64)] | None = None
    consents: list[ConsentGiven] = Field(default_factory=list, max_length=5)

    def told(self) -> dict[str, str]:
        """The answers that say something."""
        answers = self.model_dump(include={"name", "phone", "email", "topic"})
        return {key: text for key, text in answers.items() if text}


class ConversationIn(Body):
    client_id: ClientId
    page_url: Annotated[Line, Field(max_length=2048)] | None = None
    pre_chat: PreChatAnswers | None = Field(None, description="Where the site asks before the first message")


class MessageIn(Body):
    client_id: ClientId
    text: Annotated[Prose, Field(json_schema_extra={"maxLength": 10_000})] | None = None
    choice_id: Annotated[Line, Field(min_length=1, max_length=128)] | None = None
    attachment_id: UUID | None = None
    reply_to: UUID | None = None


class ReadIn(Body):
    seq: Seq


class HandoffIn(Body):
    reason: Annotated[Prose, Field(max_length=500)] | None = None


class RatingIn(Body):
    score: Annotated[int, Field(strict=True, ge=1, le=5)]
    comment: Annotated[Prose, Field(max_length=2000)] | None = None
    tags: list[Annotated[Line, Field(min_length=1, max_length=32)]] = Field(
        max_length=10, default_factory=list
    )


class FeedbackIn(Body):
    message_id: UUID
    helpful: Annotated[bool, Field(strict=True)]


class OfflineMessageIn(Body):
    client_id: ClientId
    name: Annotated[Line, Field(max_length=64)] | None = None
    contact: Annotated[Line, Field(min_length=3, max_length=128)]
    text: Annotated[Prose, Field(min_length=1, max_length=5000)]


class ComplaintIn(Body):
    client_id: ClientId
    name: Annotated[Line, Field(max_length=64)] | None = None
    contact: Annotated[Line, Field(min_length=3, max_length=128)]
    text: Annotated[Prose, Field(min_length=1, max_length=5000)]


class Brand(BaseModel):
    title: str
    accent: str
    logo_url: str | None = None


class LimitsOut(BaseModel):
    text: int
    attachment_bytes: int
    attachment_types: list[str]


class FaqOut(BaseModel):
    key: str
    question: str
    category: str | None = None


class FaqCategoryOut(BaseModel):
    key: str
    title: str


class FeaturesOut(BaseModel):
    attachments: bool
    rating: bool
    offline: bool
    typing_preview: bool
    voice: bool


class PreChatFieldOut(BaseModel):
    key: PreChatKey
    required: bool


class ConsentLineOut(BaseModel):
    purpose: Purpose
    version: int
    locale: str
    title: str
    body: str


class PreChatOut(BaseModel):
    """The form; whether this customer is asked says the session."""

    skippable: bool
    fields: list[PreChatFieldOut]
    topics: list[str]
    consents: list[ConsentLineOut]


class InvitationOut(BaseModel):
    """A bubble beside the launcher, at most once a visit and `per_day` times a day."""

    text: str
    pages: list[str]
    delay_s: int
    per_day: int


class ConfigOut(BaseModel):
    site: str
    name: str
    brand: Brand
    locale: str
    open: bool
    hours_text: str
    next_open_at: datetime | None
    limits: LimitsOut
    faq: list[FaqOut]
    faq_categories: list[FaqCategoryOut]
    features: FeaturesOut
    greeting: str
    privacy_text: str
    complaint_text: str = Field(description="Where else to complain, in the lender's words; may be empty")
    identity: Literal["anonymous", "signed"]
    pre_chat: PreChatOut | None = Field(description="What is asked before the first message; null: nothing")
    invitations: list[InvitationOut] = Field(description="Empty outside the opening hours")


class CustomerOut(BaseModel):
    id: UUID
    name: str | None
    verified: bool


class SessionOut(BaseModel):
    token: str
    expires_at: datetime
    customer: CustomerOut
    conversation_id: UUID | None
    pre_chat: bool = Field(description="Whether the form of /web/config is for this customer")


class AgentOut(BaseModel):
    name: str


class PlaceOut(BaseModel):
    position: int
    estimate_s: int | None


class RatingScore(BaseModel):
    score: int


class BlockedOut(BaseModel):
    """The customer may not write until then; null: for good. Complaints are taken at /web/complaints."""

    until: datetime | None


class ConversationOut(BaseModel):
    """The conversation as its customer sees it. A silent seat looks like the bot."""

    id: UUID
    status: Literal["open", "snoozed", "resolved"]
    controller: Literal["bot", "queue", "agent"]
    agent: AgentOut | None
    queue: PlaceOut | None
    last_seq: int
    customer_read_seq: int
    agent_read_seq: int
    opened_at: datetime
    rating: RatingScore | None
    rating_requested: bool
    blocked: BlockedOut | None


class OfflineMessageOut(BaseModel):
    conversation_id: UUID


class ComplaintOut(BaseModel):
    conversation_id: UUID


def repeated(model: type[BaseModel], why: str) -> dict[int | str, dict[str, Any]]:
    """For a route that answers 200 instead of 201 when nothing new was made."""
    return {200: {"model": model, "description": why}}
