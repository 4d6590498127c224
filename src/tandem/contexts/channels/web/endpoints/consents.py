"""/web/consents and /web/preferences: what the customer agreed to, and how they want to be reached. Open to a blocked
customer too: what happens with their data stays theirs to say."""

from fastapi import APIRouter

from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.tokens import SessionToken
from tandem.contexts.channels.web.visiting import Visitor, admit
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import ConsentByCustomer, OwnConsents, PreferenceIn, PreferenceView
from tandem.kit.db import Tx
from tandem.kit.http import Locale

routes = APIRouter()


@routes.get("/consents")
async def read_consents(door: TheDoor, session: Session, locale: Locale) -> OwnConsents:
    """Each purpose that has a text: the words in force, and what the customer said."""
    async with door.db.transaction() as tx:
        return await _own(tx, await admit(tx, session), locale)


@routes.post("/consents", status_code=201)
async def create_consent(
    door: TheDoor, session: Session, locale: Locale, body: ConsentByCustomer
) -> OwnConsents:
    """Give a consent to the version and language that was shown, or withdraw one. 422 "consent_text_unknown"."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        await customers.note_consent(
            tx, visitor.customer.id, body.purpose, body.given, actor=visitor.actor, channel=visitor.channel,
            text_version=body.text_version, text_locale=body.locale or locale,
            evidence=evidence(session, "privacy_page"),
        )  # fmt: skip
        return await _own(tx, visitor, locale)


@routes.get("/preferences")
async def read_preferences(door: TheDoor, session: Session) -> PreferenceView:
    """When, where and in which language the customer wants to be reached."""
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        return PreferenceView.of(await customers.preferences(tx, visitor.customer.id))


@routes.put("/preferences")
async def change_preferences(door: TheDoor, session: Session, body: PreferenceIn) -> PreferenceView:
    """Set them in whole."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        kept = await customers.prefer(tx, visitor.customer.id, body.wanted(), actor=visitor.actor)
        return PreferenceView.of(kept)


def evidence(session: SessionToken, form: str) -> dict[str, str]:
    """How we know: which form, on which site, in which session."""
    return {"by": "customer", "form": form, "site": session.site, "session": session.sid}


async def _own(tx: Tx, visitor: Visitor, locale: str) -> OwnConsents:
    standing = await customers.consents(tx, visitor.customer.id)
    return customers.own_consents(standing, await customers.consent_texts(tx, locale))
