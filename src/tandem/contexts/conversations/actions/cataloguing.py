"""Cataloguing: the wrap-up reasons and labels that agents choose from."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.conversations.actions.setting_up import create_disposition
from tandem.contexts.conversations.errors import DispositionNotFound, DispositionTooDeep, LabelNotFound
from tandem.contexts.conversations.models import conversation_label_table, disposition_table, label_table
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict

d = disposition_table.c


async def add_disposition(
    tx: Tx, actor: Actor, code: str, name: str, name_en: str, parent_id: UUID | None
) -> dict[str, Any]:
    """One more wrap-up reason, the last of its group. Needs `settings.manage`; audited.
    Raises Conflict "disposition_exists", DispositionNotFound (the group), DispositionTooDeep."""
    actor.require(permissions.SETTINGS_MANAGE)
    await _check_parent(tx, parent_id)
    if (await tx.execute(select(d.id).where(d.code == code))).first() is not None:
        raise Conflict("disposition_exists")
    place = select(func.coalesce(func.max(d.position) + 1, 0)).where(
        d.parent_id.is_not_distinct_from(parent_id)
    )
    position = (await tx.execute(place)).scalar_one()
    id_ = await create_disposition(tx, code, name, name_en, parent_id=parent_id, position=position)
    told = {"code": code, "name": name, "name_en": name_en, "parent": str(parent_id) if parent_id else None}
    await record(tx, actor, "disposition.created", f"disposition:{id_}", told)
    return await _read(tx, id_)


async def change_disposition(tx: Tx, actor: Actor, id_: UUID, given: dict[str, Any]) -> dict[str, Any]:
    """Set `name`, `name_en`, `position` or `retired` of a wrap-up reason; its code and group stay, so that old wrap-ups
    read as they did. A retired one can no longer be chosen, nor what is under it. Needs `settings.manage`; audited.
    Raises DispositionNotFound."""
    actor.require(permissions.SETTINGS_MANAGE)
    before = await _read(tx, id_)
    values = {key: given[key] for key in ("name", "name_en", "position") if given.get(key) is not None}
    if given.get("retired") is not None:
        values["retired_at"] = (before["retired_at"] or tx.now) if given["retired"] else None
    if values:
        await tx.execute(update(disposition_table).where(d.id == id_).values(**values))
        told = {key: value for key, value in given.items() if value is not None}
        await record(tx, actor, "disposition.changed", f"disposition:{id_}", told)
    return await _read(tx, id_)


async def every_disposition(tx: Tx) -> list[dict[str, Any]]:
    """All wrap-up reasons with the retired ones, in the order of their groups."""
    rows = await tx.execute(select(disposition_table).order_by(d.position, d.code))
    return [_view(row) for row in rows.all()]


async def _check_parent(tx: Tx, parent_id: UUID | None) -> None:
    if parent_id is None:
        return
    parent = await _read(tx, parent_id)
    if parent["parent_id"] is not None:
        raise DispositionTooDeep()


async def _read(tx: Tx, id_: UUID) -> dict[str, Any]:
    row = (await tx.execute(select(disposition_table).where(d.id == id_))).one_or_none()
    if row is None:
        raise DispositionNotFound()
    return _view(row)


def _view(row: Any) -> dict[str, Any]:
    return {**row._asdict(), "retired": row.retired_at is not None}


async def change_label(tx: Tx, actor: Actor, id_: UUID, name: str, color: str) -> dict[str, Any]:
    """Rename or recolour a label, on every conversation that carries it. Needs `conversations.assign`; audited.
    Raises LabelNotFound, Conflict "label_exists"."""
    actor.require(permissions.CONVERSATIONS_ASSIGN)
    before = await _label(tx, id_)
    taken = select(label_table.c.id).where(label_table.c.name == name, label_table.c.id != id_)
    if (await tx.execute(taken)).first() is not None:
        raise Conflict("label_exists")
    await tx.execute(update(label_table).where(label_table.c.id == id_).values(name=name, color=color))
    await record(tx, actor, "label.changed", f"label:{id_}", {"before": before.name, "after": name})
    return {"id": id_, "name": name, "color": color}


async def remove_label(tx: Tx, actor: Actor, id_: UUID) -> None:
    """Take a label away, from every conversation that carries it too. Needs `conversations.assign`; audited.
    Raises LabelNotFound."""
    actor.require(permissions.CONVERSATIONS_ASSIGN)
    before = await _label(tx, id_)
    gone = await tx.execute(
        delete(conversation_label_table).where(conversation_label_table.c.label_id == id_)
    )
    await tx.execute(delete(label_table).where(label_table.c.id == id_))
    told = {"label": before.name, "conversations": gone.rowcount}
    await record(tx, actor, "label.removed", f"label:{id_}", told)


async def _label(tx: Tx, id_: UUID) -> Any:
    row = (await tx.execute(select(label_table).where(label_table.c.id == id_))).one_or_none()
    if row is None:
        raise LabelNotFound()
    return row
