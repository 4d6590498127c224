"""The door of the access context: who acts, what they may, who they are, what is written down about it.

Functions take the transaction first and never commit. `events` has the facts that sockets and subscribers
hear."""

from collections.abc import Iterable
from uuid import UUID

from tandem.contexts.access import permissions
from tandem.contexts.access.actions.changing_passwords import check_password, reset_password
from tandem.contexts.access.actions.managing_staff import (
    change_staff,
    create_staff,
    deactivate_staff,
    reactivate_staff,
)
from tandem.contexts.access.actions.organising import (
    change_business_line,
    change_team,
    close_business_line,
    close_team,
    create_business_line,
    create_team,
)
from tandem.contexts.access.actions.recording import record
from tandem.contexts.access.actions.verifying import Verdict
from tandem.contexts.access.actions.verifying import verify as verify_audit
from tandem.contexts.access.actors import Actor, ActorKind
from tandem.contexts.access.anchor import AnchorFile
from tandem.contexts.access.chain import Entry as AuditEntry
from tandem.contexts.access.chain import Head as AuditHead
from tandem.contexts.access.gate import AccessOptions, Gate, install
from tandem.contexts.access.guards import (
    CurrentPerson,
    CurrentStaff,
    authenticate_socket,
    keep_alive,
    require,
)
from tandem.contexts.access.labels import label_names
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.passwords import Passwords
from tandem.contexts.access.passwords import generate as generate_password
from tandem.contexts.access.permissions import ReadScope, Role
from tandem.contexts.access.repository import audit as audit_rows
from tandem.contexts.access.repository import organisation as organisation_rows
from tandem.contexts.access.repository import staff as staff_rows
from tandem.contexts.access.rules import normalise_username
from tandem.contexts.access.staff import BusinessLine, Staff, StaffPage, Team, TeamRef
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.http import decode_cursor, encode_cursor

__all__ = [
    "AccessOptions",
    "Actor",
    "ActorKind",
    "AnchorFile",
    "AuditEntry",
    "AuditHead",
    "BusinessLine",
    "CurrentPerson",
    "CurrentStaff",
    "Gate",
    "Passwords",
    "ReadScope",
    "Role",
    "Staff",
    "StaffPage",
    "Team",
    "TeamRef",
    "Verdict",
    "actor_of",
    "audit_tail",
    "authenticate_socket",
    "change_business_line",
    "change_staff",
    "change_team",
    "check_password",
    "close_business_line",
    "close_team",
    "create_business_line",
    "create_staff",
    "create_team",
    "deactivate_staff",
    "generate_password",
    "install",
    "keep_alive",
    "label_names",
    "list_staff",
    "members_of",
    "organisation",
    "permissions",
    "reactivate_staff",
    "record",
    "require",
    "reset_password",
    "staff_by_ids",
    "staff_by_username",
    "verify_audit",
]


async def staff_by_ids(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, Staff]:
    """Staff by id, deactivated ones included; unknown ids are absent. Not filtered by an actor: names of
    colleagues are no secret inside the product."""
    return await staff_rows.by_ids(tx, ids)


async def staff_by_username(tx: Tx, username: str) -> Staff | None:
    """The person with this user name (any case), or None."""
    return await staff_rows.get(tx, staff_table.c.username == normalise_username(username))


async def actor_of(tx: Tx, staff_id: UUID) -> Actor | None:
    """The person as an Actor without a session (for jobs and sockets after `StaffChanged`); None when unknown
    or deactivated."""
    staff = (await staff_rows.by_ids(tx, [staff_id])).get(staff_id)
    return staff.actor() if staff and staff.active else None


async def members_of(tx: Tx, team_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Ids of the active members of each team."""
    return await organisation_rows.members(tx, team_ids)


async def list_staff(
    tx: Tx,
    actor: Actor,
    *,
    q: str | None = None,
    team_id: UUID | None = None,
    role: str | None = None,
    active: bool | None = True,
    cursor: str | None = None,
    limit: int = 50,
) -> StaffPage:
    """Staff whom the actor may read (`staff.manage`: all; `staff.read`: the own business line; else
    oneself), by name. `q` matches parts of name or user name. Raises Invalid "bad_cursor"."""
    after = None
    if cursor:
        name, id_ = decode_cursor(cursor, 2)
        after = (str(name), _uuid(id_))
    rows = await staff_rows.search(
        tx, actor, q=q, team_id=team_id, role=role, active=active, after=after, limit=limit + 1
    )
    items = list(rows[:limit])
    return StaffPage(items, encode_cursor(items[-1].name, str(items[-1].id)) if len(rows) > limit else None)


async def organisation(tx: Tx) -> list[BusinessLine]:
    """The open business lines with their open teams and the number of active members, by name."""
    return await organisation_rows.tree(tx)


async def audit_tail(tx: Tx, limit: int) -> list[AuditEntry]:
    """The newest sealed entries, in order."""
    rows = await audit_rows.newest(tx, before=None, actor=None, action=None, subject=None, limit=limit)
    return list(reversed(rows))


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise Invalid("bad_cursor") from error
