"""Closing a draft: its row, the bot's turn, the timer and the event, in the transaction that decided it."""

from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot import repository as turns
from tandem.contexts.bot.silent_seat.draft import SAID, Draft, State
from tandem.contexts.bot.silent_seat.events import DraftDecided
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.kit.db import Tx

DUE = "bot.draft_due"
"""The timer of a waiting draft; its subject is the draft."""


async def settle(
    tx: Tx, draft: Draft, state: State, actor: Actor, *, why: str | None = None, **values: Any
) -> Draft:
    """Give a waiting draft of a LOCKED conversation its final state. `values` are further columns."""
    staff = actor.kind == "staff"
    settled = await drafts.change(
        tx, draft.id, state=state, decided_at=tx.now, decided_by=actor.label,
        decided_by_id=actor.id if staff else None, decided_by_name=actor.name if staff else None,
        decided_why=why, **values,
    )  # fmt: skip
    await tx.cancel(DUE, draft.id)
    await _note_turn(tx, settled)
    tx.emit(
        DraftDecided(
            subject_id=draft.conversation_id, actor=actor.label, draft_id=draft.id, state=state,
            by=settled.decided_by_name, by_id=settled.decided_by_id,
        )
    )  # fmt: skip
    return settled


async def _note_turn(tx: Tx, draft: Draft) -> None:
    """What the bot did with the message is known now. Withdrawn: nothing was said, it stays a draft."""
    if draft.state in SAID:
        entries: list[UUID] = [draft.said_entry_id] if draft.said_entry_id else []
        await turns.settle(tx, draft.message_id, "answer", f"draft_{draft.state}", draft.said_id, entries)
    elif draft.state != "withdrawn":
        await turns.settle(tx, draft.message_id, "handoff", f"draft_{draft.state}")
