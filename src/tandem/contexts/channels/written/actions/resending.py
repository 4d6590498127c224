"""Resending: a person looks at what did not go out."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import PartNotFound, PartNotStuck
from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.moving import move
from tandem.contexts.channels.written.repository import outbox
from tandem.kit.db import Tx


async def resend(tx: Tx, part_id: UUID, actor: Actor) -> None:
    """Give a dead letter, or what is held, all its tries again. Audited. Raises PartNotFound, PartNotStuck,
    Forbidden."""
    await _settle(tx, part_id, actor, "queued", attempts=0, due_at=None, error=None, error_detail=None)


async def drop(tx: Tx, part_id: UUID, actor: Actor) -> None:
    """Give it up for good. Audited. Raises PartNotFound, PartNotStuck, Forbidden."""
    await _settle(tx, part_id, actor, "dropped")


async def _settle(tx: Tx, part_id: UUID, actor: Actor, state: str, **values: object) -> None:
    actor.require(permissions.SETTINGS_MANAGE)
    part = await outbox.lock(tx, part_id)
    if part is None:
        raise PartNotFound()
    if part.state not in ("held", "failed"):
        raise PartNotStuck()
    await move(tx, part, state, resent_by=actor.label, **values)
    told = {"part": str(part_id), "error": part.error}
    await record(tx, actor, f"channel.part_{state}", f"conversation:{part.conversation_id}", told)
    if state == "queued":
        ask_to_deliver(tx, part.conversation_id)
