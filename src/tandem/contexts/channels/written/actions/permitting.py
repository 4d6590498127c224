"""Permitting: what may be written in one conversation now. Also the gate that every reply of staff goes through."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.contexts.channels.errors import ReplyClosed
from tandem.contexts.channels.written.actions.parting import parts_of
from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox, threads
from tandem.contexts.channels.written.repository.accounts import Told
from tandem.contexts.channels.written.repository.threads import Thread
from tandem.contexts.channels.written.rules.fitting import fit
from tandem.contexts.channels.written.rules.permitting import (
    TEMPLATES_ONLY,
    Permit,
    Spoken,
    permit,
    shut_reason,
)
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx

_UNQUEUED = 20


async def permit_of(
    tx: Tx, channels: Channels, conversation_id: UUID, *, text: str | None = None, with_file: bool = False
) -> tuple[Permit, Told | None]:
    """What may be written, and the account that would send it (None: a conversation on a web page, where anything goes
    at any time). `text` and `with_file`: what somebody wants to say; in how many messages the channel would carry it
    counts."""
    thread = await threads.find(tx, conversation_id)
    if thread is None:
        return Permit("free"), None
    return await _permit_in(tx, channels, thread, text=text, with_file=with_file)


async def why_shut(tx: Tx, thread_id: UUID, *, channels: Channels) -> str | None:
    """Why nothing can be said in a thread that stands ready, as a code; None where it can, and in web chat."""
    thread = await threads.get(tx, thread_id)
    if thread is None:
        return None
    if await accounts.is_paused(tx, thread.account_id):
        return "paused"
    found, _ = await _permit_in(tx, channels, thread)
    return shut_reason(found)


async def _permit_in(
    tx: Tx, channels: Channels, thread: Thread, *, text: str | None = None, with_file: bool = False
) -> tuple[Permit, Told]:
    account = await accounts.told_of(tx, thread.account_id)
    caps = channels.of(account.kind).capabilities if account.kind in channels.kinds else None
    waiting = await _waiting(tx, thread, caps) if caps and caps.window else 0
    spoken = Spoken(
        thread.last_in_at, thread.sent_since, waiting, thread.refused_at, reachable=thread.recipient != ""
    )
    needs = (len(fit("text", text or "", (), caps)) if caps else 0) + int(with_file)
    only = account.settings.get(TEMPLATES_ONLY) is True
    return permit(caps, tx.now, spoken, templates_only=only, needs=max(1, needs)), account


async def _waiting(tx: Tx, thread: Thread, caps: Capabilities) -> int:
    """How many messages will use the window before what is said now: in the outbox, and not there yet."""
    said, _ = await conversations.to_send(
        tx, thread.conversation_id, thread.leg_id, after=thread.queued_seq, limit=_UNQUEUED
    )
    fresh = [one for one in said if one.role in ("agent", "bot") and not one.payload.get("template")]
    return await outbox.waiting(tx, thread.id) + sum(len(parts_of(one, caps)) for one in fresh)


def closed(found: Permit) -> ReplyClosed:
    """The problem that says so, with everything that a client needs to offer what is left."""
    return ReplyClosed(
        f"reply_closed_{found.reason}", params={"left": found.left or 0}, extra={"reply": wire(found)}
    )


def wire(found: Permit) -> dict[str, Any]:
    """As the API shows it."""
    until = found.until.isoformat().replace("+00:00", "Z") if found.until else None
    return {"verdict": found.verdict, "reason": found.reason, "until": until, "left": found.left}


@dataclass(frozen=True)
class WindowGate:
    """See conversations.ports.ReplyGate: free text goes only where a channel lets it out."""

    channels: Channels

    async def check(self, tx: Tx, conversation_id: UUID, text: str | None, with_file: bool) -> None:
        found, _ = await permit_of(tx, self.channels, conversation_id, text=text, with_file=with_file)
        if found.verdict != "free":
            raise closed(found)
