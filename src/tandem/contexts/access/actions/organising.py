"""The organisation tree: business lines with their teams."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, exists, insert, select, text, update

from tandem.contexts.access import permissions
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.events import OrganisationChanged
from tandem.contexts.access.models import business_line_table, staff_table, team_table
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict, Invalid, NotFound
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

b, t = business_line_table.c, team_table.c


async def create_business_line(tx: Tx, actor: Actor, name: str) -> UUID:
    """Needs `settings.manage`. Raises Conflict "name_taken", Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    name = _checked(name, actor)
    await _free(tx, exists().where(b.name == name, b.closed_at.is_(None)))
    line_id = new_id()
    await tx.execute(insert(business_line_table).values(id=line_id, name=name, created_at=tx.now))
    await _note(tx, actor, "access.business_line_created", f"business_line:{line_id}", {"name": name})
    return line_id


async def create_team(tx: Tx, actor: Actor, name: str, business_line_id: UUID) -> UUID:
    """Needs `settings.manage`. Raises NotFound "business_line_not_found", Conflict "name_taken", Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    name = _checked(name, actor)
    await _open(tx, business_line_table, business_line_id, "business_line_not_found")
    await _free(
        tx, exists().where(t.name == name, t.business_line_id == business_line_id, t.closed_at.is_(None))
    )
    team_id = new_id()
    await tx.execute(
        insert(team_table).values(id=team_id, name=name, business_line_id=business_line_id, created_at=tx.now)
    )
    data = {"name": name, "business_line_id": business_line_id}
    await _note(tx, actor, "access.team_created", f"team:{team_id}", data)
    return team_id


async def change_business_line(tx: Tx, actor: Actor, line_id: UUID, *, name: str) -> None:
    """Rename; needs `settings.manage`. Raises NotFound "business_line_not_found", Conflict "name_taken",
    Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    name = _checked(name, actor)
    await _open(tx, business_line_table, line_id, "business_line_not_found")
    await _free(tx, exists().where(b.name == name, b.id != line_id, b.closed_at.is_(None)))
    await tx.execute(update(business_line_table).where(b.id == line_id).values(name=name))
    await _note(tx, actor, "access.business_line_changed", f"business_line:{line_id}", {"name": name})


async def change_team(
    tx: Tx, actor: Actor, team_id: UUID, *, name: str | None = None, business_line_id: UUID | None = None
) -> None:
    """Rename or move to another business line; needs `settings.manage`.
    Raises NotFound "team_not_found" or "business_line_not_found", Conflict "name_taken", Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    row = await _open(tx, team_table, team_id, "team_not_found")
    line_id = business_line_id or row.business_line_id
    name = row.name if name is None else _checked(name, actor)
    await _open(tx, business_line_table, line_id, "business_line_not_found")
    taken = exists().where(
        t.name == name, t.business_line_id == line_id, t.id != team_id, t.closed_at.is_(None)
    )
    await _free(tx, taken)
    await tx.execute(update(team_table).where(t.id == team_id).values(name=name, business_line_id=line_id))
    await _note(
        tx, actor, "access.team_changed", f"team:{team_id}", {"name": name, "business_line_id": line_id}
    )


async def close_business_line(tx: Tx, actor: Actor, line_id: UUID) -> None:
    """Needs `settings.manage`. Raises NotFound "business_line_not_found", Conflict "not_empty" (open
    teams)."""
    actor.require(permissions.SETTINGS_MANAGE)
    await _open(tx, business_line_table, line_id, "business_line_not_found")
    await _empty(tx, exists().where(t.business_line_id == line_id, t.closed_at.is_(None)))
    await _close(tx, actor, business_line_table, line_id)
    await _note(tx, actor, "access.business_line_closed", f"business_line:{line_id}", {})


async def close_team(tx: Tx, actor: Actor, team_id: UUID) -> None:
    """Needs `settings.manage`. Raises NotFound "team_not_found", Conflict "not_empty" (active members)."""
    actor.require(permissions.SETTINGS_MANAGE)
    await _open(tx, team_table, team_id, "team_not_found")
    staff = staff_table.c
    await _empty(tx, exists().where(staff.team_id == team_id, staff.deactivated_at.is_(None)))
    await _close(tx, actor, team_table, team_id)
    await _note(tx, actor, "access.team_closed", f"team:{team_id}", {})


async def _open(tx: Tx, table: Table, id_: UUID, code: str) -> Any:
    row = (
        await tx.execute(
            select(table).where(table.c.id == id_, table.c.closed_at.is_(None)).with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise NotFound(code)
    return row


async def _free(tx: Tx, taken: Any) -> None:
    # The tree changes seldom: one change at a time keeps names unique without catching database errors.
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('access.organisation', 0))"))
    if (await tx.execute(select(taken))).scalar_one():
        raise Conflict("name_taken")


async def _empty(tx: Tx, occupied: Any) -> None:
    if (await tx.execute(select(occupied))).scalar_one():
        raise Conflict("not_empty")


async def _close(tx: Tx, actor: Actor, table: Table, id_: UUID) -> None:
    await tx.execute(update(table).where(table.c.id == id_).values(closed_at=tx.now, closed_by=actor.label))


async def _note(tx: Tx, actor: Actor, action: str, subject: str, data: dict[str, Any]) -> None:
    await record(tx, actor, action, subject, data)
    tx.emit(OrganisationChanged(actor=actor.label))


def _checked(name: str, actor: Actor) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 64:
        raise Invalid(fields=[("name", translate("access.name.length", actor.locale))])
    return name
