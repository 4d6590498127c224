"""What this context asks of others."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from tandem.kit.db import Tx


class Watching(Protocol):
    """Who looks at a conversation now. The desktop knows it, from its sockets."""

    def viewers_of(self, conversation_id: UUID) -> Sequence[dict[str, Any]]:
        """[{id, name}] of the staff who have the thread open, on any process. Never blocks."""
        ...


class ReplyGate(Protocol):
    """Whether a channel lets a reply of staff out now. The channels know it."""

    async def check(self, tx: Tx, conversation_id: UUID, text: str | None, with_file: bool) -> None:
        """Raises what says why not (a Conflict); then nothing of the reply is kept."""
        ...
