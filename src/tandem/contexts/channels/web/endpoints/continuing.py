"""/web/…/ways, invitations and /web/continuations: the customer goes on elsewhere, or comes from there to the chat."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from tandem.contexts.channels.continuing.actions.following import follow
from tandem.contexts.channels.continuing.actions.inviting import invite_to
from tandem.contexts.channels.continuing.continuing import Continuing, picture
from tandem.contexts.channels.continuing.schemas import (
    ContinuationIn,
    ContinuationOut,
    ElsewhereOut,
    ElsewhereWayOut,
    ElsewhereWaysOut,
    FollowIn,
)
from tandem.contexts.channels.web.door import Door, Session, TheDoor
from tandem.contexts.channels.web.endpoints.conversations import view_of
from tandem.contexts.channels.web.schemas import ConversationOut
from tandem.contexts.channels.web.visiting import admit, admit_writer, own_conversation
from tandem.contexts.conversations.api import CannotGoOn, Way

routes = APIRouter()


def _continuing(door: Door) -> Continuing:
    if door.continuing is None:
        raise CannotGoOn()
    return door.continuing


@routes.get("/conversations/{conversation_id}/ways")
async def list_web_ways(door: TheDoor, session: Session, conversation_id: UUID) -> ElsewhereWaysOut:
    """Channels into which the conversation can go on, as its customer may choose them. 404."""
    if door.continuing is None:
        return ElsewhereWaysOut(items=[])
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        conversation = await own_conversation(tx, visitor, conversation_id)
        found = await door.continuing.for_customer(tx, conversation)
    return ElsewhereWaysOut(items=[ElsewhereWayOut.of(one) for one in found])


@routes.post("/conversations/{conversation_id}/continuations", status_code=201)
async def ask_for_continuation(
    door: TheDoor, session: Session, conversation_id: UUID, body: ContinuationIn
) -> ContinuationOut:
    """The customer chose one of the ways `asked`: the question with two buttons comes into the chat, and the yes to it
    counts. 403 "customer_blocked"; 404; 409 "cannot_go_on" and its reasons."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit_writer(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        await _continuing(door).ask(tx, conversation_id, body.channel, body.account)
    return ContinuationOut(how="asked")


@routes.post("/conversations/{conversation_id}/invitations", status_code=201)
async def create_invitation(
    door: TheDoor, session: Session, conversation_id: UUID, body: ContinuationIn
) -> ElsewhereOut:
    """A QR code and its address: whoever opens it within half an hour goes on there, once. 403 "customer_blocked"; 404;
    409 "cannot_go_on", "already_there"."""
    door.limits.message(session.customer_id)
    continuing = _continuing(door)
    async with door.db.transaction() as tx:
        visitor = await admit_writer(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        asked = (body.channel, body.account)
        account = next((one for one in await continuing.inviters(tx) if (one.kind, one.key) == asked), None)
        if account is None:
            raise CannotGoOn()
    # The platform is asked without a transaction: nobody waits for it with the conversation locked.
    token, url = await continuing.code(account)
    async with door.db.transaction() as tx:
        visitor = await admit_writer(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        made = await invite_to(
            tx, conversation_id, account.kind, account.key, visitor.actor, token, url
        )  # fmt: skip
    return ElsewhereOut(
        channel=account.kind,
        name=account.name,
        url=made.url,
        qr=picture(made.url),
        expires_at=made.expires_at,
    )


@routes.post("/continuations", status_code=201, response_model=ConversationOut)
async def create_web_continuation(door: TheDoor, session: Session, body: FollowIn) -> dict[str, Any]:
    """Come by a link from another channel: the conversation goes on here. 409 "continuation_gone", "open_there",
    "another_person"."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        went_on = await follow(tx, body.token, Way(visitor.channel, visitor.site, visitor.customer.id))
        return await view_of(door, tx, went_on, visitor.customer)
