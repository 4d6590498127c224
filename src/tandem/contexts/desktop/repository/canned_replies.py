"""Canned replies: shared ones and one's own."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from tandem.contexts.access.api import Actor
from tandem.contexts.desktop.models import canned_reply_table
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict, NotFound
from tandem.kit.ids import new_id

r = canned_reply_table.c


def _visible(actor: Actor) -> ColumnElement[bool]:
    return or_(r.owner_id.is_(None), r.owner_id == actor.id)


def _changeable(actor: Actor) -> ColumnElement[bool]:
    if actor.may("conversations.assign"):
        return _visible(actor)
    return r.owner_id == actor.id


def _wire(row: Any) -> dict[str, Any]:
    scope = "own" if row.owner_id else "shared"
    return {"id": row.id, "shortcut": row.shortcut, "title": row.title, "text": row.text, "scope": scope}


async def search(tx: Tx, actor: Actor, q: str | None, limit: int = 200) -> list[dict[str, Any]]:
    query = select(canned_reply_table).where(_visible(actor))
    if q:
        pattern = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(
            or_(*(column.ilike(pattern, escape="\\") for column in (r.shortcut, r.title, r.text)))
        )
    rows = await tx.execute(query.order_by(r.shortcut).limit(limit))
    return [_wire(row) for row in rows.all()]


async def create(
    tx: Tx, actor: Actor, shortcut: str, title: str, text: str, *, shared: bool
) -> dict[str, Any]:
    """Shared ones need conversations.assign. Conflict when the shortcut is taken."""
    if shared:
        actor.require("conversations.assign")
    values = {
        "id": new_id(), "shortcut": shortcut, "title": title, "text": text,
        "owner_id": None if shared else actor.id, "created_by": actor.label,
        "created_at": tx.now, "updated_at": tx.now,
    }  # fmt: skip
    try:
        row = (
            await tx.execute(insert(canned_reply_table).values(**values).returning(canned_reply_table))
        ).one()
    except IntegrityError as error:
        raise Conflict("shortcut_taken") from error
    return _wire(row)


async def change(tx: Tx, actor: Actor, reply_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    try:
        row = (
            await tx.execute(
                update(canned_reply_table)
                .where(r.id == reply_id, _changeable(actor))
                .values(**values, updated_at=tx.now)
                .returning(canned_reply_table)
            )
        ).one_or_none()
    except IntegrityError as error:
        raise Conflict("shortcut_taken") from error
    if row is None:
        raise NotFound()
    return _wire(row)


async def remove(tx: Tx, actor: Actor, reply_id: UUID) -> None:
    result = await tx.execute(delete(canned_reply_table).where(r.id == reply_id, _changeable(actor)))
    if not result.rowcount:
        raise NotFound()
