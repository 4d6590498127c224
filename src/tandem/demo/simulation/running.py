"""A whole simulation: so many customers at a time, stoppable."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from tandem.contexts.bot.api import Accounts
from tandem.demo.clients import AgentClient, HttpPool, Instance, InstanceUnknown, must_answer
from tandem.demo.seed.knowledge import documents
from tandem.demo.simulation.kept import RunFile
from tandem.demo.simulation.persona import Persona
from tandem.demo.simulation.playing import Stage, Visit
from tandem.demo.simulation.report import Report
from tandem.demo.simulation.truth import amounts_in
from tandem.demo.simulation.verdicts import Outcome

_LOOKS_UP = "bot_trainer"


@dataclass(frozen=True)
class Plan:
    """`flows`: texts of the flow files served. `now`: the lender's local time."""

    personas: Sequence[Persona]
    flows: Sequence[str]
    accounts: Accounts
    now: datetime
    seed: int = 1
    concurrency: int = 4
    site: str = "demo"
    timeout: float = 20.0


async def simulate(
    instance: Instance, plan: Plan, kept: RunFile, stop: asyncio.Event, done: Callable[[Outcome], None]
) -> Report:
    """Let those personas come that `kept` has not had; `done` hears of every outcome. After `stop` nobody new comes.

    Raises InstanceUnknown when nothing answers or its secrets are not here, Problem when staff cannot sign in."""
    report = Report(len(plan.personas), plan.seed)
    left = set(kept.left([one.persona for one in plan.personas]))
    started = perf_counter()
    pool = HttpPool(instance.address, limit=plan.concurrency * 2 + 4)
    try:
        await must_answer(pool)
        stage = await _stage(instance, plan, kept.run, pool)
        waiting = iter([one for one in plan.personas if one.persona in left])
        crowd = [_come(stage, waiting, kept, stop, done) for _ in range(plan.concurrency)]
        await asyncio.gather(*crowd)
    finally:
        pool.close()
        wanted = {one.persona for one in plan.personas}
        report.outcomes = [one for one in kept.outcomes if one.persona in wanted]
        report.seconds = perf_counter() - started
        report.stopped = len(report.outcomes) < report.total
    return report


async def _come(
    stage: Stage,
    waiting: Iterator[Persona],
    kept: RunFile,
    stop: asyncio.Event,
    done: Callable[[Outcome], None],
) -> None:
    for persona in waiting:
        if stop.is_set():
            return
        outcome = await Visit(stage, persona).live()
        kept.add(outcome)
        done(outcome)


async def _stage(instance: Instance, plan: Plan, run: str, pool: HttpPool) -> Stage:
    login = instance.logins(_LOOKS_UP)[0]
    staff = AgentClient(pool, login.username, login.password)
    await staff.sign_in()
    return Stage(
        pool, staff, plan.accounts, _questions(), amounts_in(plan.flows, plan.now), instance.home,
        _identity_secret(instance), run, plan.seed, plan.now, plan.site, plan.timeout,
    )  # fmt: skip


def _identity_secret(instance: Instance) -> str:
    path = instance.home / "secrets" / "demo-identity"
    try:
        return path.read_text().strip()
    except OSError as error:
        raise InstanceUnknown(f"{path} cannot be read: customers could not sign in") from error


def _questions() -> dict[str, str]:
    """What the button of each entry says."""
    return {entry["key"]: entry["question"] for document in documents() for entry in document["entries"]}
