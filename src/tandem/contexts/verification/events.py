"""What happened. `subject_id` is the customer. Nobody's number and no code is in here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerProven(Event):
    """A session has shown who it is; what waited for it in `conversation_id` goes on."""

    kind: ClassVar[str] = "verification.proven"
    proof_id: UUID
    conversation_id: UUID | None
    session: str
    method: str
    level: str


@dataclass(frozen=True, kw_only=True)
class VerificationLocked(Event):
    """Too many wrong answers: nothing is tried until then."""

    kind: ClassVar[str] = "verification.locked"
    conversation_id: UUID | None
    session: str
    method: str
    until: datetime
