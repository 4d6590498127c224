"""Drafts as the API and the sockets show them: with whose they are and what was said before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.kit.db import Tx

_TURNS = 4
_TURN_CHARS = 300


async def present(tx: Tx, drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """What a screen shows of drafts that their reader may see."""
    rows = {
        UUID(row["id"]): row
        for row in await conversations.rows_by_ids(tx, [one.conversation_id for one in drafts])
    }
    before = await conversations.recent_before(tx, {one.conversation_id: one.seq for one in drafts}, _TURNS)
    return [_wire(one, rows[one.conversation_id], before[one.conversation_id], tx.now) for one in drafts]


def _wire(draft: Draft, row: dict[str, Any], before: Sequence[MessageView], now: datetime) -> dict[str, Any]:
    holder = draft.holder(now)
    by = {"id": str(draft.decided_by_id), "name": draft.decided_by_name} if draft.decided_by_id else None
    return {
        "id": str(draft.id),
        "conversation_id": str(draft.conversation_id),
        "customer": row["customer"],
        "channel": row["channel"],
        "queue": row["queue"],
        "priority": row["priority"],
        "question": draft.question,
        "turns": [_turn(message) for message in before],
        "text": draft.text,
        "entry_id": str(draft.entry_id),
        "confidence": draft.confidence,
        "thresholds": dict(draft.thresholds),
        "reason": draft.reason,
        "candidates": [dict(one) for one in draft.candidates],
        "composed": dict(draft.composed) if draft.composed else None,
        "opened_at": _iso(draft.opened_at),
        "due_at": _iso(draft.due_at),
        "extended": draft.extended_at is not None,
        "held_by": {"id": str(holder.id), "name": holder.name} if holder else None,
        "state": draft.state,
        "decided_at": _iso(draft.decided_at) if draft.decided_at else None,
        "decided_by": by,
        "decided_why": draft.decided_why,
    }


def _turn(message: MessageView) -> dict[str, Any]:
    return {
        "role": message.role, "kind": message.kind, "text": message.text[:_TURN_CHARS],
        "at": _iso(message.created_at),
    }  # fmt: skip


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
