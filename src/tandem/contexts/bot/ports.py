"""What the bot needs of the knowledge base, and of a finder of names. Wiring gives the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from tandem.contexts.bot.decision import ChatHit
from tandem.contexts.bot.entities.named import Named, NameFinder, NamesUnavailable
from tandem.contexts.knowledge.api import Ranking
from tandem.kit.db import Tx

__all__ = ["Answer", "Knowledge", "NameFinder", "Named", "NamesUnavailable"]


@dataclass(frozen=True)
class Answer:
    """A published entry as it may be said to a customer now."""

    entry_id: UUID
    key: str
    question: str
    answer: str
    version: int


class Knowledge(Protocol):
    def small_talk(self, text: str) -> ChatHit | None:
        """The small-talk entry that this text is nothing but, if any. Cheap."""
        ...

    async def rank(self, text: str) -> Ranking:
        """What search finds. The encoders work in threads; the event loop is not held up."""
        ...

    async def answers(self, tx: Tx, entry_ids: Sequence[str]) -> list[Answer]:
        """The published entries in the order asked for; those retired or expired meanwhile are left out."""
        ...

    async def count_use(self, tx: Tx, entry_id: UUID) -> None:
        """Note that an answer was given from this entry."""
        ...
