"""/web/complaints: a complaint in writing. Nobody is refused here, a blocked customer neither: a lender accepts
every complaint, however its writer behaved elsewhere (docs/adr/0011)."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.endpoints.conversations import open_for
from tandem.contexts.channels.web.schemas import ComplaintIn, ComplaintOut, repeated
from tandem.contexts.channels.web.visiting import admit
from tandem.contexts.conversations import api
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound
from tandem.kit.i18n import translate

routes = APIRouter()
# A complaint waits before ordinary questions.
_PRIORITY = 2


@routes.post(
    "/complaints", status_code=201, responses=repeated(ComplaintOut, "This client_id was received before")
)
async def create_complaint(
    door: TheDoor,
    session: Session,
    response: Response,
    body: ComplaintIn,
    user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> ComplaintOut:
    """Complain in writing: it goes to the people who handle complaints, or to the agent who has the conversation.
    Repeats answer 200."""
    door.limits.complaint(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        site = await get_site(tx, visitor.site)
        conversation, _ = await open_for(tx, visitor, body.client_id, None, user_agent)
        contact = f"{body.name}，{body.contact}" if body.name else body.contact
        text = body.text.strip()
        if text:  # blanks only: the empty text is refused with the right words
            text = translate("channels.complaint", site.locale, text=text, contact=contact)
        sent = await api.receive(
            tx, conversation.id, visitor.actor, client_id=body.client_id, text=text,
            payload={"complaint": True}, despite_block=True, via=(visitor.channel, visitor.site),
        )  # fmt: skip
        if sent.created:
            await api.request_person(
                tx, conversation.id, visitor.actor, reason="complaint", evidence={"by": "form"},
                queue_key=await _queue(tx, door.options.complaint_queue), priority=_PRIORITY,
                customer_id=visitor.customer.id,
            )  # fmt: skip
    response.status_code = 201 if sent.created else 200
    return ComplaintOut(conversation_id=conversation.id)


async def _queue(tx: Tx, key: str | None) -> str | None:
    """The complaints' queue, or None for the site's own where there is no such queue."""
    try:
        return (await api.queue_by_key(tx, key)).key if key else None
    except NotFound:
        return None
