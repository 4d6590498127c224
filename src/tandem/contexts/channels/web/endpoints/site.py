"""/web/config: what a page shows before anybody has a session."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.site import Site
from tandem.contexts.channels.web.door import Door, TheDoor
from tandem.contexts.channels.web.hours import Hours, hours_of
from tandem.contexts.channels.web.schemas import ConfigOut
from tandem.contexts.conversations.api import queue_by_key
from tandem.contexts.customers.api import consent_texts
from tandem.kit.db import Tx
from tandem.kit.filetypes import ALLOWED
from tandem.kit.http import Locale

routes = APIRouter()
_ACCENT = "#1677ff"
SiteQuery = Annotated[str, Query(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


@routes.get("/config", response_model=ConfigOut)
async def read_config(
    door: TheDoor, request: Request, response: Response, site: SiteQuery, locale: Locale
) -> dict[str, Any]:
    """A site's name, colours, opening hours and first questions. 404 "site_not_found"."""
    door.limits.visit(request)
    async with door.db.transaction() as tx:
        found = await get_site(tx, site)
        queue = await queue_by_key(tx, found.queue_key)
        questions = await door.faq.questions(tx, found.faq, locale)
        categories = await door.faq.categories(tx, locale)
        hours = hours_of(queue.calendar, tx.now, locale)
        form = await _form(tx, found, locale)
    response.headers["Cache-Control"] = "public, max-age=15"
    asked = {question.category for question in questions}
    return {
        **_site_view(found, door, hours, locale),
        "pre_chat": form,
        "invitations": _invitations(found, locale) if hours.open else [],
        "faq": [vars(question) for question in questions],
        "faq_categories": [vars(category) for category in categories if category.key in asked],
    }


async def _form(tx: Tx, site: Site, locale: str) -> dict[str, Any] | None:
    form = site.pre_chat
    if not form.enabled:
        return None
    texts = await consent_texts(tx, locale) if form.purposes else {}
    lines = [texts[purpose] for purpose in form.purposes if purpose in texts]
    return {
        "skippable": form.skippable,
        "fields": [vars(field) for field in form.fields],
        "topics": list(form.topics),
        "consents": [
            {"purpose": x.purpose, "version": x.version, "locale": x.locale, "title": x.title, "body": x.body}
            for x in lines
        ],
    }


def _invitations(site: Site, locale: str) -> list[dict[str, Any]]:
    return [
        {"text": x.words(locale), "pages": list(x.pages), "delay_s": x.delay_s, "per_day": x.per_day}
        for x in site.invitations
    ]


def _site_view(site: Site, door: Door, hours: Hours, locale: str) -> dict[str, Any]:
    brand = {"title": site.name, "accent": _ACCENT, "logo_url": None, **site.brand}
    next_open: datetime | None = hours.next_open_at
    return {
        "site": site.key,
        "name": site.name,
        "brand": brand,
        "locale": site.locale,
        "open": hours.open,
        "hours_text": hours.text,
        "next_open_at": next_open,
        "limits": {
            "text": door.options.message_chars,
            "attachment_bytes": door.options.attachment_bytes,
            "attachment_types": list(ALLOWED),
        },
        "features": {
            name: site.offers(name)
            for name in ("attachments", "rating", "offline", "typing_preview", "voice")
        },
        **site.words(locale),
        "identity": "signed" if site.identity_mode == "signed" else "anonymous",
    }
