"""/session: signing in and out."""

from fastapi import APIRouter, Request, Response

from tandem.contexts.access.actions.signing_in import Visitor, sign_in, sign_out
from tandem.contexts.access.gate import COOKIE, gate_of
from tandem.contexts.access.guards import AnySession
from tandem.contexts.access.repository.sessions import LiveSession
from tandem.contexts.access.schemas import Credentials, SessionOut, me_out
from tandem.contexts.access.tokens import csrf_token
from tandem.kit.errors import Forbidden
from tandem.kit.http import Db, Locale

routes = APIRouter(prefix="/session", tags=["session"])


def _out(token: str, session: LiveSession) -> SessionOut:
    return SessionOut(csrf_token=csrf_token(token), staff=me_out(session), expires_at=session.expires_at)


@routes.post("", status_code=201)
async def create_session(
    request: Request, response: Response, body: Credentials, db: Db, locale: Locale
) -> SessionOut:
    """Sign in. 401 "bad_credentials", 423 "locked", 429; the cookie comes with the answer."""
    gate = gate_of(request)
    if not gate.origin_allowed(request):
        raise Forbidden("bad_origin")
    ip = gate.address(request)
    gate.limit_login(ip)
    visitor = Visitor(ip, request.headers.get("user-agent"), locale)
    signed = await sign_in(db, gate, body.username, body.password.get_secret_value(), visitor)
    response.set_cookie(
        COOKIE,
        signed.token,
        max_age=int(gate.options.session.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=gate.options.secure_cookies,
    )
    response.headers["Cache-Control"] = "no-store"
    return _out(signed.token, signed.session)


@routes.get("")
async def read_session(request: Request, response: Response, session: AnySession) -> SessionOut:
    """Who is signed in, with the token that writing requests need."""
    response.headers["Cache-Control"] = "no-store"
    return _out(request.cookies[COOKIE], session)


@routes.delete("", status_code=204)
async def end_session(request: Request, response: Response, session: AnySession, db: Db) -> None:
    """Sign out."""
    async with db.transaction() as tx:
        await sign_out(tx, session)
    options = gate_of(request).options
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=options.secure_cookies)
