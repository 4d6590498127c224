"""A whole replay: so many customers at a time, agents at their desks if asked for, stoppable."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from tandem.demo.clients import AgentClient, Desk, DraftSeat, HttpPool, Instance, must_answer
from tandem.demo.replay.knowing import judge_of
from tandem.demo.replay.playing import Player
from tandem.demo.replay.reading import Question
from tandem.demo.replay.report import Outcome, Report

REPLY = "您好，我是人工客服。您的问题我已经看到了，这就为您处理，请稍等。"
STOP_GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    questions: list[Question]
    concurrency: int = 16
    agents: int = 0
    site: str = "demo"
    timeout: float = 30.0


async def answer_and_resolve(agent: AgentClient, conversation_id: str) -> None:
    """What a replay's agent does with each conversation: one reply, then the wrap-up."""
    await agent.reply(conversation_id, REPLY)
    dispositions = await agent.dispositions()
    await agent.resolve(conversation_id, dispositions[0]["id"] if dispositions else None, "回放：已答复")


async def replay(
    instance: Instance, plan: Plan, report: Report, stop: asyncio.Event, done: Callable[[Outcome], None]
) -> Report:
    """Play the plan into `report`; `done` hears of every outcome. After `stop` no new customer comes.

    Raises InstanceUnknown when nothing answers, Problem or GaveUp when the agents cannot sign in.
    """
    logins = instance.agents(plan.agents) if plan.agents else []
    pool = HttpPool(instance.address, limit=plan.concurrency * 2 + plan.agents + 8)
    desks = [
        Desk(
            AgentClient(pool, one.username, one.password, tally=report.tally, patience=900),
            answer_and_resolve,
        )
        for one in logins
    ]
    judge = judge_of(plan.questions)
    seats = [DraftSeat(desk.agent, judge, share=(number, len(desks))) for number, desk in enumerate(desks)]
    player = Player(pool, plan.agents > 0, site=plan.site, timeout=plan.timeout, tally=report.tally)
    try:
        await must_answer(pool)
        await asyncio.gather(*(desk.open() for desk in desks))
        await asyncio.gather(*(seat.sit_down() for seat in seats))
        await _play_all(player, plan, report, stop, done)
    finally:
        await asyncio.gather(*(seat.get_up() for seat in seats), return_exceptions=True)
        await asyncio.gather(*(desk.close() for desk in desks), return_exceptions=True)
        report.drafted = len({draft_id for seat in seats for draft_id in seat.seen})
        report.draft_approved = sum(seat.approved for seat in seats)
        report.draft_replaced = sum(seat.replaced for seat in seats)
        report.agent_replies = sum(desk.served for desk in desks)
        report.agent_duplicated = sum(desk.agent.duplicated for desk in desks)
        report.agent_errors = [error for desk in desks for error in desk.errors]
        pool.close()
    return report


async def _play_all(
    player: Player, plan: Plan, report: Report, stop: asyncio.Event, done: Callable[[Outcome], None]
) -> None:
    started = perf_counter()
    rows = iter(plan.questions)
    customers = [
        asyncio.create_task(_play_rows(player, rows, report, stop, done)) for _ in range(plan.concurrency)
    ]
    stopping: asyncio.Task[Any] = asyncio.create_task(stop.wait())
    try:
        pending: set[asyncio.Task[Any]] = set(customers)
        while pending and not stop.is_set():
            finished, pending = await asyncio.wait({*pending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in finished - {stopping}:
                task.result()  # raises what a customer could not foresee
            pending -= {stopping}
        if pending:
            await asyncio.wait(pending, timeout=STOP_GRACE_S)
    finally:
        report.seconds = perf_counter() - started
        report.stopped = stop.is_set() and len(report.outcomes) < report.total
        stopping.cancel()
        for customer in customers:
            customer.cancel()
        await asyncio.gather(*customers, return_exceptions=True)


async def _play_rows(
    player: Player,
    rows: Iterator[Question],
    report: Report,
    stop: asyncio.Event,
    done: Callable[[Outcome], None],
) -> None:
    for question in rows:
        if stop.is_set():
            return
        outcome = await player.play(question)
        report.outcomes.append(outcome)
        done(outcome)


__all__ = ["Plan", "replay"]
