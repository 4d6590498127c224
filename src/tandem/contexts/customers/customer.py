"""What others see of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.customers.rules import display_name


@dataclass(frozen=True)
class Customer:
    """`name` is None until somebody told it. `block_id` is the block that stands, if any. `merged_into` is the person
    that this customer turned out to be, None for the person."""

    id: UUID
    name: str | None
    verified_at: datetime | None
    locale: str | None
    attributes: Mapping[str, Any]
    created_at: datetime
    block_id: UUID | None = None
    merged_into: UUID | None = None
    erased_at: datetime | None = None

    @property
    def person_id(self) -> UUID:
        """The customer that stands for the whole family (as `canonical` says)."""
        return self.merged_into or self.id

    @property
    def verified(self) -> bool:
        return self.verified_at is not None

    @property
    def blocked(self) -> bool:
        return self.block_id is not None

    def display_name(self, locale: str = "zh-CN") -> str:
        """The name, or "访客 3F7A" (from the id) for somebody who gave none."""
        return display_name(self.id, self.name, locale)
