"""Bodies of /web/verification."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from tandem.contexts.channels.web.schemas import Line
from tandem.kit.http import Body

LevelWord = Literal["public", "bound", "fresh"]
# As people type them: rules.typed decides what is one.
Typed = Annotated[Line, Field(min_length=1, max_length=40)]


class CodeIn(Body):
    phone: Typed
    purpose: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")] = "bind"
    conversation_id: UUID | None = None


class CodeTryIn(Body):
    code: Typed


class IdDigitsIn(Body):
    phone: Typed
    digits: Typed
    conversation_id: UUID | None = None


class VerificationOut(BaseModel):
    level: LevelWord
    methods: list[Literal["code", "id_digits"]]
    fresh_until: datetime | None


class ChallengeOut(BaseModel):
    """The same for every number. `phone` is masked."""

    challenge_id: UUID
    phone: str
    digits: int
    expires_in_s: int
    resend_in_s: int


class ProvenOut(BaseModel):
    level: LevelWord
    fresh_until: datetime | None
