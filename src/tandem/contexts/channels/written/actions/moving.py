"""Moving a part to another state, and telling the conversation how far its message came."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from tandem.contexts.channels.written.repository import outbox
from tandem.contexts.channels.written.rules.sending import state_of_message
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx


async def move(tx: Tx, part: Row[Any], state: str, **values: Any) -> None:
    """`part` is a row of the outbox; `values` change with the state."""
    await outbox.move(tx, part.id, state, **values)
    await show(tx, part.message_id)


async def show(tx: Tx, message_id: UUID) -> None:
    """Let the conversation show how far the message came. Of two at once the second waits and sees what the first
    did: without the lock an old state could be written last."""
    await conversations.lock_message(tx, message_id)
    await conversations.note_delivery(tx, message_id, state_of_message(await outbox.states(tx, message_id)))
