"""One's own password, and an administrator's reset."""

from uuid import UUID

from sqlalchemy import select, update

from tandem.contexts.access import permissions, rules
from tandem.contexts.access.actions.ending_sessions import end_sessions
from tandem.contexts.access.actions.managing_staff import existing
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.gate import Gate
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.passwords import generate
from tandem.contexts.access.repository import attempts
from tandem.contexts.access.repository.sessions import LiveSession
from tandem.contexts.access.staff import Staff
from tandem.kit.db import Database
from tandem.kit.errors import Conflict, Invalid
from tandem.kit.i18n import translate

s = staff_table.c


def check_password(password: str, *, username: str, name: str, locale: str, field: str = "password") -> None:
    """Raise Invalid "weak_password" with the reason at `field`."""
    if fault := rules.password_fault(password, username=rules.normalise_username(username), name=name):
        reason = translate(fault, locale, min=rules.PASSWORD_MIN, max=rules.PASSWORD_MAX)
        raise Invalid("weak_password", detail=reason, fields=[(field, reason)])


async def change_own_password(db: Database, gate: Gate, session: LiveSession, old: str, new: str) -> None:
    """Replace one's password; every other session of the person ends.

    Raises Invalid "wrong_password", "same_password" or "weak_password", TooMany, Conflict when it was changed
    meanwhile."""
    staff, actor = session.staff, session.actor
    gate.limit_password_change(str(staff.id))
    check_password(new, username=staff.username, name=staff.name, locale=actor.locale, field="new")
    async with db.transaction() as tx:
        kept = (await tx.execute(select(s.password_hash).where(s.id == staff.id))).scalar_one()
    if not await gate.passwords.verify(kept, old):
        raise Invalid("wrong_password", fields=[("old", translate("error.wrong_password", actor.locale))])
    if new == old:
        raise Invalid("same_password", fields=[("new", translate("error.same_password", actor.locale))])
    made = await gate.passwords.hash(new)
    async with db.transaction() as tx:
        changed = await tx.execute(
            update(staff_table)
            .where(s.id == staff.id, s.password_hash == kept)
            .values(password_hash=made, password_given_at=None)
        )
        if not changed.rowcount:
            raise Conflict()
        await end_sessions(tx, actor, staff.id, "password_changed", but=session.id)
        await record(tx, actor, "access.password_changed", actor.label)


async def reset_password(
    db: Database, gate: Gate, actor: Actor, staff_id: UUID, password: str | None = None
) -> tuple[Staff, str]:
    """Give a person a new password (a generated one when None), lift locks and end their sessions (not the
    actor's own); needs `staff.manage`. At the next sign-in the person must set their own. Returns the person and
    the password, which is nowhere kept.

    Raises NotFound "staff_not_found", Invalid "weak_password"."""
    actor.require(permissions.STAFF_MANAGE)
    async with db.transaction() as tx:
        staff = await existing(tx, staff_id)
    if password is None:
        password = generate()
    else:
        check_password(password, username=staff.username, name=staff.name, locale=actor.locale)
    made = await gate.passwords.hash(password)
    async with db.transaction() as tx:
        # Whoever resets their own password knows it; anybody else has to set one that only they know.
        given_at = None if actor.id == staff_id else tx.now
        await tx.execute(
            update(staff_table).where(s.id == staff_id).values(password_hash=made, password_given_at=given_at)
        )
        await attempts.add(tx, gate.fingerprint(staff.username) or "", None, "cleared")
        own = actor.session_id if actor.id == staff_id else None
        await end_sessions(tx, actor, staff_id, "password_reset", but=own)
        await record(tx, actor, "access.password_reset", f"staff:{staff_id}")
        return await existing(tx, staff_id), password
