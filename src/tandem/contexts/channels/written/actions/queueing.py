"""Queueing: what was said to a customer goes into the outbox, fitted to the channel."""

from uuid import UUID

from cryptography.fernet import Fernet

from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.moving import show
from tandem.contexts.channels.written.actions.parting import parts_of
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox, threads
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Database
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
        while await self._page(event.subject_id):
            pass

    async def _page(self, conversation_id: UUID) -> bool:
        """Queue the next messages; whether there may be more."""
        async with self._db.transaction() as tx:
            thread = await threads.lock(tx, conversation_id)
            if thread is None:
                return False
            account = await accounts.get(tx, self._vault, thread.account_id)
            caps = self._channels.of(account.kind).capabilities
            fresh, more = await conversations.messages(
                tx, conversation_id, after=thread.queued_seq, limit=_PAGE, customer_view=True
            )
            for message in fresh:
                if message.role in ("agent", "bot"):
                    attached = message.payload.get("attachment") or {}
                    await outbox.add(
                        tx, conversation_id, account.id, message.id, message.seq, parts_of(message, caps),
                        UUID(attached["id"]) if attached else None, message.payload.get("template"),
                    )  # fmt: skip
                    await show(tx, message.id)
            if fresh:
                await threads.change(tx, conversation_id, queued_seq=fresh[-1].seq)
                ask_to_deliver(tx, conversation_id)
            return more
