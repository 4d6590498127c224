"""Opening a transaction for an action on one conversation: readable by the actor, and written into the audit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from starlette.requests import HTTPConnection

from tandem.contexts.access.api import Actor, record
from tandem.contexts.conversations.errors import ConversationNotFound
from tandem.contexts.conversations.ports import ReplyGate
from tandem.contexts.conversations.repository import rows
from tandem.contexts.conversations.repository.readable import is_readable
from tandem.kit.db import Database, Tx


@asynccontextmanager
async def acting_on(
    db: Database, actor: Actor, conversation_id: UUID, action: str, **data: Any
) -> AsyncIterator[Tx]:
    """A transaction in which the actor does `action`; ConversationNotFound when it may not be read."""
    async with db.transaction() as tx:
        if not await is_readable(tx, conversation_id, actor):
            raise ConversationNotFound()
        await record(tx, actor, f"conversation.{action}", f"conversation:{conversation_id}", data or None)
        yield tx


async def row_of(tx: Tx, conversation_id: UUID) -> dict[str, Any]:
    """The row as it is now, for the answer."""
    return (await rows.by_ids(tx, [conversation_id]))[0]


async def reply_gate(connection: HTTPConnection) -> ReplyGate | None:
    """In `app.state.reply_gate`; None where every channel takes everything."""
    found: ReplyGate | None = getattr(connection.app.state, "reply_gate", None)
    return found


Gate = Annotated[ReplyGate | None, Depends(reply_gate)]
