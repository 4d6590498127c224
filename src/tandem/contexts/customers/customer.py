"""What others see of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.customers.rules import display_name


@dataclass(frozen=True)
class Customer:
    """`name` is None until somebody told it. `block_id` is the block that stands, if any."""

    id: UUID
    name: str | None
    verified_at: datetime | None
    locale: str | None
    attributes: Mapping[str, Any]
    created_at: datetime
    block_id: UUID | None = None

    @property
    def verified(self) -> bool:
        return self.verified_at is not None

    @property
    def blocked(self) -> bool:
        return self.block_id is not None

    def display_name(self, locale: str = "zh-CN") -> str:
        """The name, or "访客 3F7A" (from the id) for somebody who gave none."""
        return display_name(self.id, self.name, locale)
