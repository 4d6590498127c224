"""Messages and their attachments, as their customer sees them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

MessageKind = Literal["text", "image", "file", "voice", "choice", "system"]
MessageState = Literal["queued", "sent", "delivered", "read", "failed"]
MessageRole = Literal["customer", "agent", "bot", "system"]


class AuthorOut(BaseModel):
    id: UUID | None
    name: str


class AttachmentOut(BaseModel):
    """`url` is signed and runs out: fetch the message anew then."""

    id: UUID
    name: str
    content_type: str
    size: int
    url: str
    width: int | None
    height: int | None
    duration_ms: int | None


class SourceOut(BaseModel):
    """A knowledge entry that an answer of the bot rests on."""

    entry_id: UUID
    key: str
    title: str
    version: int


class OptionOut(BaseModel):
    id: str
    label: str


class ProofWanted(BaseModel):
    """`number`: not who they are, but that this number (its ends) is theirs; its code is of the purpose "new_phone"."""

    level: Literal["bound", "fresh"]
    number: str | None = None


class PayloadOut(BaseModel):
    """What a message carries besides its text; there is more in it than is said here."""

    attachment: AttachmentOut | None = None
    sources: list[SourceOut] | None = None
    feedback: bool | None = None
    options: list[OptionOut] | None = None
    verification: ProofWanted | None = None
    event: str | None = None
    data: dict[str, Any] | None = None
    complaint: bool | None = None


class _As:
    """Documents a plain object as `model`, without checking each one on its way out."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self._model.__pydantic_core_schema__)


class MessageOut(BaseModel):
    """`seq` counts within the conversation; what only staff may see leaves gaps. `client_id` is the one it was sent
    with."""

    id: UUID
    conversation_id: UUID
    seq: int
    client_id: str | None
    kind: MessageKind
    role: MessageRole
    author: AuthorOut | None
    text: str
    payload: Annotated[dict[str, Any], _As(PayloadOut)]
    reply_to: UUID | None
    state: MessageState
    created_at: datetime


class MessagesOut(BaseModel):
    items: list[MessageOut]
    has_more: bool
