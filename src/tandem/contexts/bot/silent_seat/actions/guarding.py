"""Under the conversation's lock: whether a draft still waits for a decision."""

from dataclasses import dataclass
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.errors import DraftGone, DraftNotFound
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx


@dataclass(frozen=True)
class Locked:
    """A draft whose conversation is locked until commit: of all who would change its state one is here."""

    draft: Draft
    conversation: conversations.Conversation

    @property
    def open(self) -> bool:
        """Whether it can still be decided on. A conversation that left the silent seat a moment ago makes a
        draft stale before its row says so."""
        return self.draft.waiting and self.conversation.controller == "silent_seat"


async def readable(tx: Tx, actor: Actor, draft_id: UUID) -> Draft:
    """The draft. Raises Forbidden without drafts.decide, DraftNotFound for what the actor may not read."""
    actor.require(permissions.DRAFTS_DECIDE)
    found = await drafts.find(tx, actor, draft_id)
    if found is None:
        raise DraftNotFound()
    return found


async def locked(tx: Tx, draft: Draft) -> Locked:
    """Lock order: the conversation first, then whatever belongs to it."""
    conversation = await conversations.lock(tx, draft.conversation_id)
    present = await drafts.get(tx, draft.id)
    if present is None:
        raise DraftNotFound()
    return Locked(present, conversation)


def must_be_open(found: Locked) -> None:
    """Raise DraftGone, saying what became of it, when it is."""
    if not found.open:
        raise DraftGone(found.draft)
