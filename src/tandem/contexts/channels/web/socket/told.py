"""What the customer's socket says: the frames that a client hears. Clients ignore types and members that they do not
know."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from tandem.contexts.channels.web.schemas import ConversationOut
from tandem.contexts.channels.web.schemas.messages import MessageOut, MessageRole


class Ready(BaseModel):
    """The session holds; what follows is what the client has not got yet. `conversation` null: there is none open."""

    type: Literal["ready"]
    conversation: ConversationOut | None
    server_time: datetime


class MessageFrame(BaseModel):
    """A message after the last number that the client named. Ascending, none left out, each once."""

    type: Literal["message"]
    message: MessageOut


class ConversationFrame(BaseModel):
    """Who has the conversation now, the place in line, the rating that is asked for."""

    type: Literal["conversation"]
    conversation: ConversationOut


class TypingFrame(BaseModel):
    """The other side writes, until that time (the server's clock) or until its message."""

    type: Literal["typing"]
    role: MessageRole
    until: datetime
    name: str | None = None


class ReadFrame(BaseModel):
    """That side has seen everything up to `seq`."""

    type: Literal["read"]
    role: Literal["customer", "agent"]
    seq: int


class ErrorFrame(BaseModel):
    """What could not be done. Before a close it says why."""

    type: Literal["error"]
    code: str
    detail: str


class Ping(BaseModel):
    """Every 25 s; answer `pong`. Who is silent for 75 s is closed."""

    type: Literal["ping"]


Told = Ready | MessageFrame | ConversationFrame | TypingFrame | ReadFrame | ErrorFrame | Ping
TOLD: dict[str, type[Told]] = {
    "ready": Ready,
    "message": MessageFrame,
    "conversation": ConversationFrame,
    "typing": TypingFrame,
    "read": ReadFrame,
    "error": ErrorFrame,
    "ping": Ping,
}
