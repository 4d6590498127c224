"""Message templates and their versions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.channels.written.models import template_table, template_version_table
from tandem.contexts.channels.written.template import MessageTemplate, Purpose, TemplateField, TemplateText
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

t, v = template_table.c, template_version_table.c


def _query() -> Select[Any]:
    newest = (v.template_id == t.id) & (v.version == t.version)
    said = [v.name, v.text, v.subject, v.external_id, v.link, v.fields, v.at, v.by]
    return select(template_table, *said).join(template_version_table, newest)


def _template(row: Row[Any]) -> MessageTemplate:
    return MessageTemplate(
        row.id, row.kind, row.account_id, row.key, row.locale, row.name, row.purpose, row.version,
        _content(row), row.at, row.by, row.off_at, row.off_by,
    )  # fmt: skip


def _content(row: Row[Any]) -> TemplateText:
    fields = tuple(TemplateField(**one) for one in row.fields)
    return TemplateText(row.text, fields, row.subject, row.external_id, row.link)


async def find(tx: Tx, template_id: UUID) -> MessageTemplate | None:
    row = (await tx.execute(_query().where(t.id == template_id))).one_or_none()
    return _template(row) if row else None


async def every(tx: Tx) -> list[MessageTemplate]:
    """All of them, those switched off too."""
    rows = await tx.execute(_query().order_by(t.kind, t.key, t.locale, t.id))
    return [_template(row) for row in rows.all()]


async def usable(tx: Tx, kind: str, account_id: UUID) -> list[MessageTemplate]:
    """What an account may send now."""
    own = or_(t.account_id == account_id, t.account_id.is_(None))
    rows = await tx.execute(
        _query().where(t.kind == kind, own, t.off_at.is_(None)).order_by(t.purpose.desc(), t.key)
    )
    return [_template(row) for row in rows.all()]


async def versions(tx: Tx, template_id: UUID) -> list[tuple[int, str, TemplateText, datetime, str]]:
    """Number, name, content, when and by whom; the newest first."""
    query = select(template_version_table).where(v.template_id == template_id).order_by(v.version.desc())
    rows = await tx.execute(query.limit(100))
    return [(row.version, row.name, _content(row), row.at, row.by) for row in rows.all()]


async def add(
    tx: Tx, by: str, *, kind: str, account_id: UUID | None, key: str, locale: str, purpose: Purpose, name: str,
    content: TemplateText,
) -> UUID | None:  # fmt: skip
    """The id; None when there is one of this key and language."""
    values = {"kind": kind, "account_id": account_id, "key": key, "locale": locale, "purpose": purpose}
    adding = upsert(template_table).values(id=new_id(), **values).on_conflict_do_nothing().returning(t.id)
    made: UUID | None = (await tx.execute(adding)).scalar_one_or_none()
    if made is not None:
        await _say(tx, made, 1, name, content, by)
    return made


async def lock(tx: Tx, template_id: UUID) -> int | None:
    """The version it is at, locked until commit; None without it."""
    query = select(t.version).where(t.id == template_id).with_for_update()
    version: int | None = (await tx.execute(query)).scalar_one_or_none()
    return version


async def rewrite(
    tx: Tx, template_id: UUID, version: int, by: str, *, purpose: Purpose, name: str, content: TemplateText
) -> None:
    """A LOCKED template says something else from now on."""
    await _say(tx, template_id, version, name, content, by)
    values = {"version": version, "purpose": purpose}
    await tx.execute(update(template_table).where(t.id == template_id).values(**values))


async def switch(tx: Tx, template_id: UUID, off_at: datetime | None, off_by: str | None) -> None:
    await tx.execute(update(template_table).where(t.id == template_id).values(off_at=off_at, off_by=off_by))


async def _say(tx: Tx, template_id: UUID, version: int, name: str, content: TemplateText, by: str) -> None:
    fields: Sequence[dict[str, Any]] = [one.wire() for one in content.fields]
    told = {key: value for key, value in asdict(content).items() if key != "fields"}
    values = {"template_id": template_id, "version": version, "name": name, "at": tx.now, "by": by}
    await tx.execute(insert(template_version_table).values(**values, **told, fields=fields))
