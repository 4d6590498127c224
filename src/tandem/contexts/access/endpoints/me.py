"""/me: one's own settings and password."""

from fastapi import APIRouter, Request
from sqlalchemy import select

from tandem.contexts.access.actions.changing_passwords import change_own_password
from tandem.contexts.access.actions.changing_preferences import change_preferences
from tandem.contexts.access.gate import gate_of
from tandem.contexts.access.guards import CurrentSession
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.schemas import Me, MeChange, PasswordChange, me_out
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
async def change_password(request: Request, body: PasswordChange, session: CurrentSession, db: Db) -> None:
    """Set a new password; all other sessions end. 422 "wrong_password" or "weak_password", 429."""
    old, new = body.old.get_secret_value(), body.new.get_secret_value()
    await change_own_password(db, gate_of(request), session, old, new)
