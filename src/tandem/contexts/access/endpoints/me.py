"""/me: one's own settings and password."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import select

from tandem.contexts.access.actions.changing_passwords import change_own_password
from tandem.contexts.access.actions.changing_preferences import change_preferences
from tandem.contexts.access.actions.ending_own_sessions import end_other_sessions, end_own_session
from tandem.contexts.access.gate import gate_of
from tandem.contexts.access.guards import AnySession, CurrentSession
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.repository import sessions
from tandem.contexts.access.schemas import LogInOut, Me, MeChange, PasswordChange, me_out
from tandem.kit.http import Db

routes = APIRouter(prefix="/me", tags=["session"])


@routes.get("")
async def read_me(session: CurrentSession) -> Me:
    """The signed-in person."""
    return me_out(session)


@routes.patch("")
async def change_me(body: MeChange, session: CurrentSession, db: Db) -> Me:
    """Merge preferences (null removes a key) and set the language."""
    s = staff_table.c
    async with db.transaction() as tx:
        await change_preferences(tx, session, body.preferences, body.locale)
        row = (await tx.execute(select(s.preferences, s.locale).where(s.id == session.staff.id))).one()
    return me_out(session).model_copy(update={"preferences": row.preferences, "locale": row.locale})


@routes.post("/password", status_code=204)
async def change_password(request: Request, body: PasswordChange, session: AnySession, db: Db) -> None:
    """Set a new password; all other sessions end. 422 "wrong_password", "same_password" or "weak_password",
    429."""
    old, new = body.old.get_secret_value(), body.new.get_secret_value()
    await change_own_password(db, gate_of(request), session, old, new)


@routes.get("/sessions")
async def list_own_sessions(request: Request, session: CurrentSession, db: Db) -> list[LogInOut]:
    """Where one is signed in, the one used last first."""
    async with db.transaction() as tx:
        rows = await sessions.of_person(tx, session.staff.id, gate_of(request).options.idle)
    return [LogInOut(**row._mapping, current=row.id == session.id) for row in rows]


@routes.delete("/sessions", status_code=204)
async def end_sessions_elsewhere(session: CurrentSession, db: Db) -> None:
    """Sign out everywhere but here."""
    async with db.transaction() as tx:
        await end_other_sessions(tx, session)


@routes.delete("/sessions/{session_id}", status_code=204)
async def end_one_session(session: CurrentSession, db: Db, session_id: UUID) -> None:
    """Sign out there. 404 "session_not_found" for one that is over, or somebody else's."""
    async with db.transaction() as tx:
        await end_own_session(tx, session, session_id)
