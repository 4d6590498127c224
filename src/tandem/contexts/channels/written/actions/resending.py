"""Resending: a person looks at what did not go out, or could not be taken in."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import EventNotFound, EventNotHeld, PartNotFound, PartNotStuck
from tandem.contexts.channels.written.actions.accepting import ask_to_take_in
from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.moving import move, show
from tandem.contexts.channels.written.repository import accounts, inbox, outbox
from tandem.kit.db import Tx

_AT_ONCE = 500
_ANEW = {"attempts": 0, "due_at": None, "turn_at": None, "error": None, "error_detail": None}


async def resend(tx: Tx, part_id: UUID, actor: Actor) -> None:
    """Give a dead letter, or what is held, all its tries again. Audited. Raises PartNotFound, PartNotStuck,
    Forbidden."""
    await _settle(tx, part_id, actor, "queued", **_ANEW)


async def resend_failed(tx: Tx, account_id: UUID, actor: Actor) -> int:
    """Give the dead letters of an account all their tries again, the oldest 500; how many. Audited. Raises
    AccountNotFound, Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    await accounts.must_exist(tx, account_id)
    parts = await outbox.failed_of_account(tx, account_id, _AT_ONCE)
    for part in parts:
        await move(tx, part, "queued", resent_by=actor.label, **_ANEW)
    for thread_id in {part.thread_id for part in parts}:
        ask_to_deliver(tx, thread_id)
    await record(tx, actor, "channel.failed_resent", f"channel_account:{account_id}", {"parts": len(parts)})
    return len(parts)


async def take_in_again(tx: Tx, number: int, actor: Actor) -> None:
    """Give a held event all its tries again. Audited. Raises EventNotFound, EventNotHeld, Forbidden."""
    account_id, sender = await _settle_event(
        tx, number, actor, "received", settled_at=None, error=None, attempts=0, due_at=None
    )
    ask_to_take_in(tx, number, account_id, sender)


async def drop_event(tx: Tx, number: int, actor: Actor) -> None:
    """Give a held event up for good; what it said is forgotten. Audited. Raises EventNotFound, EventNotHeld,
    Forbidden."""
    await _settle_event(tx, number, actor, "dropped", payload={}, sealed=None, data_key=None)


async def drop(tx: Tx, part_id: UUID, actor: Actor) -> None:
    """Give it up for good. Audited. Raises PartNotFound, PartNotStuck, Forbidden."""
    await _settle(tx, part_id, actor, "dropped")


async def replaced(tx: Tx, conversation_id: UUID, message_id: UUID, actor: Actor) -> None:
    """Something else goes in place of a message that did not: it is given up. Another conversation's is left alone."""
    if await outbox.give_up_message(tx, conversation_id, message_id, actor.label):
        await show(tx, message_id)


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
        ask_to_deliver(tx, part.thread_id)


async def _settle_event(tx: Tx, number: int, actor: Actor, state: str, **values: object) -> tuple[UUID, str]:
    actor.require(permissions.SETTINGS_MANAGE)
    event = await inbox.lock(tx, number)
    if event is None:
        raise EventNotFound()
    if event.state != "held":
        raise EventNotHeld()
    await inbox.change(tx, number, state=state, **values)
    told = {"event": number, "error": event.error}
    await record(tx, actor, f"channel.event_{state}", f"channel_account:{event.account_id}", told)
    return event.account_id, event.sender
