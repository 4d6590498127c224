"""The live board: queues, agents, waiting, and the last hour by minute. Days are the lender's days."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, case, extract, func, select, text

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.api import (
    Queue,
    SeatRow,
    all_queues,
    all_seats,
    conversation_rows,
    manages,
)
from tandem.contexts.conversations.api import service_level as level_of
from tandem.contexts.conversations.api import tables as t
from tandem.kit.db import Tx

_WAITING_SHOWN = 50
e, c, a, h = t.queue_entry.c, t.conversation.c, t.assignment.c, t.handover.c


def day_start(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


async def board(tx: Tx, actor: Actor, zone: ZoneInfo) -> dict[str, Any]:
    """Everything a supervisor's board shows. Needs board.read."""
    actor.require("board.read")
    since = day_start(tx.now, zone)
    queues, seats = await all_queues(tx), await all_seats(tx)
    tallies = await _tallies(tx, queues, since)
    live = await _live(tx)
    handle = await _handle_times(tx, since)
    rows = [
        _queue_line(queue, seats, tallies.get(queue.id), live.get(queue.id), handle.get(queue.id), tx.now)
        for queue in queues
    ]
    # What a silent seat is drafting for waits for nobody yet: it is in no queue, in no tile, and not here either.
    waiting = await conversation_rows(
        tx, actor, view="unassigned", controller="queue", sort="waiting", limit=_WAITING_SHOWN
    )
    return {
        "at": tx.now,
        "queues": rows,
        "agents": await _agents(tx, actor, queues, seats, since),
        "totals": {**_totals(rows, tallies), **_free(seats), **await _bot(tx, since)},
        "waiting": waiting,
        "series": await _series(tx),
    }


async def _tallies(tx: Tx, queues: list[Queue], since: datetime) -> dict[UUID, Row[Any]]:
    """Counts over the entries that entered the line since `since`, per queue."""
    wait = extract("epoch", e.left_at - e.counts_from)
    short = {queue.id: queue.short_abandon_s for queue in queues}
    is_short = case(*[(e.queue_id == id_, wait <= seconds) for id_, seconds in short.items()], else_=False)
    rows = await tx.execute(
        select(
            e.queue_id,
            func.count().label("offered"),
            func.count().filter(e.outcome == "answered").label("answered"),
            func.count().filter(and_(e.outcome == "answered", e.left_at <= e.sl_due_at)).label("in_time"),
            func.count().filter(e.outcome == "abandoned").label("abandoned"),
            func.count().filter(and_(e.outcome == "abandoned", is_short)).label("short"),
            func.count().filter(e.outcome == "flow_out").label("flow_outs"),
            func.sum(func.greatest(wait, 0)).filter(e.outcome == "answered").label("answer_s"),
        )
        .where(e.entered_at >= since)
        .group_by(e.queue_id)
    )
    return {row.queue_id: row for row in rows.all()}


async def _live(tx: Tx) -> dict[UUID, Row[Any]]:
    rows = await tx.execute(
        select(
            c.queue_id,
            func.count().filter(c.controller == "queue").label("waiting"),
            func.count().filter(c.controller == "agent").label("in_service"),
            select(func.min(e.counts_from))
            .where(e.queue_id == c.queue_id, e.left_at.is_(None))
            .correlate(t.conversation)
            .scalar_subquery()
            .label("oldest"),
        )
        .where(c.status == "open")
        .group_by(c.queue_id)
    )
    return {row.queue_id: row for row in rows.all()}


async def _handle_times(tx: Tx, since: datetime) -> dict[UUID, float]:
    rows = await tx.execute(
        select(a.queue_id, func.avg(extract("epoch", a.ended_at - a.assigned_at)).label("mean"))
        .where(a.ended_at >= since)
        .group_by(a.queue_id)
    )
    return {row.queue_id: float(row.mean) for row in rows.all()}


def _level(tally: Row[Any] | None) -> float | None:
    if tally is None:
        return None
    return level_of(
        answered=tally.answered, answered_in_time=tally.in_time, abandoned=tally.abandoned,
        short_abandons=tally.short, flow_outs=tally.flow_outs,
    )  # fmt: skip


def _queue_line(
    queue: Queue, seats: list[SeatRow], tally: Row[Any] | None, live: Row[Any] | None, aht: float | None,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    serving = [s for s in seats if queue.id in s.queue_ids and s.state == "online"]
    oldest = live.oldest if live is not None and live.waiting else None
    return {
        "id": queue.id,
        "name": queue.name,
        "open": queue.calendar is None or queue.calendar.is_open(now),
        "waiting": live.waiting if live is not None else 0,
        "oldest_waiting_at": oldest,
        "longest_wait_s": max(0, round((now - oldest).total_seconds())) if oldest else None,
        "in_service": live.in_service if live is not None else 0,
        "offered_today": tally.offered if tally is not None else 0,
        "answered_today": tally.answered if tally is not None else 0,
        "abandoned_today": tally.abandoned if tally is not None else 0,
        "service_level": _level(tally),
        "sl_target_s": queue.sl_target_s,
        "sl_goal": queue.sl_goal,
        "asa_s": float(tally.answer_s) / tally.answered if tally is not None and tally.answered else None,
        "aht_s": aht,
        "agents_online": len(serving),
        "agents_free": sum(1 for s in serving if s.load < s.capacity),
    }


async def _agents(
    tx: Tx, actor: Actor, queues: list[Queue], seats: list[SeatRow], since: datetime
) -> list[dict[str, Any]]:
    """Everybody with a seat; `manageable`: the actor may look into what they hold and set their state."""
    names = {queue.id: queue.name for queue in queues}
    rows = await tx.execute(
        select(
            a.agent_id,
            func.count().filter(a.ended_at >= since).label("handled"),
            func.max(func.greatest(a.assigned_at, a.first_response_at, a.ended_at)).label("last"),
        )
        .where(a.assigned_at >= since - timedelta(days=1))
        .group_by(a.agent_id)
    )
    work = {row.agent_id: row for row in rows.all()}
    return [
        {
            "id": s.agent_id,
            "name": s.name,
            "team": s.team_name,
            "state": s.state,
            "since": s.state_since,
            "load": s.load,
            "capacity": s.capacity,
            "manageable": manages(actor, s),
            "queues": [names[id_] for id_ in s.queue_ids if id_ in names],
            "handled_today": work[s.agent_id].handled if s.agent_id in work else 0,
            "last_activity_at": work[s.agent_id].last if s.agent_id in work else s.last_seen_at,
        }
        for s in seats
    ]


def _totals(rows: list[dict[str, Any]], tallies: dict[UUID, Row[Any]]) -> dict[str, Any]:
    """A day's service level is the sum of numerators over the sum of denominators, never a mean of shares."""
    every = list(tallies.values())
    answered = sum(tally.answered for tally in every)
    level = level_of(
        answered=answered, answered_in_time=sum(x.in_time for x in every),
        abandoned=sum(x.abandoned for x in every), short_abandons=sum(x.short for x in every),
        flow_outs=sum(x.flow_outs for x in every),
    )  # fmt: skip
    waits = [row["longest_wait_s"] for row in rows if row["longest_wait_s"] is not None]
    summed = ("waiting", "in_service", "offered_today", "answered_today", "abandoned_today")
    handled = [row["aht_s"] for row in rows if row["aht_s"] is not None]
    return {
        **{key: sum(row[key] for row in rows) for key in summed},
        "longest_wait_s": max(waits) if waits else None,
        "service_level": level,
        "sl_goal": max((row["sl_goal"] for row in rows), default=0.8),
        "asa_s": float(sum(x.answer_s or 0 for x in every)) / answered if answered else None,
        "aht_s": sum(handled) / len(handled) if handled else None,
    }


def _free(seats: list[SeatRow]) -> dict[str, int]:
    online = [s for s in seats if s.state == "online"]
    return {"agents_online": len(online), "agents_free": sum(1 for s in online if s.load < s.capacity)}


async def _bot(tx: Tx, since: datetime) -> dict[str, Any]:
    m = t.message.c
    active = await tx.execute(
        select(func.count()).where(
            c.controller == "bot", c.status == "open", c.updated_at > tx.now - timedelta(minutes=5)
        )
    )
    answered = await tx.execute(select(func.count()).where(m.role == "bot", m.created_at >= since))
    handed = await tx.execute(
        select(func.count()).where(
            h.at >= since, h.from_controller == "bot", h.to_controller.in_(("queue", "agent"))
        )
    )
    return {
        "bot_active": active.scalar_one(),
        "bot_answered_today": answered.scalar_one(),
        "handed_over_today": handed.scalar_one(),
    }


async def _series(tx: Tx) -> list[dict[str, Any]]:
    """The last 60 minutes: who waited at each minute, what was answered in it, how much of that in time."""
    start = tx.now.replace(second=0, microsecond=0) - timedelta(minutes=59)
    rows = await tx.execute(
        text(
            """
            SELECT g.at AS minute,
              (SELECT count(*) FROM queue_entry e
                WHERE e.entered_at <= g.at + interval '1 minute' AND e.entered_at > :floor
                  AND (e.left_at IS NULL OR e.left_at > g.at + interval '1 minute')) AS waiting,
              (SELECT count(*) FROM queue_entry e
                WHERE e.left_at >= g.at AND e.left_at < g.at + interval '1 minute'
                  AND e.outcome = 'answered') AS answered,
              (SELECT count(*) FROM queue_entry e
                WHERE e.left_at >= g.at AND e.left_at < g.at + interval '1 minute'
                  AND e.outcome = 'answered' AND e.left_at <= e.sl_due_at) AS in_time
            FROM generate_series(CAST(:start AS timestamptz), CAST(:now AS timestamptz), interval '1 minute')
              AS g(at)
            """
        ),
        {"start": start, "now": tx.now, "floor": start - timedelta(days=1)},
    )
    return [
        {
            "t": row.minute,
            "waiting": row.waiting,
            "answered": row.answered,
            "service_level": row.in_time / row.answered if row.answered else None,
        }
        for row in rows.all()
    ]
