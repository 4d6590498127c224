"""Sets of thresholds, and which is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.thresholds.models import (
    bot_threshold_publication_table,
    bot_threshold_set_table,
    bot_threshold_table,
)
from tandem.contexts.bot.thresholds.rules.curve import Point, thinned
from tandem.contexts.bot.thresholds.rules.fitting import Fit, Fitted
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

s, o, p = bot_threshold_set_table.c, bot_threshold_table.c, bot_threshold_publication_table.c
ALL = ""
"""The row of what every intent without one takes."""
# Two fits at once get two numbers.
_LOCK = text("LOCK TABLE bot_threshold_set IN SHARE ROW EXCLUSIVE MODE")
_IN_FORCE = select(p.set_number).where(p.until.is_(None))
_COLUMNS = (o.judge, o.intent, o.tau_auto, o.tau_draft, o.outcomes, o.precision, o.low, o.coverage, o.source,
            o.held)  # fmt: skip


async def keep(
    tx: Tx,
    actor: Actor,
    precision: float,
    model_version: int | None,
    missing: frozenset[str],
    fitted: Mapping[Judge, Fitted],
) -> int:
    """Store a set; its number."""
    await tx.execute(_LOCK)
    number = int((await tx.execute(select(func.coalesce(func.max(s.number), 0) + 1))).scalar_one())
    await tx.execute(
        insert(bot_threshold_set_table).values(
            number=number, precision=precision, at=tx.now, by=actor.label, by_name=actor.name,
            model_version=model_version, degraded=sorted(missing),
        )
    )  # fmt: skip
    rows = [
        _row(number, judge, intent, one)
        for judge, found in fitted.items()
        for intent, one in {ALL: found.all, **found.intents}.items()
    ]
    await tx.execute(insert(bot_threshold_table), rows)
    return number


def _row(number: int, judge: Judge, intent: str, one: Fit) -> dict[str, Any]:
    return {
        "set_number": number, "judge": judge, "intent": intent, "tau_auto": one.auto, "tau_draft": one.draft,
        "outcomes": one.outcomes, "precision": one.precision, "low": one.low, "coverage": one.coverage,
        "source": one.source, "held": one.held, "curve": [asdict(point) for point in thinned(one.points)],
    }  # fmt: skip


async def in_force(tx: Tx) -> int | None:
    """The number of the published set; None: the shipped thresholds hold."""
    return (await tx.execute(_IN_FORCE)).scalar_one_or_none()


async def find(tx: Tx, number: int) -> Row[Any] | None:
    return (await tx.execute(select(*s).where(s.number == number))).one_or_none()


async def newest(tx: Tx, limit: int) -> Sequence[Row[Any]]:
    """Sets, newest first, with the last publication of each: since, until, by."""
    last = (
        select(p.set_number, p.since, p.until, p.by_name.label("published_by"))
        .ext(distinct_on(p.set_number))
        .order_by(p.set_number, p.since.desc())
        .subquery()
    )
    query = (
        select(*s, last.c.since, last.c.until, last.c.published_by)
        .outerjoin(last, last.c.set_number == s.number)
        .order_by(s.number.desc())
        .limit(limit)
    )
    return (await tx.execute(query)).all()


async def thresholds(tx: Tx, number: int, judge: Judge | None = None) -> Sequence[Row[Any]]:
    """The rows of a set without their curves, the one for all first."""
    query = select(*_COLUMNS).where(o.set_number == number)
    if judge is not None:
        query = query.where(o.judge == judge)
    return (await tx.execute(query.order_by(o.judge, o.intent))).all()


async def curve(tx: Tx, number: int, judge: Judge, intent: str) -> tuple[Row[Any], list[Point]] | None:
    """A row of a set and its curve; None where the intent had no outcomes."""
    query = select(*_COLUMNS, o.curve).where(o.set_number == number, o.judge == judge, o.intent == intent)
    row = (await tx.execute(query)).one_or_none()
    return (row, [Point(**point) for point in row.curve]) if row is not None else None


async def publish(tx: Tx, actor: Actor, number: int) -> None:
    """Put a set in force from now on, in place of the one before."""
    await end(tx, actor)
    await tx.execute(
        insert(bot_threshold_publication_table).values(
            id=new_id(), set_number=number, since=tx.now, by=actor.label, by_name=actor.name
        )
    )


async def end(tx: Tx, actor: Actor) -> int | None:
    """End what is in force; its number."""
    ended = update(bot_threshold_publication_table).where(p.until.is_(None))
    result = await tx.execute(ended.values(until=tx.now, ended_by=actor.label).returning(p.set_number))
    return result.scalar_one_or_none()


async def lock(tx: Tx) -> None:
    """Of two who publish at once, one after the other."""
    await tx.execute(text("LOCK TABLE bot_threshold_publication IN SHARE ROW EXCLUSIVE MODE"))


async def since(tx: Tx) -> datetime | None:
    """From when the present set has been in force."""
    return (await tx.execute(select(p.since).where(p.until.is_(None)))).scalar_one_or_none()
