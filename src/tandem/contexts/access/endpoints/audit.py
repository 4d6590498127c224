"""/audit: what was done, by whom, newest first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tandem.contexts.access import permissions
from tandem.contexts.access.actors import Actor
from tandem.contexts.access.guards import require
from tandem.contexts.access.labels import label_names
from tandem.contexts.access.repository import audit
from tandem.contexts.access.schemas import AuditEntryOut, Line, Ref
from tandem.kit.errors import Invalid
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor

routes = APIRouter(prefix="/audit", tags=["audit"])
Auditor = Annotated[Actor, Depends(require(permissions.AUDIT_READ))]
Filter = Annotated[Line | None, Query(max_length=200)]


@routes.get("")
async def list_audit(
    _: Auditor,
    db: Db,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    actor: Filter = None,
    action: Filter = None,
    subject: Filter = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[AuditEntryOut]:
    """Sealed entries (at most a second behind). `actor` and `subject` match whole (`staff:<id>`) or by kind
    (`staff`); `action` matches from its start (`access.` or `access.signed_in`)."""
    async with db.transaction() as tx:
        rows = await audit.newest(
            tx, before=_seq(cursor), actor=actor, action=action, subject=subject, limit=limit + 1
        )
        named = await label_names(tx, [row.actor for row in rows])
    items = [
        AuditEntryOut(
            seq=row.seq,
            at=row.at,
            actor=Ref(id=named[row.actor][0], name=named[row.actor][1]) if row.actor in named else row.actor,
            action=row.action,
            subject=row.subject,
            data=row.data,
            hash=row.hash.hex(),
        )
        for row in rows[:limit]
    ]
    return Page[AuditEntryOut](items=items, next=encode_cursor(items[-1].seq) if len(rows) > limit else None)


def _seq(cursor: str | None) -> int | None:
    if not cursor:
        return None
    (seq,) = decode_cursor(cursor, 1)
    if not isinstance(seq, int) or not 0 <= seq < 2**63:
        raise Invalid("bad_cursor")
    return seq
