"""Contained is not resolved: conversations as they end, counted."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update
from tests.contexts.bot.workbench import AGENT, EARLY, FEE, SUPERVISOR, Caller, Workbench, calling
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.figures.endpoints import router
from tandem.contexts.bot.models import bot_turn_table
from tandem.contexts.conversations import api as conversations
from tandem.kit.ids import new_id

SYSTEM = Actor.system("test")
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def bench(world: World) -> Workbench:  # noqa: F811
    made = Workbench(world)
    await made.stock()
    return made


@pytest.fixture
async def caller(bench: Workbench) -> AsyncIterator[Caller]:
    async with calling(bench.world, [router(ZONE)]) as made:
        yield made


async def end(bench: Workbench, conversation: UUID) -> None:
    async with bench.world.db.transaction() as tx:
        await conversations.resolve(tx, conversation, SYSTEM, conversations.WrapUp(), silent=True)


async def talk(bench: Workbench, customer: Actor | None = None, **turn: object) -> tuple[UUID, UUID, Actor]:
    """A conversation with one turn, still open: (conversation, turn, customer)."""
    opened, who = await bench.world.conversation(customer)
    made = await bench.turn(conversation=opened.id, customer=who, **turn)  # type: ignore[arg-type]
    return opened.id, made, who


async def week(caller: Caller) -> dict:
    answer = await caller.ask(SUPERVISOR, "GET", "/figures", weeks=1)
    assert answer.status_code == 200
    return answer.json()["weeks"][0]


async def conversation_counts(caller: Caller) -> tuple[int, int, int, int]:
    found = await week(caller)
    return found["conversations"], found["contained"], found["abandoned"], found["resolved"]


async def test_what_ends_well_is_resolved(bench: Workbench, caller: Caller) -> None:
    conversation, _, _ = await talk(bench)
    assert await conversation_counts(caller) == (0, 0, 0, 0)  # not over yet
    await end(bench, conversation)
    assert await conversation_counts(caller) == (1, 1, 0, 1)


async def test_unhelpful_is_contained_and_not_resolved(bench: Workbench, caller: Caller) -> None:
    conversation, turn, _ = await talk(bench)
    await bench.rate(turn, False)
    await end(bench, conversation)
    assert await conversation_counts(caller) == (1, 1, 0, 0)


async def test_a_bad_rating_says_not_resolved(bench: Workbench, caller: Caller) -> None:
    conversation, _, _ = await talk(bench)
    await end(bench, conversation)
    async with bench.world.db.transaction() as tx:
        rating = conversations.tables.rating
        await tx.execute(insert(rating).values(id=new_id(), conversation_id=conversation, score=2, at=tx.now))
    assert await conversation_counts(caller) == (1, 1, 0, 0)


async def test_whoever_leaves_at_a_question_back_is_abandoned(bench: Workbench, caller: Caller) -> None:
    conversation, _, _ = await talk(bench, action="clarify")
    await end(bench, conversation)
    assert await conversation_counts(caller) == (1, 1, 1, 0)


async def test_a_person_who_took_part_ends_containment(bench: Workbench, caller: Caller) -> None:
    handed, _, who = await talk(bench, action="handoff")
    async with bench.world.db.transaction() as tx:
        await conversations.request_person(tx, handed, who, reason="asked_for_person")
    drafted, turn, _ = await talk(bench, action="answer", policy="draft")
    await bench.draft(turn, "approved", said=EARLY)
    await end(bench, handed)
    await end(bench, drafted)
    assert await conversation_counts(caller) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("again", "after", "resolved"),
    [(EARLY, 3, 1), (FEE, 3, 2), (EARLY, 8, 2)],
    ids=["same", "other", "later"],
)
async def test_who_comes_back_about_the_same_matter_was_not_helped(
    bench: Workbench, caller: Caller, again: str, after: int, resolved: int
) -> None:
    first, _, who = await talk(bench)
    await end(bench, first)
    bench.world.clock.advance(timedelta(days=after))
    second, _, _ = await talk(bench, who, entry=again)
    await end(bench, second)
    answer = await caller.ask(SUPERVISOR, "GET", "/figures", weeks=4)
    assert answer.json()["totals"]["resolved"] == resolved


async def test_turns_by_step_of_the_ladder(bench: Workbench, caller: Caller) -> None:
    conversation, _, who = await talk(bench)
    for action, policy in [
        ("flow", "flow"), ("smalltalk", "small_talk"), ("clarify", "clarify"), ("handoff", "threshold"),
        ("answer", "draft"), ("draft", "draft"), ("handoff", "draft"),
    ]:  # fmt: skip
        await bench.turn(conversation=conversation, customer=who, action=action, policy=policy)
    found = await week(caller)
    ladder = ("turns", "auto", "draft", "agent", "clarified", "small_talk")
    assert [found[name] for name in ladder] == [8, 2, 2, 2, 1, 1]
    assert found["coverage"] == pytest.approx(2 / 7)
    assert (found["final"], found["contained_rate"]) == (False, None)


async def test_drafts_unedited(bench: Workbench, caller: Caller) -> None:
    for state, said in (("approved", EARLY), ("edited", EARLY), ("handed_over", None), ("expired", None)):
        _, turn, _ = await talk(bench, action="draft")
        await bench.draft(turn, state, said=said)
    found = await week(caller)
    assert (found["drafts"], found["drafts_decided"], found["drafts_unedited"]) == (4, 3, 1)
    assert found["unedited_rate"] == pytest.approx(1 / 3)


async def test_every_week_is_there_and_the_edge_is_local(bench: Workbench, caller: Caller) -> None:
    _, turn, _ = await talk(bench)
    now = bench.world.clock.now()  # Friday 2026-11-20
    sunday = now.replace(day=15, hour=15, minute=59)  # 23:59 in Shanghai
    async with bench.world.db.transaction() as tx:
        await tx.execute(update(bot_turn_table).where(bot_turn_table.c.message_id == turn).values(at=sunday))
    found = (await caller.ask(SUPERVISOR, "GET", "/figures", weeks=3)).json()
    assert [(one["week"], one["turns"]) for one in found["weeks"]] == [
        ("2026-11-02", 0), ("2026-11-09", 1), ("2026-11-16", 0),
    ]  # fmt: skip
    assert (found["totals"]["turns"], found["totals"]["week"], found["repeat_days"]) == (1, None, 7)


async def test_only_readers_and_sane_ranges(caller: Caller) -> None:
    assert (await caller.ask(AGENT, "GET", "/figures")).status_code == 403
    assert (await caller.ask(SUPERVISOR, "GET", "/figures", weeks=0)).status_code == 422
    assert (await caller.ask(SUPERVISOR, "GET", "/figures", weeks=99)).status_code == 422
