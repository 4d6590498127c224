"""Undo at the trainers' screens, and what the screens ask beside it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import pytest
from fastapi import APIRouter
from sqlalchemy import insert, select
from tests.contexts.bot.workbench import AGENT, EARLY, SUPERVISOR, TRAINER, Caller, Workbench, calling
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot.masking import RULES_ALONE
from tandem.contexts.bot.models import (
    bot_example_table,
    bot_intent_version_table,
    bot_label_table,
    bot_publication_table,
    bot_turn_judgement_table,
    bot_turn_table,
)
from tandem.contexts.bot.rules.sampling import apart
from tandem.contexts.bot.training.actions.taking_back import take_back
from tandem.contexts.bot.training.endpoints import inbox, targets
from tandem.contexts.bot.training.repository import labels
from tandem.kit.ids import new_id

COLLEAGUE = Actor("staff", new_id(), "罗一鸣", permissions_of(["bot_trainer"]))


class NoFlows:
    """Stands where the served flows are read; one is served."""

    async def flows(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        return {"settle": ("提前结清", ("我要提前结清",))}


@pytest.fixture
async def bench(world: World) -> Workbench:  # noqa: F811
    made = Workbench(world)
    await made.stock()
    return made


@pytest.fixture
async def desk(bench: Workbench) -> AsyncIterator[Caller]:
    api = APIRouter(prefix="/bot/training")
    inbox.add(api, RULES_ALONE)
    targets.add(api, NoFlows())  # type: ignore[arg-type]
    async with calling(bench.world, [api]) as caller:
        yield caller


async def turn(bench: Workbench, text: str = "提前还的事") -> UUID:
    candidates = [
        {"entry_id": str(bench.entries[EARLY]), "confidence": 0.6},
        {"entry_id": str(bench.entries["fee"]), "confidence": 0.45},
    ]
    return await bench.turn(confidence=0.6, action="clarify", text=text, margin=0.15, candidates=candidates)


async def label(desk: Caller, who: Actor, turn_id: UUID, intent: str | None) -> None:
    given = await desk.ask(who, "POST", "/labels", {"items": [{"turn_id": str(turn_id), "intent": intent}]})
    assert given.status_code == 200, given.text


async def undo(desk: Caller, who: Actor, *turn_ids: UUID) -> int:
    taken = await desk.ask(who, "POST", "/labels/undo", {"turn_ids": [str(one) for one in turn_ids]})
    assert taken.status_code == 200, taken.text
    return int(taken.json()["taken_back"])


async def margin_of(bench: Workbench, turn_id: UUID) -> float | None:
    async with bench.world.db.transaction() as tx:
        found = await tx.execute(
            select(bot_turn_table.c.margin).where(bot_turn_table.c.message_id == turn_id)
        )
        value: float | None = found.scalar_one()
        return value


async def examples_of(bench: Workbench, turn_id: UUID) -> int:
    e = bot_example_table.c
    async with bench.world.db.transaction() as tx:
        found = await tx.execute(select(e.id).where(e.turn_id == turn_id, e.removed_at.is_(None)))
        return len(found.all())


async def waiting(desk: Caller) -> int:
    return int((await desk.ask(TRAINER, "GET", "/inbox/counts")).json()["counts"]["all"])


async def test_what_was_said_is_unsaid(bench: Workbench, desk: Caller) -> None:
    one = await turn(bench)
    await label(desk, TRAINER, one, "entry:early")
    assert (await waiting(desk), await examples_of(bench, one)) == (0, 1)

    assert await undo(desk, TRAINER, one) == 1
    assert (await waiting(desk), await examples_of(bench, one)) == (1, 0)
    assert await margin_of(bench, one) == pytest.approx(0.15)
    page = (await desk.ask(TRAINER, "GET", "/inbox")).json()
    assert [item["turn_id"] for item in page["items"]] == [str(one)]
    # Twice does no harm, and the history stays.
    assert await undo(desk, TRAINER, one) == 0
    async with bench.world.db.transaction() as tx:
        assert len((await tx.execute(select(bot_label_table.c.id))).all()) == 1


async def test_back_where_the_published_version_puts_it(bench: Workbench, desk: Caller) -> None:
    one = await turn(bench)
    async with bench.world.db.transaction() as tx:
        for number, first, arm in ((1, 0.9, "base"), (2, 0.6, "trial")):
            await tx.execute(insert(bot_intent_version_table).values(
                number=number, state="ready", by="test", by_name="顾一鸣", at=tx.now, seed=1, object_key="k", sha256="s"
            ))  # fmt: skip
            await tx.execute(insert(bot_publication_table).values(
                id=new_id(), version=number, arm=arm, share=0.5, since=tx.now, by="test", by_name="顾一鸣"
            ))  # fmt: skip
            guesses = [
                {"intent": "entry:early", "probability": first},
                {"intent": "entry:fee", "probability": 0.1},
            ]
            await tx.execute(insert(bot_turn_judgement_table).values(
                turn_id=one, version=number, intents=guesses, probability=first, at=tx.now
            ))  # fmt: skip
    await label(desk, TRAINER, one, "entry:early")
    assert await undo(desk, TRAINER, one) == 1
    assert await margin_of(bench, one) == pytest.approx(0.8)


@pytest.mark.parametrize("scope", [0.03, 0.5, 0.97, None])
@pytest.mark.parametrize("best", [(0.02, 0.01), (0.5, 0.1), (0.9,)])
async def test_back_where_the_rule_puts_it(
    bench: Workbench, desk: Caller, best: tuple[float, ...], scope: float | None
) -> None:
    guesses = [{"intent": f"entry:{place}", "probability": one} for place, one in enumerate(best)]
    one = await bench.turn(action="clarify", margin=0.0, intents=guesses, scope=scope)
    await label(desk, TRAINER, one, None)
    await undo(desk, TRAINER, one)
    # Nobody kept how sure the model was of the old ones: they go by their first two.
    assert await margin_of(bench, one) == pytest.approx(apart(best, 1.0 if scope is None else scope))


async def test_a_colleagues_word_stays(bench: Workbench, desk: Caller) -> None:
    one, other = await turn(bench), await turn(bench, "能不能早点还完")
    await label(desk, TRAINER, one, "entry:early")
    await label(desk, COLLEAGUE, one, "entry:fee")
    await label(desk, TRAINER, other, None)
    assert await undo(desk, TRAINER, one, other) == 1
    assert (await margin_of(bench, one), await examples_of(bench, one)) == (None, 1)
    assert await margin_of(bench, other) == pytest.approx(0.15)


async def test_saying_and_unsaying_at_once_do_not_wait_for_each_other(bench: Workbench, desk: Caller) -> None:
    one = await turn(bench)
    await label(desk, TRAINER, one, f"entry:{EARLY}")
    db = bench.world.db

    async def unsay() -> int:
        async with db.transaction() as tx:
            return await take_back(tx, TRAINER, [one])

    async with db.transaction() as tx:
        await labels.lock_turns(tx, TRAINER, [one])
        unsaying = asyncio.create_task(unsay())
        async with asyncio.timeout(30):
            while True:
                if unsaying.done() or await blocked(bench):
                    break
                await asyncio.sleep(0.01)
        await labels.replace(tx, [one])  # as `label` goes on: PostgreSQL would end one of the two here
    assert await unsaying == 0


async def blocked(bench: Workbench) -> bool:
    query = """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    async with bench.world.db.transaction() as tx:
        return bool(await (await tx.raw()).fetchval(query))


async def test_only_trainers_unsay(bench: Workbench, desk: Caller) -> None:
    one = await turn(bench)
    body = {"turn_ids": [str(one)]}
    assert (await desk.ask(SUPERVISOR, "POST", "/labels/undo", body)).status_code == 403
    assert (await desk.ask(SUPERVISOR, "GET", "/inbox/counts")).status_code == 200
    assert (await desk.ask(AGENT, "GET", "/inbox/counts")).status_code == 403
    assert (await desk.ask(TRAINER, "POST", "/labels/undo", {"turn_ids": []})).status_code == 422


async def test_what_intents_may_lead_to(bench: Workbench, desk: Caller) -> None:
    items = (await desk.ask(SUPERVISOR, "GET", "/targets")).json()["items"]
    assert {"kind": "entry", "key": EARLY, "title": "怎么提前还款？"} in items
    assert {"kind": "flow", "key": "settle", "title": "提前结清"} in items
    assert any(one["kind"] == "hand_over" and one["title"] for one in items)
    assert (await desk.ask(AGENT, "GET", "/targets")).status_code == 403
