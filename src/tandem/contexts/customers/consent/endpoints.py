"""/customers/{id}/consents and /preferences, /consent-texts: for staff. Customers have /web/consents."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from tandem.contexts.access.api import Actor, CurrentStaff, permissions, record, require
from tandem.contexts.customers.actions.restricting import refuse_restricted
from tandem.contexts.customers.consent import repository
from tandem.contexts.customers.consent.actions.consenting import consent_history, consents, note_consent
from tandem.contexts.customers.consent.actions.preferring import prefer, preferences
from tandem.contexts.customers.consent.actions.wording import consent_texts, publish_consent_text
from tandem.contexts.customers.consent.schemas import (
    ConsentByStaff,
    ConsentsView,
    ConsentView,
    PreferenceIn,
    PreferenceView,
    TextIn,
    TextsView,
    TextVersion,
    standing_views,
    text_view,
)
from tandem.contexts.customers.repository import customers
from tandem.kit.http import Db, Locale

Keeper = Annotated[Actor, Depends(require(permissions.CUSTOMERS_CONSENT))]
Manager = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]
_REPEATED: dict[int | str, dict[str, Any]] = {
    200: {"model": ConsentView, "description": "Said before: the record that stands"}
}


def router() -> APIRouter:
    """Staff routes of consents and preferences."""
    api = APIRouter(tags=["customers"])

    @api.get("/customers/{customer_id}/consents")
    async def read_consents(db: Db, actor: Keeper, locale: Locale, customer_id: UUID) -> ConsentsView:
        """What the customer agreed to, by purpose, and how that came about. Audited. 404;
        403 "customer_restricted"."""
        async with db.transaction() as tx:
            await refuse_restricted(tx, actor, (await customers.get(tx, customer_id)).id)
            standing = await consents(tx, customer_id)
            texts = await consent_texts(tx, locale)
            history = await consent_history(tx, customer_id)
            await record(tx, actor, "customer.consents_read", f"customer:{customer_id}")
        return ConsentsView(
            standing=standing_views(standing, texts), history=[ConsentView.of(one) for one in history]
        )

    @api.post("/customers/{customer_id}/consents", status_code=201, responses=_REPEATED)
    async def create_consent(
        db: Db, actor: Keeper, locale: Locale, response: Response, customer_id: UUID, body: ConsentByStaff
    ) -> ConsentView:
        """Write down what the customer said. 404; 403 "customer_restricted"; 422 "consent_text_unknown"."""
        async with db.transaction() as tx:
            await refuse_restricted(tx, actor, customer_id)
            made, new = await note_consent(
                tx, customer_id, body.purpose, body.given, actor=actor, channel=body.channel,
                text_version=body.text_version, text_locale=locale,
                evidence={"by": "staff", "note": body.evidence},
            )  # fmt: skip
        response.status_code = 201 if new else 200
        return ConsentView.of(made)

    @api.get("/customers/{customer_id}/preferences")
    async def read_preferences(db: Db, actor: Keeper, customer_id: UUID) -> PreferenceView:
        """When, where and in which language the customer wants to be reached. Audited. 404;
        403 "customer_restricted"."""
        async with db.transaction() as tx:
            await refuse_restricted(tx, actor, (await customers.get(tx, customer_id)).id)
            kept = await preferences(tx, customer_id)
            await record(tx, actor, "customer.preferences_read", f"customer:{customer_id}")
        return PreferenceView.of(kept)

    @api.put("/customers/{customer_id}/preferences")
    async def change_preferences(
        db: Db, actor: Keeper, customer_id: UUID, body: PreferenceIn
    ) -> PreferenceView:
        """Set them in whole. 404; 403 "customer_restricted"; 422."""
        async with db.transaction() as tx:
            await refuse_restricted(tx, actor, customer_id)
            return PreferenceView.of(await prefer(tx, customer_id, body.wanted(), actor=actor))

    @api.get("/consent-texts")
    async def list_texts(db: Db, actor: CurrentStaff) -> TextsView:
        """Every version of every text."""
        async with db.transaction() as tx:
            return TextsView(items=[text_view(text) for text in await repository.all_texts(tx)])

    @api.post("/consent-texts", status_code=201)
    async def create_text(db: Db, actor: Manager, body: TextIn) -> TextVersion:
        """Publish a new version of a text. 409 "consent_text_taken"."""
        texts = {"zh-CN": (body.zh_cn.title, body.zh_cn.body), "en": (body.en.title, body.en.body)}
        async with db.transaction() as tx:
            version = await publish_consent_text(tx, actor, body.purpose, texts)
        return TextVersion(purpose=body.purpose, version=version)

    return api
