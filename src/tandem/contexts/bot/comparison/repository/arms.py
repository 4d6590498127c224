"""Conversations of an experiment, by the version that judged in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import DateTime, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.bot.figures.outcomes import SINCE, ended_conversations
from tandem.contexts.bot.models import bot_publication_table, bot_turn_table
from tandem.contexts.conversations.api import tables
from tandem.kit.db import Tx

_LOOK_BACK = 200
_STARTS: Any = bindparam("starts", type_=ARRAY(DateTime(timezone=True)))
p, t, c = bot_publication_table.c, bot_turn_table.c, tables.conversation.c


@dataclass(frozen=True)
class Serving:
    """A publication in force."""

    version: int
    arm: str
    share: float
    since: datetime


@dataclass(frozen=True)
class Went:
    """How the conversations went that one version judged in from beginning to end."""

    conversations: int = 0
    contained: int = 0
    resolved: int = 0
    helpful: int = 0
    unhelpful: int = 0
    handed_over: int = 0

    def __add__(self, other: "Went") -> "Went":
        return Went(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


async def serving(tx: Tx) -> list[Serving]:
    """The publications in force, the base first."""
    rows = await tx.execute(
        select(p.version, p.arm, p.share, p.since).where(p.until.is_(None)).order_by(p.arm)
    )
    return [Serving(row.version, row.arm, row.share, row.since) for row in rows.all()]


async def periods(tx: Tx) -> list[datetime]:
    """When the publications in force began, oldest first: with the same versions in the same arms, and without a break,
    at another share before. Each beginning parts the conversations anew."""
    rows = await tx.execute(
        select(p.arm, p.version, p.since, p.until).order_by(p.since.desc(), p.arm).limit(_LOOK_BACK)
    )
    found: list[datetime] = []
    arms: list[tuple[str, int]] = []
    for since, together in groupby(rows.all(), lambda row: row.since):
        here = list(together)
        if found and (
            len(arms) < 2
            or any(one.until != found[-1] for one in here)
            or arms != [(o.arm, o.version) for o in here]
        ):
            break
        arms = [(one.arm, one.version) for one in here]
        found.append(since)
    return found[::-1]


def _statement() -> Any:
    judged = select(t.model_version).where(t.conversation_id == c.id).correlate(tables.conversation)
    first = judged.with_only_columns(func.min(t.model_version)).scalar_subquery()
    last = judged.with_only_columns(func.max(t.model_version)).scalar_subquery()
    period = func.width_bucket(c.opened_at, _STARTS)
    ended = ended_conversations(
        first.label("first_version"), last.label("last_version"), period.label("period")
    ).subquery()
    e = ended.c
    counted = ("contained", "resolved", "helpful", "unhelpful", "handed_over")
    return (
        select(
            e.first_version.label("version"),
            e.period,
            func.count().label("conversations"),
            *(func.count().filter(e[name]).label(name) for name in counted),
        )
        .where(e.first_version == e.last_version)
        .group_by(e.first_version, e.period)
    )


_STATEMENT = _statement()


async def went(tx: Tx, starts: Sequence[datetime], versions: Sequence[int]) -> Mapping[int, tuple[Went, ...]]:
    """By version, for each period that begins at `starts`: of conversations that began in it and are over. One in which
    two versions judged is nobody's."""
    if not starts:
        return dict.fromkeys(versions, ())
    rows = (await tx.execute(_STATEMENT, {SINCE.key: starts[0], _STARTS.key: list(starts)})).all()
    found = {(row.version, row.period): Went(*row[2:]) for row in rows}
    numbers = range(1, len(starts) + 1)
    return {version: tuple(found.get((version, n), Went()) for n in numbers) for version in versions}
