"""Turns worth a label: the least certain first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.models import bot_feedback_table, bot_turn_table
from tandem.contexts.bot.silent_seat.models import bot_draft_table, training_example_table
from tandem.contexts.bot.training.models import (
    bot_example_table,
    bot_publication_table,
    bot_turn_judgement_table,
)
from tandem.contexts.bot.training.repository.margins import apart
from tandem.contexts.conversations.api import readable_ids, tables
from tandem.kit.db import Tx

t, f = bot_turn_table.c, bot_feedback_table.c
d, x, j = bot_draft_table.c, training_example_table.c, bot_turn_judgement_table.c
e = bot_example_table.c
_ASKED = tables.message.alias("asked_message")
_SAID = tables.message.alias("said_message")

_PUBLISHED = (
    select(bot_publication_table.c.version)
    .where(bot_publication_table.c.until.is_(None), bot_publication_table.c.arm == "base")
    .scalar_subquery()
)

RECENT = timedelta(days=90)
UNSURE = 0.2
"""Margin below which an answer counts as given on low confidence."""
_COUNTED = 5000

_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "unanswered": and_(t.action == "handoff", t.policy == "threshold"),
    "low_confidence": or_(
        t.action.in_(("clarify", "draft")),
        and_(t.action == "answer", t.margin < UNSURE),
        d.state == "expired",
    ),
    "edited": or_(x.id.is_not(None), d.state.in_(("taken_over", "handed_over"))),
    "badly_rated": f.helpful.is_(False),
}
_ANY = or_(*_CONDITIONS.values())
_UNTAUGHT = ~exists().where(e.text_hash == t.asked_hash, e.removed_at.is_(None))
"""Nobody has said yet what these words are, on this turn or elsewhere."""


@dataclass(frozen=True)
class Waiting:
    """A turn as it waits. `judged`: what the published version thinks of it; `candidates`: what search found;
    `scope`: that it is any of ours, by whichever of the two (None: not kept then)."""

    turn_id: UUID
    conversation_id: UUID
    text: str
    at: datetime
    margin: float
    confidence: float
    action: str
    answer: str | None
    said_instead: str | None
    judged: Sequence[Mapping[str, Any]]
    candidates: Sequence[Mapping[str, Any]]
    scope: float | None
    why: tuple[str, ...]


def _joined(query: Select[Any], actor: Actor, since: datetime, why: str) -> Select[Any]:
    return (
        query.select_from(bot_turn_table)
        .outerjoin(bot_feedback_table, f.answer_id == t.answer_id)
        .outerjoin(bot_draft_table, d.message_id == t.message_id)
        .outerjoin(training_example_table, x.draft_id == d.id)
        .where(t.margin.is_not(None), t.at > since, t.conversation_id.in_(readable_ids(actor)))
        .where(_UNTAUGHT, _CONDITIONS.get(why, _ANY))
    )


async def window(
    tx: Tx, actor: Actor, *, why: str, after: tuple[float, UUID] | None, limit: int
) -> list[Waiting]:
    """The next `limit` turns, the least certain first, that wait for a reason (`all`: for any)."""
    query = _joined(
        select(
            t.message_id, t.conversation_id, t.at, t.margin, t.confidence, t.action, t.intents, t.candidates,
            _ASKED.c.text.label("asked_text"), _SAID.c.text.label("said_text"), x.person_text,
            func.coalesce(j.intents, t.intents).label("judged"),
            case((j.turn_id.is_not(None), j.scope), else_=t.scope).label("scope"),
            *(condition.label(f"why_{name}") for name, condition in _CONDITIONS.items()),
        ),
        actor, tx.now - RECENT, why,
    )  # fmt: skip
    query = (
        query.join(_ASKED, _ASKED.c.id == t.message_id)
        .outerjoin(_SAID, _SAID.c.id == t.answer_id)
        .outerjoin(bot_turn_judgement_table, and_(j.turn_id == t.message_id, j.version == _PUBLISHED))
        .order_by(t.margin, t.message_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(t.margin, t.message_id) > after)
    return [
        Waiting(
            turn_id=row.message_id, conversation_id=row.conversation_id, text=row.asked_text, at=row.at,
            margin=row.margin, confidence=row.confidence, action=row.action, answer=row.said_text,
            said_instead=row.person_text, judged=row.judged, candidates=row.candidates, scope=row.scope,
            why=tuple(name for name in _CONDITIONS if getattr(row, f"why_{name}")),
        )
        for row in (await tx.execute(query)).all()
    ]  # fmt: skip


async def counts(tx: Tx, actor: Actor) -> dict[str, int]:
    """How many turns wait, by reason and in all; of very many, the least certain few thousand are looked at."""
    columns = [condition.label(name) for name, condition in _CONDITIONS.items()]
    least = (
        _joined(select(t.message_id, *columns), actor, tx.now - RECENT, "all")
        .order_by(t.margin, t.message_id)
        .limit(_COUNTED)
        .subquery()
    )
    query = select(
        func.count().label("all"), *(func.count().filter(least.c[name]).label(name) for name in _CONDITIONS)
    ).select_from(least)
    return dict((await tx.execute(query)).one()._mapping)


# Judging them again ---------------------------------------------------------------------------------------------


async def to_judge(tx: Tx, limit: int) -> list[tuple[UUID, str]]:
    """(turn, normalised text) of the newest turns that nobody has labelled."""
    rows = await tx.execute(
        select(t.message_id, t.asked)
        .where(t.margin.is_not(None), t.at > tx.now - RECENT, t.asked != "")
        .order_by(t.at.desc())
        .limit(limit)
    )
    return [(row.message_id, row.asked) for row in rows.all()]


@dataclass(frozen=True)
class TurnGuesses:
    """What a version thinks of a turn: (intent, probability), the likeliest first, and that it is any of ours."""

    turn_id: UUID
    guesses: Sequence[tuple[str, float]]
    scope: float


async def keep_guesses(tx: Tx, version: int, found: Sequence[TurnGuesses]) -> None:
    """Keep what a version thinks of turns; what it thought before stays."""
    rows = [
        {
            "turn_id": one.turn_id, "version": version, "probability": one.guesses[0][1], "at": tx.now,
            "intents": [{"intent": key, "probability": round(share, 4)} for key, share in one.guesses],
            "scope": round(one.scope, 4),
        }
        for one in found
    ]  # fmt: skip
    if rows:
        await tx.execute(insert(bot_turn_judgement_table).on_conflict_do_nothing(), rows)


async def sort_anew(tx: Tx, version: int) -> None:
    """From now on the inbox goes by what this version is least certain of."""
    await tx.execute(
        update(bot_turn_table)
        .where(t.message_id == j.turn_id, j.version == version, t.margin.is_not(None))
        .values(margin=apart(j.intents, "probability", j.scope))
    )
