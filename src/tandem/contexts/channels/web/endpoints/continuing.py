"""/web/…/invitations and /web/continuations: the customer goes on in WeChat, or comes from there to the chat."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from tandem.contexts.channels.continuing.actions.following import follow
from tandem.contexts.channels.continuing.actions.inviting import invite_to
from tandem.contexts.channels.continuing.continuing import Continuing, picture
from tandem.contexts.channels.continuing.schemas import (
    ContinuationIn,
    ElsewhereOut,
    FollowIn,
    InviterOut,
    InvitersOut,
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


@routes.get("/inviters")
async def list_inviters(door: TheDoor, session: Session) -> InvitersOut:
    """Channels into which a conversation of the chat can go on by a QR code."""
    if door.continuing is None:
        return InvitersOut(items=[])
    async with door.db.transaction() as tx:
        found = await door.continuing.inviters(tx)
    return InvitersOut(items=[InviterOut(channel=one.kind, account=one.key, name=one.name) for one in found])


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
