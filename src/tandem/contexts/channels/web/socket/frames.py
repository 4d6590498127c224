"""What customers may send, decided frame by frame; and why a socket is closed."""

from dataclasses import dataclass
from time import monotonic
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field

from tandem.contexts.channels.web.schemas import MAX_SEQ
from tandem.contexts.channels.web.tokens import MAX_CHARS

MAX_BYTES = 16 * 1024
PREVIEW_CHARS = 200


class Closing(Exception):
    """The socket ends with this close code; the client hears `error` in a frame first."""

    def __init__(self, code: int, error: str) -> None:
        super().__init__(error)
        self.code, self.error = code, error


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore")  # newer clients may say more


Seq = Annotated[int, Field(ge=0, le=MAX_SEQ)]


class Hello(_Frame):
    """The first frame, within 10 s: the token of the session, and the last number that the client has."""

    type: Literal["hello"]
    token: Annotated[str, Field(max_length=MAX_CHARS)] = ""
    conversation_id: UUID | None = None
    after: Seq = 0


class Typing(_Frame):
    """The customer writes; sent at most every 0.3 s. `text` only where the site shows what is being typed."""

    type: Literal["typing"]
    conversation_id: UUID
    text: str | None = None


class Read(_Frame):
    """The customer has seen everything up to `seq`."""

    type: Literal["read"]
    conversation_id: UUID
    seq: Seq


class Subscribe(_Frame):
    """Turn to another conversation of this customer, from the number `after` on."""

    type: Literal["subscribe"]
    conversation_id: UUID
    after: Seq = 0


class Pong(_Frame):
    """The answer to `ping`."""

    type: Literal["pong"]


AnyFrame = Hello | Typing | Read | Subscribe | Pong
KINDS: dict[str, type[AnyFrame]] = {
    "hello": Hello,
    "typing": Typing,
    "read": Read,
    "subscribe": Subscribe,
    "pong": Pong,
}


def read_frame(raw: str | bytes) -> AnyFrame | None:
    """The frame; None for a type of a newer client. Raises Closing 4413 for one that is too large, 4400 for
    one that is none."""
    if len(raw) > MAX_BYTES or (isinstance(raw, str) and len(raw.encode(errors="replace")) > MAX_BYTES):
        raise Closing(4413, "frame_too_large")
    try:
        document: Any = orjson.loads(raw)
        kind = KINDS.get(document["type"])
        return kind.model_validate(document) if kind else None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Closing(4400, "bad_frame") from error


@dataclass(slots=True)
class Allowance:
    """A token bucket for one socket's frames."""

    per_second: float = 10.0
    burst: float = 60.0
    left: float = 60.0
    at: float = 0.0

    def take(self) -> bool:
        now = monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
