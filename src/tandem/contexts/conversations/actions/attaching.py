"""Attachments: rows for files whose bytes the object store has."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.errors import AttachmentUnknown
from tandem.contexts.conversations.models import attachment_table
from tandem.kit.db import Tx

a = attachment_table.c


async def add_attachment(tx: Tx, **values: Any) -> None:
    """Record an uploaded file of a conversation (columns of `attachment`)."""
    await tx.execute(insert(attachment_table).values(created_at=tx.now, **values))


async def attachment_payload(
    tx: Tx, conversation_id: UUID, attachment_id: UUID, actor: Actor
) -> tuple[str, Mapping[str, Any]]:
    """The message kind and payload of a file that this actor uploaded to this conversation."""
    row = (
        await tx.execute(
            # Locked: it must not be cleared away as never sent while it is being sent.
            select(attachment_table)
            .where(a.id == attachment_id, a.conversation_id == conversation_id, a.uploaded_by == actor.label)
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise AttachmentUnknown(fields=[("attachment_id", "unknown")])
    await tx.execute(update(attachment_table).where(a.id == attachment_id).values(sent_at=tx.now))
    kind = _kind(row)
    payload = {
        "id": str(row.id), "name": row.name, "content_type": row.content_type, "size": row.size,
        "width": row.width, "height": row.height,
    }  # fmt: skip
    if row.duration_ms is not None:
        payload["duration_ms"] = row.duration_ms
    return kind, payload


def _kind(row: Any) -> str:
    if row.duration_ms is not None:
        return "voice"
    return "image" if row.content_type.startswith("image/") else "file"


async def find_attachment(tx: Tx, attachment_id: UUID) -> Any:
    """The row of an attachment, or None."""
    return (await tx.execute(select(attachment_table).where(a.id == attachment_id))).one_or_none()
