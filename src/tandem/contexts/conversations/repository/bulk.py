"""Rows of conversations that are over, as COPY takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from tandem.contexts.conversations.history import PastConversation, PastHandling, PastMessage
from tandem.contexts.conversations.models import (
    assignment_table,
    conversation_label_table,
    conversation_table,
    handover_table,
    message_table,
    queue_entry_table,
    rating_table,
    resolution_table,
)
from tandem.kit import json
from tandem.kit.db import Tx

_PREVIEW_CHARS = 120
Row = tuple[Any, ...]


@dataclass
class Rows:
    """By table; the columns are in `_COLUMNS`."""

    conversations: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    handovers: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    assignments: list[Row] = field(default_factory=list)
    resolutions: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)
    labels: list[Row] = field(default_factory=list)


_COLUMNS: Sequence[tuple[str, Table, str]] = (
    (
        "conversations", conversation_table,
        "id customer_id customer_name customer_verified channel account context status controller queue_id last_seq "
        "customer_delivered_seq customer_read_seq agent_read_seq last_message opened_at updated_at resolved_at",
    ),
    (
        "messages", message_table,
        "id conversation_id seq kind role author_id author_name text payload created_at",
    ),
    (
        "handovers", handover_table,
        "id conversation_id at from_controller to_controller reason evidence by by_name",
    ),
    (
        "entries", queue_entry_table,
        "id conversation_id queue_id entered_at counts_from sl_due_at sl_missed_at left_at outcome agent_id",
    ),
    (
        "assignments", assignment_table,
        "id conversation_id agent_id queue_id assigned_at assigned_by first_response_at ended_at end_reason",
    ),
    (
        "resolutions", resolution_table,
        "id conversation_id at by by_name controller disposition_id summary solved fields",
    ),
    ("ratings", rating_table, "id conversation_id score agent_id at"),
    ("labels", conversation_label_table, "conversation_id label_id by at"),
)  # fmt: skip


async def copy(tx: Tx, rows: Rows) -> None:
    """Write all of it."""
    raw = await tx.raw()
    for name, table, columns in _COLUMNS:
        if records := getattr(rows, name):
            await raw.copy_records_to_table(table.name, records=records, columns=columns.split())


def conversation(one: PastConversation) -> Row:
    last = one.messages[-1]
    said = [(seq, message) for seq, message in enumerate(one.messages, 1) if message.role != "system"]
    theirs = [seq for seq, message in said if message.role == "customer"]
    ours = [seq for seq, message in said if message.role == "agent"]
    count = len(one.messages)
    ended = max(one.ended_at, last.at)
    return (
        one.id, one.customer_id, one.customer_name, one.customer_verified, one.channel, one.account,
        _json(one.context), "resolved", "bot", one.handling.queue_id if one.handling else one.queue_id, count, count,
        max(theirs, default=0), max(ours, default=0), _json(_preview(said[-1][1])) if said else None, one.opened_at,
        ended, one.ended_at,
    )  # fmt: skip


def _preview(message: PastMessage) -> dict[str, str]:
    return {
        "role": message.role,
        "kind": "text",
        "text": message.text[:_PREVIEW_CHARS],
        "at": _iso(message.at),
    }


def message(id_: UUID, conversation_id: UUID, seq: int, one: PastMessage, text: str) -> Row:
    system = one.role == "system"
    payload = _json({"event": one.event, "data": one.data, "audience": "all"}) if system else "{}"
    return (
        id_, conversation_id, seq, "system" if system else "text", one.role, one.author_id, one.author_name, text,
        payload, one.at,
    )  # fmt: skip


def entry(id_: UUID, conversation_id: UUID, one: PastHandling) -> Row:
    return (
        id_, conversation_id, one.queue_id, one.asked_at, one.asked_at, one.sl_due_at,
        one.sl_due_at if one.left_at > one.sl_due_at else None, one.left_at,
        "abandoned" if one.agent_id is None else "answered", one.agent_id,
    )  # fmt: skip


def assignment(id_: UUID, one: PastConversation, handling: PastHandling) -> Row:
    return (
        id_, one.id, handling.agent_id, handling.queue_id, handling.left_at, f"staff:{handling.agent_id}",
        handling.first_response_at, one.ended_at, "resolved",
    )  # fmt: skip


def resolution(id_: UUID, one: PastConversation) -> Row:
    agent = one.handling if one.handling and one.handling.agent_id else None
    return (
        id_, one.id, one.ended_at, f"staff:{agent.agent_id}" if agent else "bot", agent.agent_name if agent else None,
        "agent" if agent else "bot", one.disposition_id, one.summary, one.solved, _json(one.fields),
    )  # fmt: skip


def rating(id_: UUID, one: PastConversation, at: datetime) -> Row:
    return id_, one.id, one.score, one.handling.agent_id if one.handling else None, at


def _json(value: Any) -> str:
    return json.dumps(value).decode()


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
