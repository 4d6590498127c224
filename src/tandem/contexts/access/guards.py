"""The doors of HTTP and WebSocket for staff. Other contexts import these from `access.api`."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.api_keys import bearer_key, key_hash, well_formed
from tandem.contexts.access.gate import COOKIE, CSRF_HEADER, gate_of
from tandem.contexts.access.repository import api_keys, sessions
from tandem.contexts.access.tokens import csrf_fits, token_hash
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Unauthenticated
from tandem.kit.http import Db
from tandem.kit.i18n import pick

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def _session(connection: HTTPConnection, db: Database) -> sessions.LiveSession:
    token = connection.cookies.get(COOKIE)
    if bearer_key(connection.headers.get("authorization")):
        raise Forbidden("people_only")
    if not token:
        raise Unauthenticated()
    async with db.transaction() as tx:
        found = await sessions.live(tx, token_hash(token), gate_of(connection).options.idle)
        if found is None:
            raise Unauthenticated()
        if tx.now - found.last_seen_at > sessions.TOUCH_EVERY:
            await sessions.touch(tx, found.id)
    language = connection.headers.get("accept-language")
    return replace(found, language=pick(language)) if language else found


async def any_session(request: Request, db: Db) -> sessions.LiveSession:
    """The signed-in person's session, also while they have to set a password first. 401 "not_signed_in"
    without one; 403 "csrf" when a writing request lacks the session's token in X-CSRF-Token."""
    found = await _session(request, db)
    if request.method not in SAFE_METHODS and not csrf_fits(
        request.cookies[COOKIE], request.headers.get(CSRF_HEADER)
    ):
        raise Forbidden("csrf")
    return found


AnySession = Annotated[sessions.LiveSession, Depends(any_session)]
"""For what must be possible before one's own password is set: knowing who one is, setting it, leaving."""


async def current_session(session: AnySession) -> sessions.LiveSession:
    """As `any_session`; 403 "password_change_needed" until a password that somebody else chose is replaced."""
    _refuse_given_password(session)
    return session


def _refuse_given_password(session: sessions.LiveSession) -> None:
    if session.staff.must_set_password:
        raise Forbidden("password_change_needed")


CurrentSession = Annotated[sessions.LiveSession, Depends(current_session)]


async def _integration(request: Request, db: Database, key: str) -> Actor:
    """The holder of an API key. Raises Unauthenticated "bad_api_key", "api_key_expired", "api_key_revoked", TooMany."""
    if not well_formed(key):
        raise Unauthenticated("bad_api_key")
    gate = gate_of(request)
    async with db.transaction() as tx:
        found = await api_keys.by_hash(tx, key_hash(gate.options.secret, key))
        if found is None:
            raise Unauthenticated("bad_api_key")
        if (state := found.state(tx.now)) != "active":
            raise Unauthenticated(f"api_key_{state}")
        gate.limit_key(str(found.id), found.per_minute)
        if found.last_used_at is None or tx.now - found.last_used_at > api_keys.TOUCH_EVERY:
            await api_keys.touch(tx, found.id)
    return found.actor(pick(request.headers.get("accept-language")))


# For the OpenAPI document only: it takes nothing and refuses nobody.
_SCHEME = HTTPBearer(
    scheme_name="apiKey",
    bearerFormat="tdm_…",
    auto_error=False,
    description="An API key, within its scopes. People come by the cookie and X-CSRF-Token of POST /session instead.",
)


async def current_caller(request: Request, db: Db, _key: Annotated[object, Depends(_SCHEME)]) -> Actor:
    """Who asks: an integration by its API key (no cookie, so no CSRF either), or else a signed-in person."""
    key = bearer_key(request.headers.get("authorization"))
    if key is not None:
        return await _integration(request, db, key)
    session = await any_session(request, db)
    _refuse_given_password(session)
    return session.actor


Caller = Annotated[Actor, Depends(current_caller)]


async def current_staff(request: Request, actor: Caller) -> Actor:
    """A key writes only where an endpoint names the permission (`require`): what else there is to write is a person's
    own, or belongs to a seat. 403 "people_only"."""
    if actor.kind == "integration" and request.method not in SAFE_METHODS:
        raise Forbidden("people_only")
    return actor


async def current_person(actor: Caller) -> Actor:
    """For what no scope of a key names: 403 "people_only" for integrations, whatever the method."""
    if actor.kind == "integration":
        raise Forbidden("people_only")
    return actor


CurrentPerson = Annotated[Actor, Depends(current_person)]
"""The signed-in person; never an integration."""

CurrentStaff = Annotated[Actor, Depends(current_staff)]
"""The signed-in person as an Actor (cookie; CSRF checked for writing methods), or an integration that reads."""


def require(*permissions: str) -> Callable[[Actor], Awaitable[Actor]]:
    """A dependency that gives the Actor, a person or an integration, and raises 403 "forbidden" unless it holds every
    permission: `actor: Annotated[Actor, Depends(require(permissions.BOARD_READ))]`."""

    async def guard(actor: Caller) -> Actor:
        for permission in permissions:
            actor.require(permission)
        return actor

    return guard


async def authenticate_socket(websocket: WebSocket) -> Actor:
    """The Actor behind a WebSocket, before it is accepted: cookie and Origin (our host or an allowed one).
    Raises Unauthenticated (close with 4401) or Forbidden "bad_origin", "password_change_needed" (close with
    4403)."""
    if not gate_of(websocket).origin_allowed(websocket):
        raise Forbidden("bad_origin")
    session = await _session(websocket, websocket.app.state.db)
    _refuse_given_password(session)
    return session.actor


async def keep_alive(db: Database, actor: Actor) -> None:
    """Call on activity over a socket, so that a session in use does not go idle. Cheap when called often."""
    if actor.session_id is not None:
        async with db.transaction() as tx:
            await sessions.touch(tx, actor.session_id)
