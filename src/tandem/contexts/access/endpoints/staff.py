"""/staff: who works here."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from tandem.contexts.access import api, permissions
from tandem.contexts.access.actions.changing_passwords import check_password, reset_password
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.gate import gate_of
from tandem.contexts.access.guards import CurrentStaff, require
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.passwords import generate
from tandem.contexts.access.permissions import Role
from tandem.contexts.access.repository import staff as staff_rows
from tandem.contexts.access.schemas import (
    Line,
    NewPassword,
    PasswordReset,
    StaffChange,
    StaffCreated,
    StaffIn,
    StaffOut,
    staff_out,
)
from tandem.kit.db import Database
from tandem.kit.errors import NotFound
from tandem.kit.http import Db, Page

routes = APIRouter(prefix="/staff", tags=["staff"])
Manager = Annotated[Actor, Depends(require(permissions.STAFF_MANAGE))]
Reader = Annotated[Actor, Depends(require(permissions.STAFF_READ))]


@routes.get("")
async def list_staff(
    actor: Reader,
    db: Db,
    q: Annotated[Line | None, Query(max_length=64)] = None,
    team_id: UUID | None = None,
    role: Role | None = None,
    active: bool | None = None,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Page[StaffOut]:
    """Staff whom the caller may see: managers everyone, others their business line. Deactivated ones included
    unless `active` says otherwise."""
    async with db.transaction() as tx:
        page = await api.list_staff(
            tx, actor, q=q, team_id=team_id, role=role, active=active, cursor=cursor, limit=limit
        )
    return Page[StaffOut](items=[staff_out(staff) for staff in page.items], next=page.next)


@routes.post("", status_code=201)
async def create_staff(request: Request, body: StaffIn, actor: Manager, db: Db) -> StaffCreated:
    """Create a member of staff. 409 "username_taken", 404 "team_not_found", 422 "weak_password"."""
    given = body.password.get_secret_value() if body.password else None
    if given is not None:
        check_password(given, username=body.username, name=body.name, locale=actor.locale)
    password = given or generate()
    made = await gate_of(request).passwords.hash(password)
    async with db.transaction() as tx:
        staff = await api.create_staff(
            tx,
            actor,
            username=body.username,
            name=body.name,
            roles=body.roles,
            team_id=body.team_id,
            password_hash=made,
            first_password=True,
            locale=body.locale,
        )
    return StaffCreated(**staff_out(staff).model_dump(), password=None if given else password)


@routes.get("/{staff_id}")
async def read_staff(staff_id: UUID, actor: CurrentStaff, db: Db) -> StaffOut:
    """One person; 404 for those the caller may not see."""
    async with db.transaction() as tx:
        found = await staff_rows.get(tx, (staff_table.c.id == staff_id) & staff_rows.readable_by(actor))
    if found is None:
        raise NotFound("staff_not_found")
    return staff_out(found)


@routes.patch("/{staff_id}")
async def change_staff(
    request: Request, staff_id: UUID, body: StaffChange, actor: Manager, db: Db
) -> StaffOut:
    """Change what is given. `active` false ends all sessions at once; `password` sets one and ends sessions.
    409 "last_admin" or "own_account"."""
    sent = body.model_fields_set
    changes: dict[str, Any] = {
        field: getattr(body, field)
        for field in ("name", "roles", "team_id", "locale")
        if field in sent and (field == "team_id" or getattr(body, field) is not None)
    }
    async with db.transaction() as tx:
        staff = await api.change_staff(tx, actor, staff_id, changes)
        if body.active is not None:
            switch = api.reactivate_staff if body.active else api.deactivate_staff
            staff = await switch(tx, actor, staff_id)
    if body.password is not None:
        staff, _ = await _reset(request, db, actor, staff_id, body.password.get_secret_value())
    return staff_out(staff)


@routes.post("/{staff_id}/deactivation", status_code=201)
async def deactivate(staff_id: UUID, actor: Manager, db: Db) -> StaffOut:
    """End the person's access at once."""
    async with db.transaction() as tx:
        return staff_out(await api.deactivate_staff(tx, actor, staff_id))


@routes.delete("/{staff_id}/deactivation")
async def reactivate(staff_id: UUID, actor: Manager, db: Db) -> StaffOut:
    """Give access back."""
    async with db.transaction() as tx:
        return staff_out(await api.reactivate_staff(tx, actor, staff_id))


@routes.post("/{staff_id}/password-reset", status_code=201)
async def create_password(
    request: Request, staff_id: UUID, body: PasswordReset, actor: Manager, db: Db
) -> NewPassword:
    """A new password for a person (generated unless given), shown this once. Locks are lifted, sessions
    end."""
    given = body.password.get_secret_value() if body.password else None
    _, password = await _reset(request, db, actor, staff_id, given)
    return NewPassword(password=password)


async def _reset(
    request: Request, db: Database, actor: Actor, staff_id: UUID, password: str | None
) -> tuple[api.Staff, str]:
    return await reset_password(db, gate_of(request), actor, staff_id, password)
