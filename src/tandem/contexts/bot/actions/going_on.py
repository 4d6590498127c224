"""A customer has shown who they are, or may not try for a while: the flow that waited for it goes on, or ends."""

from uuid import UUID

from tandem.contexts.bot.actions.answering import ATTEMPTS, Bot
from tandem.contexts.bot.actions.conversing import Conversing
from tandem.contexts.bot.dialogue.serving.repository import Overtaken
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Database
from tandem.kit.events import Recorded


class GoingOn:
    """Hears of proofs. Safe to run twice: what waited once waits no more."""

    def __init__(self, db: Database, bot: Bot, flows: Conversing) -> None:
        self._db, self._bot, self._flows = db, bot, flows

    async def proven(self, event: Recorded) -> None:
        """What waited in the conversation goes on."""
        await self._after(event, UUID(event.data["proof_id"]), proven=True)

    async def locked(self, event: Recorded) -> None:
        """Too many wrong answers: what waited ends, politely."""
        await self._after(event, UUID(int=event.id), proven=False)

    async def _after(self, event: Recorded, turn_id: UUID, *, proven: bool) -> None:
        if event.data["conversation_id"] is None:
            return
        conversation_id, session = UUID(event.data["conversation_id"]), event.data["session"]
        assert event.subject_id is not None  # the customer who tried
        async with self._bot.in_turn(conversation_id):
            for attempt in range(ATTEMPTS):
                try:
                    return await self._go_on(
                        conversation_id, event.subject_id, session, turn_id, proven=proven
                    )
                except Overtaken:
                    # Another worker answered a message of this conversation meanwhile.
                    if attempt == ATTEMPTS - 1:
                        raise

    async def _go_on(
        self, conversation_id: UUID, writer: UUID, session: str, turn_id: UUID, *, proven: bool
    ) -> None:
        async with self._db.transaction() as tx:
            conversation = await conversations.get(tx, conversation_id)
            if conversation.controller != "bot":
                return
            standing = await self._flows.standing(tx, conversation, writer, session)
        talk = await self._flows.go_on(conversation, standing, key=f"flow:{turn_id}", proven=proven)
        if talk is not None:
            async with self._db.transaction() as tx:
                await self._bot.converse(tx, conversation_id, turn_id, talk, written=False)
