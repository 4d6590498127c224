"""Counts by week."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, and_, bindparam, cast, func, select

from tandem.contexts.bot.figures.outcomes import SINCE, ended_conversations
from tandem.contexts.bot.figures.rules.weeks import Counts
from tandem.contexts.bot.models import bot_draft_table, bot_turn_table
from tandem.kit.db import Tx

t, d = bot_turn_table.c, bot_draft_table.c
_ZONE: Any = bindparam("zone")
_DECIDED = ("approved", "edited", "replaced", "taken_over", "handed_over")


def _week(moment: Any) -> Any:
    """The Monday, by the business's clock."""
    return cast(func.date_trunc("week", func.timezone(_ZONE, moment)), Date).label("week")


def _turns() -> Any:
    drafted = and_(t.policy == "draft", t.action.in_(("answer", "draft")))
    small_talk = t.action == "smalltalk"
    alone = and_(t.action.in_(("answer", "flow")), ~drafted)
    return (
        select(
            _week(t.at),
            func.count().label("turns"),
            func.count().filter(alone).label("auto"),
            func.count().filter(drafted).label("draft"),
            func.count().filter(t.action == "handoff").label("agent"),
            func.count().filter(t.action == "clarify").label("clarified"),
            func.count().filter(small_talk).label("small_talk"),
        )
        .where(t.at >= SINCE)
        .group_by("week")
    )


def _drafts() -> Any:
    return (
        select(
            _week(d.opened_at),
            func.count().label("drafts"),
            func.count().filter(d.state.in_(_DECIDED)).label("drafts_decided"),
            func.count().filter(d.state == "approved").label("drafts_unedited"),
        )
        .where(d.opened_at >= SINCE)
        .group_by("week")
    )


def _conversations() -> Any:
    ended = ended_conversations().subquery()
    return select(
        _week(ended.c.opened_at),
        func.count().label("conversations"),
        func.count().filter(ended.c.contained).label("contained"),
        func.count().filter(ended.c.abandoned).label("abandoned"),
        func.count().filter(ended.c.resolved).label("resolved"),
    ).group_by("week")


_STATEMENTS = (_turns(), _drafts(), _conversations())


async def counts(tx: Tx, since: datetime, zone: ZoneInfo) -> dict[date, Counts]:
    """Every week's counts from `since` on, by the Monday it begins with."""
    found: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for statement in _STATEMENTS:
        for row in (await tx.execute(statement, {"since": since, "zone": zone.key})).mappings():
            found[row["week"]] |= {name: int(value) for name, value in row.items() if name != "week"}
    return {week: Counts(**values) for week, values in found.items()}
