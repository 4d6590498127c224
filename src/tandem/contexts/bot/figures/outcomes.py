"""What became of conversations that the bot had: contained and resolved, in one SQL expression that the weekly
figures and experiments share.

Contained: it is over, and no person took part (no agent, nobody at the silent seat). Abandoned: over, while the bot
waited for the customer's choice. Resolved: contained, not abandoned, no 没帮助, no bad rating, and the customer did not
come back about the same matter within seven days."""

from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, lateral, literal, or_, select, true

from tandem.contexts.bot.figures.rules.weeks import BAD_RATING, REPEAT
from tandem.contexts.bot.models import bot_draft_table, bot_feedback_table, bot_turn_table
from tandem.contexts.bot.rules.together import POLICY
from tandem.contexts.conversations.api import tables

t, d, f = bot_turn_table.c, bot_draft_table.c, bot_feedback_table.c
c, h, r = tables.conversation.c, tables.handover.c, tables.rating.c

SINCE: Any = bindparam("since")
_BY_PEOPLE = ("approved", "edited", "replaced", "taken_over", "handed_over")


def _matter(turn: Any) -> Any:
    """What a turn was about: the entry answered from or found best, else the flow."""
    return func.coalesce(turn.entry_ids[0].astext, turn.candidates[0]["entry_id"].astext, turn.reason)


def _has_buttons(turn: Any) -> Any:
    """It answered one question and asked back about another."""
    return func.jsonb_array_length(turn.c.option_ids) > 0


def _same(one: Any, other: Any) -> Any:
    """Whether two turns are about one matter; who got several answers had several."""
    return or_(
        _matter(one) == _matter(other),
        and_(one.policy == POLICY, one.entry_ids.contains(func.jsonb_build_array(_matter(other)))),
        and_(other.policy == POLICY, other.entry_ids.contains(func.jsonb_build_array(_matter(one)))),
    )


def _came_back() -> Any:
    """Another conversation of the customer's, soon after this one's end, with a turn on a matter of this one."""
    later = tables.conversation.alias("later")
    before, after = bot_turn_table.alias("before"), bot_turn_table.alias("after")
    return exists(
        select(literal(1))
        .select_from(later.join(after, after.c.conversation_id == later.c.id))
        .join(before, and_(before.c.conversation_id == c.id, _same(before.c, after.c)))
        .where(
            later.c.customer_id == c.customer_id,
            later.c.id != c.id,
            later.c.opened_at > c.resolved_at,
            later.c.opened_at <= c.resolved_at + REPEAT,
            before.c.action != "smalltalk",
            after.c.action != "smalltalk",
        )
    )


def ended_conversations(*more: Any) -> Select[Any]:
    """(id, opened_at, contained, abandoned, resolved, helpful, unhelpful, handed_over, *more) of conversations that the
    bot began since SINCE and that are over. `more` are columns over `conversation` and the lateral `last` turn."""
    last = lateral(
        select(t.action, t.model_version, t.option_ids)
        .where(t.conversation_id == c.id)
        .order_by(t.seq.desc())
        .limit(1)
    ).alias("last")
    handed = exists(
        select(literal(1)).where(h.conversation_id == c.id, h.to_controller.in_(("queue", "agent")))
    )
    looked_at = exists(select(literal(1)).where(d.conversation_id == c.id, d.state.in_(_BY_PEOPLE)))
    rated = (
        select(f.helpful)
        .join(bot_turn_table, t.answer_id == f.answer_id)
        .where(t.conversation_id == c.id)
        .correlate(tables.conversation)
    )
    unhelpful = exists(rated.where(f.helpful.is_(False)))
    bad = exists(
        select(literal(1)).where(r.conversation_id == c.id, r.superseded_at.is_(None), r.score <= BAD_RATING)
    )
    contained = ~or_(handed, looked_at)
    asks = or_(last.c.action == "clarify", and_(last.c.action == "answer", _has_buttons(last)))
    abandoned = and_(contained, asks)
    resolved = and_(contained, ~asks, ~unhelpful, ~bad, ~_came_back())
    return (
        select(
            c.id, c.opened_at, contained.label("contained"), abandoned.label("abandoned"),
            resolved.label("resolved"), exists(rated.where(f.helpful)).label("helpful"),
            unhelpful.label("unhelpful"), handed.label("handed_over"), *more,
        )
        .select_from(tables.conversation.join(last, true()))
        .where(c.opened_at >= SINCE, c.status == "resolved")
    )  # fmt: skip
