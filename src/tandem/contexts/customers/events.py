"""What happened to customers. `subject_id` is the customer."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerIdentified(Event):
    """A signed identity was bound to the customer: from now on we know who it is."""

    kind: ClassVar[str] = "customers.identified"
    identity_kind: str
    account: str
