"""/conversations/{id}/ways and …/continuations: staff let a conversation go on elsewhere."""

from uuid import UUID

from fastapi import APIRouter

from tandem.contexts.access.api import CurrentStaff, record
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.continuing.schemas import ContinuationIn, ContinuationOut, WayOut, WaysOut
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound
from tandem.kit.http import Db


def router(continuing: Continuing) -> APIRouter:
    """Routes for the desk."""
    api = APIRouter(prefix="/conversations", tags=["conversations"])

    @api.get("/{conversation_id}/ways")
    async def list_ways(db: Db, actor: CurrentStaff, conversation_id: UUID) -> WaysOut:
        """By which channels the customer can be reached, and why not by some. 404 "conversation_not_found"."""
        async with db.transaction() as tx:
            await _readable(tx, conversation_id, actor)
            found = await continuing.ways(tx, conversation_id)
        return WaysOut(items=[WayOut.of(one) for one in found])

    @api.post("/{conversation_id}/continuations", status_code=201)
    async def create_continuation(
        db: Db, actor: CurrentStaff, conversation_id: UUID, body: ContinuationIn
    ) -> ContinuationOut:
        """Ask the customer to go on there, or send them a link; where they prefer that channel by their own word, go on
        at once. 403; 404; 409 "not_controller", "cannot_go_on", "already_there", "another_person", "open_there",
        "window_closed", "paused", "blocked"."""
        async with db.transaction() as tx:
            await _readable(tx, conversation_id, actor)
            how = await continuing.go_on(tx, conversation_id, body.channel, body.account, actor)
            told = {"channel": body.channel, "how": how}
            await record(tx, actor, "conversation.continued", f"conversation:{conversation_id}", told)
        return ContinuationOut.model_validate({"how": how})

    return api


async def _readable(tx: Tx, conversation_id: UUID, actor: CurrentStaff) -> None:
    if not await conversations.is_readable(tx, conversation_id, actor):
        raise NotFound("conversation_not_found")
