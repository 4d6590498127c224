"""/web/conversations/{id}/handoff: asking for a person, and thinking better of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body

from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.endpoints.conversations import view_of
from tandem.contexts.channels.web.schemas import ConversationOut, HandoffIn
from tandem.contexts.channels.web.visiting import admit, admit_writer, own_conversation
from tandem.contexts.conversations import api

routes = APIRouter()


@routes.post("/conversations/{conversation_id}/handoff", response_model=ConversationOut, status_code=201)
async def create_handoff(
    door: TheDoor,
    session: Session,
    conversation_id: UUID,
    body: Annotated[HandoffIn | None, Body()] = None,
) -> dict[str, Any]:
    """Ask for a person. Waiting or with an agent already: nothing changes. 409
    "wrong_state" when resolved; 403 "customer_blocked"."""
    door.limits.message(session.customer_id)
    said = body.reason.strip() if body and body.reason else ""
    evidence = {"by": "button", **({"said": said} if said else {})}
    async with door.db.transaction() as tx:
        visitor = await admit_writer(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        conversation = await api.request_person(
            tx, conversation_id, visitor.actor, reason="asked_for_person", evidence=evidence,
            customer_id=visitor.customer.id,
        )  # fmt: skip
        return await view_of(door, tx, conversation, visitor.customer, fresh=True)


@routes.delete("/conversations/{conversation_id}/handoff", response_model=ConversationOut)
async def delete_handoff(door: TheDoor, session: Session, conversation_id: UUID) -> dict[str, Any]:
    """Leave the line and go on with the bot. Not in line: nothing changes."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        conversation = await api.leave_queue(tx, conversation_id, visitor.actor)
        return await view_of(door, tx, conversation, visitor.customer)
