"""Writing audit entries. Unchained here: the sealer chains them, so that writers never wait for each
other."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.models import audit_entry_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

_ADD = insert(audit_entry_table)


async def record(
    tx: Tx, actor: Actor, action: str, subject: str, data: Mapping[str, Any] | None = None
) -> None:
    """Add an audit entry in the caller's transaction: it exists exactly when the act does.

    `action` is `<context>.<past tense>` ("conversations.claimed"), `subject` `<noun>:<id>`. `data` must
    hold ids, codes and names of fields only, never what people wrote or what identifies a customer:
    entries outlive erasure."""
    values = {
        "id": new_id(), "at": tx.now, "actor": actor.label, "action": action, "subject": subject,
        "data": dict(data or {}),
    }  # fmt: skip
    await tx.execute(_ADD, values)
