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
    response.headers["Cache-Control"] = "public, max-age=15"
    asked = {question.category for question in questions}
    return {
        **_site_view(found, door, hours),
        "faq": [vars(question) for question in questions],
        "faq_categories": [vars(category) for category in categories if category.key in asked],
    }


def _site_view(site: Site, door: Door, hours: Hours) -> dict[str, Any]:
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
        "greeting": site.greeting,
        "privacy_text": site.privacy_text,
        "complaint_text": site.complaint_text,
        "identity": "signed" if site.identity_mode == "signed" else "anonymous",
    }
