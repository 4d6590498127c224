"""Creating and changing staff."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.access import permissions, rules
from tandem.contexts.access.actions.ending_sessions import end_sessions
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.events import StaffChanged, StaffCreated, StaffDeactivated, StaffReactivated
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.repository import organisation
from tandem.contexts.access.repository import staff as staff_rows
from tandem.contexts.access.staff import Staff
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict, Invalid, NotFound
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

s = staff_table.c


async def create_staff(
    tx: Tx,
    actor: Actor,
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    team_id: UUID | None = None,
    password_hash: str | None = None,
    first_password: bool = False,
    locale: str = "zh-CN",
) -> Staff:
    """Create a member of staff; needs `staff.manage`. `password_hash` comes from `Passwords.hash` (None:
    cannot sign in yet). With `first_password` the person must set their own before anything else.

    Raises Conflict "username_taken", NotFound "team_not_found", Invalid for bad names and roles."""
    actor.require(permissions.STAFF_MANAGE)
    username = rules.normalise_username(username)
    if fault := rules.username_fault(username):
        raise Invalid(fields=[("username", translate(fault, actor.locale))])
    roles = _checked_roles(roles)
    name = _checked_name(name, actor)
    await _check_team(tx, team_id)
    staff_id = new_id()
    added = await tx.execute(
        insert(staff_table)
        .values(
            id=staff_id,
            username=username,
            name=name,
            password_hash=password_hash,
            password_given_at=tx.now if first_password and password_hash else None,
            team_id=team_id,
            locale=locale,
            preferences={},
            created_at=tx.now,
        )
        .on_conflict_do_nothing(index_elements=[s.username])
    )
    if not added.rowcount:
        raise Conflict("username_taken")
    await staff_rows.set_roles(tx, actor, staff_id, roles)
    await record(
        tx, actor, "access.staff_created", f"staff:{staff_id}", {"roles": sorted(roles), "team_id": team_id}
    )
    tx.emit(StaffCreated(subject_id=staff_id, actor=actor.label))
    return await existing(tx, staff_id)


async def change_staff(tx: Tx, actor: Actor, staff_id: UUID, changes: Mapping[str, Any]) -> Staff:
    """Change `name`, `roles`, `team_id` or `locale` (absent keys stay); needs `staff.manage`.
    Raises NotFound "staff_not_found" or "team_not_found", Conflict "last_admin", Invalid."""
    actor.require(permissions.STAFF_MANAGE)
    before = await existing(tx, staff_id, lock=True)
    roles = _checked_roles(changes["roles"]) if "roles" in changes else before.roles
    if "admin" in before.roles and "admin" not in roles and before.active:
        await _keep_an_admin(tx, staff_id)
    values: dict[str, Any] = {}
    if "name" in changes:
        values["name"] = _checked_name(changes["name"], actor)
    if "locale" in changes:
        values["locale"] = changes["locale"]
    if "team_id" in changes:
        await _check_team(tx, changes["team_id"])
        values["team_id"] = changes["team_id"]
    if values:
        await tx.execute(update(staff_table).where(s.id == staff_id).values(values))
    await staff_rows.set_roles(tx, actor, staff_id, roles)
    after = await existing(tx, staff_id)
    changed = [
        field
        for field in ("name", "roles", "team", "locale")
        if getattr(before, field) != getattr(after, field)
    ]
    if changed:
        data: dict[str, Any] = {"changed": changed}
        if "roles" in changed:
            data |= {"roles": list(after.roles), "roles_before": list(before.roles)}
        if "team" in changed:
            data |= {"team_id": after.team.id if after.team else None}
        await record(tx, actor, "access.staff_changed", f"staff:{staff_id}", data)
        tx.emit(StaffChanged(subject_id=staff_id, actor=actor.label, changed=changed))
    return after


async def deactivate_staff(tx: Tx, actor: Actor, staff_id: UUID) -> Staff:
    """End the person's access at once: sessions end, sockets close. Repeating is harmless; needs
    `staff.manage`. Raises NotFound "staff_not_found", Conflict "own_account" or "last_admin"."""
    actor.require(permissions.STAFF_MANAGE)
    before = await existing(tx, staff_id, lock=True)
    if not before.active:
        return before
    if actor.id == staff_id:
        raise Conflict("own_account")
    if "admin" in before.roles:
        await _keep_an_admin(tx, staff_id)
    await tx.execute(
        update(staff_table).where(s.id == staff_id).values(deactivated_at=tx.now, deactivated_by=actor.label)
    )
    await end_sessions(tx, actor, staff_id, "deactivated")
    await record(tx, actor, "access.staff_deactivated", f"staff:{staff_id}")
    tx.emit(StaffDeactivated(subject_id=staff_id, actor=actor.label))
    return await existing(tx, staff_id)


async def reactivate_staff(tx: Tx, actor: Actor, staff_id: UUID) -> Staff:
    """Give access back; repeating is harmless. Needs `staff.manage`. Raises NotFound "staff_not_found"."""
    actor.require(permissions.STAFF_MANAGE)
    before = await existing(tx, staff_id, lock=True)
    if before.active:
        return before
    await tx.execute(
        update(staff_table).where(s.id == staff_id).values(deactivated_at=None, deactivated_by=None)
    )
    await record(tx, actor, "access.staff_reactivated", f"staff:{staff_id}")
    tx.emit(StaffReactivated(subject_id=staff_id, actor=actor.label))
    return await existing(tx, staff_id)


async def existing(tx: Tx, staff_id: UUID, *, lock: bool = False) -> Staff:
    found = await staff_rows.get(tx, s.id == staff_id, lock=lock)
    if found is None:
        raise NotFound("staff_not_found")
    return found


async def _keep_an_admin(tx: Tx, staff_id: UUID) -> None:
    if not await staff_rows.other_active_admins(tx, staff_id):
        raise Conflict("last_admin")


async def _check_team(tx: Tx, team_id: UUID | None) -> None:
    if team_id is not None and await organisation.team_ref(tx, team_id) is None:
        raise NotFound("team_not_found")


def _checked_roles(roles: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(sorted(set(roles)))
    unknown = [role for role in wanted if role not in permissions.ROLES]
    if unknown:
        raise Invalid("unknown_role", params={"role": unknown[0]}, fields=[("roles", ", ".join(unknown))])
    return wanted


def _checked_name(name: str, actor: Actor) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 64:
        raise Invalid(fields=[("name", translate("access.name.length", actor.locale))])
    return name
