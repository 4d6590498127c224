"""Copying: what was said with a person, for the copy of their data."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.conversations.models import conversation_table, message_table
from tandem.kit.db import Tx

c, m = conversation_table.c, message_table.c
_CHANNEL = func.coalesce(m.payload["via"].astext, c.channel).label("channel")
_SAID = (
    select(m.conversation_id, _CHANNEL, m.created_at, m.role, m.kind, m.text, m.payload)
    .join(conversation_table, c.id == m.conversation_id)
    .where(c.customer_id == any_(bindparam("ids", type_=ARRAY(Uuid))), m.audience == "all")
    .order_by(m.created_at, m.conversation_id, m.seq)
)


class ConversationsPart:
    """Everything the person could read on any channel (customers.PersonalPart), files by name, kind and size. Staff's
    notes among themselves are not in it."""

    name = "conversations"

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record a message."""
        rows = await tx.execute(_SAID, {"ids": list(family)})
        return [
            {
                "conversation": row.conversation_id, "channel": row.channel, "at": row.created_at,
                "by": row.role, "kind": row.kind, "text": row.text,
                **_file(row.payload),
            }
            for row in rows.all()
        ]  # fmt: skip

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Nothing: conversations are kept, restricted, as the records that they are."""
        return None


def _file(payload: Mapping[str, Any] | None) -> dict[str, Any]:
    """The file of a message, for the reader to ask for: the copy is a table, not a carrier of files."""
    sent = (payload or {}).get("attachment")
    return {"file": f"{sent['name']} ({sent['content_type']})", "bytes": sent["size"]} if sent else {}
