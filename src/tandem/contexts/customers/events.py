"""What happened to customers. `subject_id` is the customer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerIdentified(Event):
    """A signed identity was bound to the customer: from now on we know who it is."""

    kind: ClassVar[str] = "customers.identified"
    identity_kind: str
    account: str


@dataclass(frozen=True, kw_only=True)
class CustomerBlocked(Event):
    """The customer may not write until then; None: for good."""

    kind: ClassVar[str] = "customers.blocked"
    block_id: UUID
    reason: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class CustomerUnblocked(Event):
    """Somebody took the block back. A block that runs out tells nobody: `until` said so."""

    kind: ClassVar[str] = "customers.unblocked"
    block_id: UUID
