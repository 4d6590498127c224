"""/web/offline-messages: a message and how to reach its writer, for when nobody is at work."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Response

from tandem.contexts.channels.errors import FeatureOff
from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.endpoints.conversations import open_for
from tandem.contexts.channels.web.schemas import OfflineMessageIn, OfflineMessageOut, repeated
from tandem.contexts.channels.web.visiting import admit
from tandem.contexts.conversations import api
from tandem.contexts.customers import api as customers
from tandem.kit.i18n import translate

routes = APIRouter()


@routes.post(
    "/offline-messages",
    status_code=201,
    responses=repeated(OfflineMessageOut, "This client_id was received before"),
)
async def create_offline_message(
    door: TheDoor,
    session: Session,
    response: Response,
    body: OfflineMessageIn,
    user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> OfflineMessageOut:
    """Leave a message for the next opening; it waits in line with the contact. Repeats answer 200."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        site = await get_site(tx, visitor.site)
        if not site.offers("offline"):
            raise FeatureOff()
        if body.name and visitor.customer.name is None:
            visitor = replace(visitor, customer=await customers.rename(tx, visitor.customer.id, body.name))
            known_as = visitor.customer.display_name(site.locale)
            await api.introduce(tx, visitor.customer.id, known_as, verified=visitor.customer.verified)
        conversation, _ = await open_for(tx, visitor, body.client_id, None, user_agent)
        text = body.text.strip()
        if text:  # blanks only: the empty text below is refused with the right words
            text += "\n\n" + _contact_line(body, site.locale)
        sent = await api.receive(
            tx, conversation.id, visitor.actor, client_id=body.client_id, text=text, payload={"offline": True}
        )
        if sent.created:
            await api.request_person(
                tx, conversation.id, visitor.actor, reason="offline_message", customer_id=visitor.customer.id
            )
    response.status_code = 201 if sent.created else 200
    return OfflineMessageOut(conversation_id=conversation.id)


def _contact_line(body: OfflineMessageIn, locale: str) -> str:
    contact = f"{body.name}，{body.contact}" if body.name else body.contact
    return translate("channels.offline_contact", locale, contact=contact)
