"""Staff rows, and who may see which of them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, exists, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.types import Text

from tandem.contexts.access import permissions
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.models import (
    business_line_table,
    session_table,
    staff_role_table,
    staff_table,
    team_table,
)
from tandem.contexts.access.staff import Staff, TeamRef
from tandem.kit.db import Tx

s, t, b, r = staff_table.c, team_table.c, business_line_table.c, staff_role_table.c


def roles_array() -> ColumnElement[Any]:
    """The roles of the staff row at hand, sorted."""
    inner = (
        select(func.array_agg(r.role).filter(r.role.is_not(None))).where(r.staff_id == s.id).scalar_subquery()
    )
    return func.coalesce(inner, array([], type_=Text)).label("roles")


def columns() -> tuple[ColumnElement[Any], ...]:
    return (
        s.id,
        s.username,
        s.name,
        s.locale,
        s.created_at,
        s.deactivated_at,
        s.password_hash.is_not(None).label("has_password"),
        s.password_given_at,
        s.team_id,
        t.name.label("team_name"),
        b.id.label("business_line_id"),
        b.name.label("business_line_name"),
        roles_array(),
    )


def staff_select(*more: ColumnElement[Any]) -> Select[Any]:
    joined = staff_table.outerjoin(team_table, t.id == s.team_id).outerjoin(
        business_line_table, b.id == t.business_line_id
    )
    return select(*columns(), *more).select_from(joined)


def to_staff(row: Row[Any]) -> Staff:
    team = None
    if row.team_id is not None:
        team = TeamRef(row.team_id, row.team_name, row.business_line_id, row.business_line_name)
    return Staff(
        id=row.id,
        username=row.username,
        name=row.name,
        roles=tuple(sorted(row.roles)),
        team=team,
        locale=row.locale,
        active=row.deactivated_at is None,
        created_at=row.created_at,
        has_password=row.has_password,
        last_seen_at=getattr(row, "last_seen_at", None),
        password_given_at=row.password_given_at,
    )


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Managers of staff see everyone; readers their business line; everyone themselves."""
    if actor.may(permissions.STAFF_MANAGE):
        return true()
    own = s.id == actor.id if actor.id and actor.kind == "staff" else false()
    if actor.may(permissions.STAFF_READ) and actor.business_line_id:
        return or_(own, b.id == actor.business_line_id)
    return own


async def get(tx: Tx, condition: ColumnElement[bool], *, lock: bool = False) -> Staff | None:
    statement = staff_select().where(condition)
    if lock:
        statement = statement.with_for_update(of=staff_table)
    row = (await tx.execute(statement)).one_or_none()
    return to_staff(row) if row else None


async def by_ids(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Staff]:
    rows = await tx.execute(staff_select().where(s.id.in_(list(ids))))
    return {row.id: to_staff(row) for row in rows}


async def search(
    tx: Tx,
    actor: Actor,
    *,
    q: str | None,
    team_id: UUID | None,
    role: str | None,
    active: bool | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> Sequence[Staff]:
    """Readable staff in the order of their names (ties by id)."""
    seen = select(func.max(session_table.c.last_seen_at)).where(session_table.c.staff_id == s.id)
    statement = staff_select(seen.scalar_subquery().label("last_seen_at")).where(readable_by(actor))
    if q:
        pattern = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        statement = statement.where(or_(s.name.ilike(pattern), s.username.ilike(pattern)))
    if team_id:
        statement = statement.where(s.team_id == team_id)
    if role:
        statement = statement.where(exists().where(r.staff_id == s.id, r.role == role))
    if active is not None:
        statement = statement.where(s.deactivated_at.is_(None) if active else s.deactivated_at.is_not(None))
    if after:
        statement = statement.where(or_(s.name > after[0], (s.name == after[0]) & (s.id > after[1])))
    rows = await tx.execute(statement.order_by(s.name, s.id).limit(limit))
    return [to_staff(row) for row in rows]


async def set_roles(tx: Tx, actor: Actor, staff_id: UUID, roles: Iterable[str]) -> None:
    wanted = sorted(set(roles))
    await tx.execute(delete(staff_role_table).where(r.staff_id == staff_id, r.role.not_in(wanted)))
    if wanted:
        rows = [
            {"staff_id": staff_id, "role": role, "granted_at": tx.now, "granted_by": actor.label}
            for role in wanted
        ]
        await tx.execute(insert(staff_role_table).values(rows).on_conflict_do_nothing())


async def other_active_admins(tx: Tx, staff_id: UUID) -> int:
    """How many active administrators there are besides this one. Locks their rows until the commit."""
    rows = await tx.execute(
        select(s.id)
        .select_from(staff_table.join(staff_role_table, r.staff_id == s.id))
        .where(r.role == "admin", s.deactivated_at.is_(None))
        .order_by(s.id)
        .with_for_update(of=staff_table)
    )
    return sum(1 for row in rows if row.id != staff_id)
