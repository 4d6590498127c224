"""Turns of which somebody has said whether the bot was right."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, lateral, select, true, union

from tandem.contexts.bot.models import (
    bot_draft_table,
    bot_feedback_table,
    bot_intent_table,
    bot_label_table,
    bot_turn_table,
)
from tandem.contexts.bot.thresholds.rules.verdicts import NOTHING, Drafted, Heard
from tandem.kit.db import Tx

t, d, f, lb, i = (
    bot_turn_table.c, bot_draft_table.c, bot_feedback_table.c, bot_label_table.c, bot_intent_table.c,
)  # fmt: skip

WINDOW = timedelta(days=180)
"""What was longer ago was another bot."""
MOST = 50_000
_JUDGED = ("approved", "edited", "replaced", "taken_over", "handed_over")
_SINCE: Any = bindparam("since")


def _statement() -> Select[Any]:
    turn, after = bot_turn_table.alias("turn"), bot_turn_table.alias("after")
    pressed = bot_turn_table.alias("pressed")
    before = lateral(
        select(turn.c.message_id)
        .where(turn.c.conversation_id == pressed.c.conversation_id, turn.c.seq < pressed.c.seq)
        .order_by(turn.c.seq.desc())
        .limit(1)
    )
    ids = union(
        select(lb.turn_id.label("id")).where(lb.replaced_at.is_(None), lb.verdict != "skipped"),
        select(d.message_id).where(d.state.in_(_JUDGED), d.opened_at > _SINCE),
        select(t.message_id).join(bot_feedback_table, f.answer_id == t.answer_id).where(f.at > _SINCE),
        select(before.c.message_id)
        .select_from(pressed.join(before, true()))
        .where(pressed.c.policy == "choice", pressed.c.at > _SINCE),
    ).subquery()
    following = lateral(
        select(after.c.policy, after.c.reason, after.c.entry_ids)
        .where(after.c.conversation_id == t.conversation_id, after.c.seq > t.seq)
        .order_by(after.c.seq)
        .limit(1)
    )
    return (
        select(
            t.action, t.degraded, t.entry_ids, t.option_ids, t.model_version, t.intent, t.intent_probability,
            t.candidates[0]["entry_id"].astext.label("entry"),
            t.candidates[0]["confidence"].as_float().label("confidence"),
            lb.verdict, lb.intent_key, f.helpful,
            d.state, d.entry_id.label("draft_entry"), d.said_entry_id,
            following.c.policy.label("next_policy"), following.c.reason.label("next_reason"),
            following.c.entry_ids.label("next_entries"),
        )
        .join(ids, ids.c.id == t.message_id)
        .outerjoin(
            bot_label_table,
            and_(lb.turn_id == t.message_id, lb.replaced_at.is_(None), lb.verdict != "skipped"),
        )
        .outerjoin(bot_draft_table, and_(d.message_id == t.message_id, d.state.in_(_JUDGED)))
        .outerjoin(bot_feedback_table, f.answer_id == t.answer_id)
        .outerjoin(following, and_(true(), t.action == "clarify"))
        # What was said of several answers at once says nothing of one.
        .where(t.at > _SINCE, ~t.evidence.has_key("parts"))
        .order_by(t.at.desc(), t.message_id)
        .limit(MOST)
    )  # fmt: skip


_STATEMENT = _statement()


async def heard(tx: Tx, model_version: int | None, missing: frozenset[str]) -> list[Heard]:
    """The newest turns that were judged by people, at most MOST of the last WINDOW. What an intent model said counts
    for `model_version` only, what search said for turns without the `missing` encoders only: other numbers mean other
    things."""
    rows = (await tx.execute(_STATEMENT, {"since": tx.now - WINDOW})).all()
    return [_heard(row, model_version, missing) for row in rows]


def _heard(row: Row[Any], model_version: int | None, missing: frozenset[str]) -> Heard:
    searched = row.entry is not None and frozenset(row.degraded) == missing
    judged = row.intent is not None and model_version is not None and row.model_version == model_version
    label = {"intent": row.intent_key, "out_of_scope": NOTHING}.get(row.verdict or "")
    said = str(row.said_entry_id) if row.said_entry_id else None
    return Heard(
        entry=row.entry if searched else None,
        confidence=float(row.confidence) if searched else 0.0,
        intent=row.intent if judged else None,
        probability=float(row.intent_probability or 0.0) if judged else 0.0,
        answered=row.entry_ids[0] if row.entry_ids and row.action == "answer" else None,
        label=label,
        draft=Drafted(row.state, str(row.draft_entry), said) if row.state else None,
        offered=tuple(row.option_ids),
        chosen=_chosen(row.next_policy, row.next_reason, row.next_entries),
        helpful=row.helpful,
    )


def _chosen(policy: str | None, reason: str | None, entries: Sequence[str] | None) -> str | None:
    """The button that the customer pressed next."""
    if policy != "choice":
        return None
    return "none" if reason == "none_of_these" else entries[0] if entries else None


async def intents(tx: Tx) -> Sequence[Row[Any]]:
    """Every intent: key, name, origin, target_kind, target_key, merged_into, retired_at."""
    query = select(
        i.key, i.name, i.origin, i.target_kind, i.target_key, i.merged_into, i.retired_at
    ).order_by(i.name, i.key)
    return (await tx.execute(query)).all()
