"""/web/sessions: a token for whoever comes."""

from hmac import compare_digest
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from tandem.contexts.channels.errors import BadApp, BadOrigin
from tandem.contexts.channels.keys import app_key_hash
from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.site import Site
from tandem.contexts.channels.web.door import TheDoor
from tandem.contexts.channels.web.greeting import asks
from tandem.contexts.channels.web.schemas import AppIn, CustomerOut, SessionIn, SessionOut
from tandem.contexts.channels.web.visiting import begin_session
from tandem.contexts.conversations.api import introduce, open_of_customer
from tandem.kit.i18n import pick

routes = APIRouter()


@routes.post("/sessions", status_code=201)
async def create_session(door: TheDoor, request: Request, response: Response, body: SessionIn) -> SessionOut:
    """Begin a session, or go on with an earlier one. 401 "bad_token", "bad_identity", "identity_required";
    403 "site_origin", "site_app"; 404 "site_not_found"; 429."""
    door.limits.session(request)
    async with door.db.transaction() as tx:
        site = await get_site(tx, body.site)
        check_origin(request, site)
        check_app(site, body.app)
        begun = await begin_session(
            tx, door.tokens, site, door.options.secret, identity=body.identity, resume=body.resume,
            locale=pick(body.locale) if body.locale else None, page_url=body.page_url,
            device=body.app.told() if body.app and site.kind == "app" else None,
        )  # fmt: skip
        if body.identity is not None:
            known_as = begun.customer.display_name(site.locale)
            await introduce(tx, begun.customer.id, known_as, verified=begun.customer.verified)
            if begun.authenticated_at is not None and door.verification is not None:
                await door.verification.signed_in(
                    tx, begun.customer.id, begun.content.sid, begun.authenticated_at
                )
        open_now = await open_of_customer(tx, begun.customer.id, site.channel, site.key)
    response.headers["Cache-Control"] = "no-store"
    customer = begun.customer
    return SessionOut(
        token=begun.token,
        expires_at=begun.content.expires_at,
        customer=CustomerOut(id=customer.id, name=customer.name, verified=customer.verified),
        conversation_id=open_now.id if open_now else None,
        pre_chat=asks(site, customer),
    )


def check_origin(request: Request, site: Site) -> None:
    """Raise BadOrigin for a page that may not embed this site's chat. Our own pages always may; programs send
    no Origin."""
    origin = request.headers.get("origin")
    if not origin or not site.allowed_origins or site.kind == "app":
        return
    own = urlsplit(origin).netloc == request.headers.get("host")
    if not own and origin.lower() not in (allowed.lower() for allowed in site.allowed_origins):
        raise BadOrigin()


def check_app(site: Site, app: AppIn | None) -> None:
    """Raise BadApp unless an app's site is asked by the app: with its key, and by one of its bundles. The key lies in
    every copy of the app: it keeps strangers' programs away, it proves nobody."""
    if site.kind != "app":
        return
    if app is None or site.app_key_hash is None:
        raise BadApp()
    if not compare_digest(app_key_hash(app.key), site.app_key_hash):
        raise BadApp()
    if site.app_bundles and app.bundle not in site.app_bundles:
        raise BadApp()
