"""Queueing: what was said to a customer goes into the outbox, fitted to the channel."""

from collections.abc import Sequence
from uuid import UUID

from cryptography.fernet import Fernet

from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.moving import show
from tandem.contexts.channels.written.actions.parting import parts_for
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox, threads
from tandem.contexts.channels.written.repository.threads import Thread
from tandem.contexts.channels.written.rules.fitting import Part
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded

_PAGE = 50


class Queueing:
    """Follows `conversations.message_queued`. Events may come in any order and twice: whatever the event, everything
    after the last message that was queued is queued, in the order of the conversation."""

    def __init__(self, db: Database, vault: Fernet, channels: Channels) -> None:
        self._db, self._vault, self._channels = db, vault, channels

    def wants(self, event: Recorded) -> bool:
        """Web chat has no outbox: its sockets read the conversation."""
        return event.data["channel"] in self._channels.kinds

    async def __call__(self, event: Recorded) -> None:
        assert event.subject_id is not None
        leg = event.data.get("leg_id")
        while await self._page(UUID(leg) if leg else event.subject_id):
            pass

    async def _page(self, thread_id: UUID) -> bool:
        """Queue the next messages of a thread; whether there may be more."""
        async with self._db.transaction() as tx:
            thread = await threads.lock(tx, thread_id)
            if thread is None:
                return False
            account = await accounts.get(tx, self._vault, thread.account_id)
            caps = self._channels.of(account.kind).capabilities
            fresh, more = await conversations.to_send(
                tx, thread.conversation_id, thread.leg_id, after=thread.queued_seq, limit=_PAGE
            )
            for message in fresh:
                if message.role in ("agent", "bot"):
                    await queue_message(tx, thread, message, await parts_for(tx, message, caps))
                    await show(tx, message.id)
            if fresh:
                await threads.change(tx, thread.id, queued_seq=fresh[-1].seq)
                ask_to_deliver(tx, thread.id)
            return more


async def queue_message(tx: Tx, thread: Thread, message: MessageView, parts: Sequence[Part]) -> None:
    """Put a message into a thread's outbox."""
    attached = message.payload.get("attachment") or {}
    file = UUID(attached["id"]) if attached else None
    await outbox.add(tx, thread, message.id, message.seq, parts, file, message.payload.get("template"))
