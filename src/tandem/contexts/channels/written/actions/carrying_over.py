"""Carrying over: what could not go out in the channel that was left goes out where the conversation goes on."""

from uuid import UUID

from cryptography.fernet import Fernet

from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.moving import show
from tandem.contexts.channels.written.actions.queueing import parts_for, queue_message
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox, threads
from tandem.contexts.channels.written.repository.threads import Thread
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded

_MOST = 500


class CarryingOver:
    """Follows `conversations.went_on`. A message of which any part went out, or is going out, stays where it is. Safe
    to run twice."""

    def __init__(self, db: Database, vault: Fernet, channels: Channels) -> None:
        self._db, self._vault, self._channels = db, vault, channels

    def wants(self, event: Recorded) -> bool:
        """Who comes back by writing has opened the window there themselves."""
        return event.data["how"] != "returned" and event.data["from_channel"] in self._channels.kinds

    async def __call__(self, event: Recorded) -> None:
        assert event.subject_id is not None
        left = UUID(event.data["from_leg_id"]) if event.data["from_leg_id"] else None
        to = UUID(event.data["leg_id"]) if event.data["leg_id"] else None
        async with self._db.transaction() as tx:
            ids = {"left": left or event.subject_id, "to": to or event.subject_id}
            # Threads before the conversation, as who takes in does; two of them in the order of their ids.
            held = {id_: await threads.lock(tx, id_) for id_ in sorted(ids.values())}
            if (await conversations.lock(tx, event.subject_id)).leg_id != to:
                return  # it is somewhere else by now
            thread, target = held[ids["left"]], held[ids["to"]]
            unsent = await _unsent(tx, thread) if thread else []
            for message in await conversations.move_messages(tx, event.subject_id, unsent, to):
                if target is not None:
                    account = await accounts.get(tx, self._vault, target.account_id)
                    caps = self._channels.of(account.kind).capabilities
                    await queue_message(tx, target, message, await parts_for(tx, message, caps))
                await show(tx, message.id)
            if unsent and target is not None:
                ask_to_deliver(tx, target.id)


async def _unsent(tx: Tx, thread: Thread) -> list[UUID]:
    """What waits in a LOCKED thread, and what is not in its outbox yet: nobody would send that any more."""
    waiting = await outbox.take_unsent(tx, thread.id)
    fresh, _ = await conversations.to_send(
        tx, thread.conversation_id, thread.leg_id, after=thread.queued_seq, limit=_MOST
    )
    return [*waiting, *(one.id for one in fresh if one.role in ("agent", "bot") and one.id not in waiting)]
