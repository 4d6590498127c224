"""What this context asks of others."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID


class Watching(Protocol):
    """Who looks at a conversation now. The desktop knows it, from its sockets."""

    def viewers_of(self, conversation_id: UUID) -> Sequence[dict[str, Any]]:
        """[{id, name}] of the staff who have the thread open, on any process. Never blocks."""
        ...
