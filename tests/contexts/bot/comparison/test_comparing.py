"""Two trained versions on what is held back, and two arms in front of customers."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from tests.contexts.bot.workbench import AGENT, EARLY, SUPERVISOR, Caller, Workbench, calling
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access.api import Actor
from tandem.contexts.access.models import audit_entry_table
from tandem.contexts.bot.comparison.endpoints import router
from tandem.contexts.bot.comparison.testing import Testing
from tandem.contexts.bot.models import (
    bot_example_table,
    bot_intent_version_table,
    bot_publication_table,
    bot_test_judgement_table,
)
from tandem.contexts.bot.training.repository import publications
from tandem.contexts.bot.training.repository.examples import row_of
from tandem.contexts.bot.training.rules.splitting import split_of
from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.intent_file import save_intents
from tandem.contexts.bot.understanding.intent_training import TrainingPlan, train_intents
from tandem.contexts.conversations import api as conversations
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.ids import new_id
from tandem.kit.objects import ObjectMissing

SYSTEM = Actor.system("test")
MATTERS = {"entry:early": "提前还款", "entry:fee": "手续费", "entry:limit": "提额度"}
SHAPES = ("怎么{}", "{}可以吗", "我要{}", "{}在哪里办",
          "{}多久到", "请问{}要什么条件", "为什么不能{}", "想问一下{}的事",
          "{}的流程是什么", "有没有{}", "帮我看看{}", "{}失败了", "什么时候能{}", "{}要多少钱", "关于{}")  # fmt: skip


def texts(intent: str, split: str) -> list[str]:
    return [text for shape in SHAPES if split_of(text := shape.format(MATTERS[intent])) == split]


@pytest.fixture
async def bench(world: World) -> Workbench:  # noqa: F811
    made = Workbench(world)
    await made.stock()
    return made


@pytest.fixture
async def testing(bench: Workbench, tmp_path: Path) -> AsyncIterator[Testing]:
    index = knowledge.LiveIndex(bench.world.db, {})
    yield Testing(bench.world.db, LocalObjects(tmp_path / "objects"), index)
    await index.stop()


@pytest.fixture
async def caller(bench: Workbench, testing: Testing) -> AsyncIterator[Caller]:
    async with calling(bench.world, [router(testing)]) as made:
        yield made


async def hold_back(bench: Workbench) -> int:
    """Examples of every intent, some of which are test texts; how many."""
    async with bench.world.db.transaction() as tx:
        rows = [row_of(tx, intent, text, "import") for intent in MATTERS for text in texts(intent, "test")]
        await tx.execute(insert(bot_example_table), rows)
    return len(rows)


async def train(
    bench: Workbench, testing: Testing, number: int, tmp_path: Path, *, confuse: bool = False
) -> None:
    """A version trained on n-grams alone; a confused one has learned two intents the wrong way round."""
    wrong = {"entry:early": "entry:fee", "entry:fee": "entry:early"} if confuse else {}
    pairs = [(text, wrong.get(intent, intent)) for intent in MATTERS for text in texts(intent, "train")]
    given = IntentExamples(tuple(text for text, _ in pairs), tuple(intent for _, intent in pairs), ())
    model = train_intents(given, {}, TrainingPlan({}), lambda _step: None)
    file = tmp_path / f"{number}.model"
    sha256 = save_intents(model, file)
    key = await testing._objects.put(file.read_bytes(), content_type="application/octet-stream")
    await add_version(bench, number, state="ready", object_key=key, sha256=sha256)


async def add_version(bench: Workbench, number: int, **more: object) -> None:
    async with bench.world.db.transaction() as tx:
        values = {"number": number, "by": "test", "by_name": "test", "at": tx.now, "seed": 1, **more}
        await tx.execute(insert(bot_intent_version_table).values(**values))


async def test_two_versions_side_by_side(
    bench: Workbench, testing: Testing, caller: Caller, tmp_path: Path
) -> None:
    size = await hold_back(bench)
    await train(bench, testing, 1, tmp_path, confuse=True)
    await train(bench, testing, 2, tmp_path)
    answer = await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=2)
    assert answer.status_code == 200
    found = answer.json()
    assert found["test_set"]["size"] >= size  # and the shipped questions that belong to no intent
    assert found["a"]["accuracy"] < found["b"]["accuracy"]
    assert found["b"]["in_scope"] > 0.8
    assert found["fixed"] > found["broken"]
    assert 0 < found["p_value"] <= 1
    early = next(one for one in found["per_intent"] if one["intent"] == "entry:early")
    assert (early["name"], early["support"]) == ("名entry:early", len(texts("entry:early", "test")))
    assert early["recall_a"] < early["recall_b"]
    labels = found["confusion"]["labels"]
    assert len(found["confusion"]["names"]) == len(labels)
    assert sum(n for _, _, n in found["confusion"]["a"]) == found["test_set"]["size"]
    fixed = [one for one in found["changed"] if one["kind"] == "fixed"]
    assert fixed[0]["b"] == fixed[0]["truth"] != fixed[0]["a"]
    assert await audited(bench) == [("intent.examples_read", {"versions": [1, 2]})]
    # The same again is read, not judged; other questions have another hash.
    async with bench.world.db.transaction() as tx:
        await tx.execute(update(bot_intent_version_table).values(object_key="gone", sha256="gone"))
    assert (await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=2)).json() == found
    async with bench.world.db.transaction() as tx:
        e = bot_example_table.c
        one = (await tx.execute(select(e.id).where(e.split == "test").limit(1))).scalar_one()
        await tx.execute(
            update(bot_example_table).where(e.id == one).values(removed_at=tx.now, removed_by="x")
        )
    less = (await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=2)).json()["test_set"]
    assert less["hash"] != found["test_set"]["hash"]
    assert less["size"] == found["test_set"]["size"] - 1


async def audited(bench: Workbench) -> list[tuple[str, object]]:
    a = audit_entry_table.c
    async with bench.world.db.transaction() as tx:
        rows = await tx.execute(select(a.action, a.data).where(a.subject == "intent:comparison"))
        return [(row.action, row.data) for row in rows]


async def test_a_missing_encoder_is_no_reason_to_judge_again(
    bench: Workbench, testing: Testing, tmp_path: Path
) -> None:
    await hold_back(bench)
    await train(bench, testing, 1, tmp_path)
    test = await testing.test_set()
    await testing.judged(1, test)
    async with bench.world.db.transaction() as tx:
        await tx.execute(update(bot_test_judgement_table).values(degraded=["away"]))
        await tx.execute(update(bot_intent_version_table).values(object_key="gone", sha256="gone"))
    assert {one.degraded for one in await testing.judged(1, test)} == {("away",)}
    present = type("Encoder", (), {"name": "away"})()
    testing._live = cast(Any, type("Live", (), {"encoders": (present,), "settled": testing._live.settled}))
    with pytest.raises(ObjectMissing):  # it is here again: judged anew, by a file that is gone
        await testing.judged(1, test)


async def test_what_was_judged_teaches_thresholds(bench: Workbench, testing: Testing, tmp_path: Path) -> None:
    assert await testing.outcomes(1) == []
    size = await hold_back(bench)
    await train(bench, testing, 1, tmp_path)
    found = await testing.outcomes(1)
    assert len(found) >= size
    assert sum(one.right for one in found) > size * 0.8
    assert {one.intent for one in found} == set(MATTERS)
    assert any(not one.right for one in found)  # what belongs to no intent is never rightly one


async def test_a_file_that_is_not_the_one_saved_is_refused(
    bench: Workbench, testing: Testing, caller: Caller, tmp_path: Path
) -> None:
    await hold_back(bench)
    await train(bench, testing, 1, tmp_path)
    async with bench.world.db.transaction() as tx:
        await tx.execute(update(bot_intent_version_table).values(sha256="0" * 64))
    refused = await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=1)
    assert (refused.status_code, refused.json()["code"]) == (422, "model_file_damaged")
    async with bench.world.db.transaction() as tx:
        assert (await tx.execute(select(bot_test_judgement_table))).all() == []


async def test_what_cannot_be_compared(bench: Workbench, caller: Caller) -> None:
    assert (await caller.ask(AGENT, "GET", "/compare", a=1, b=2)).status_code == 403
    nothing = await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=2)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "test_set_empty")
    await hold_back(bench)
    unknown = await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=2)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "intent_version_not_found")
    await add_version(bench, 1, state="training")
    early = await caller.ask(SUPERVISOR, "GET", "/compare", a=1, b=1)
    assert (early.status_code, early.json()["code"]) == (409, "intent_version_not_ready")
    assert (await caller.ask(SUPERVISOR, "GET", "/compare", a=0, b=2)).status_code == 422


async def publish(bench: Workbench, version: int, arm: str, share: float) -> None:
    await add_version(bench, version, state="ready", object_key="k", sha256="s")
    async with bench.world.db.transaction() as tx:
        await tx.execute(
            insert(bot_publication_table).values(
                id=new_id(), version=version, arm=arm, share=share, since=tx.now, by="test", by_name="test"
            )
        )


async def talk(bench: Workbench, *versions: int, helpful: bool | None = None, over: bool = True) -> UUID:
    opened, who = await bench.world.conversation()
    for version in versions:
        turn = await bench.turn(
            EARLY, conversation=opened.id, customer=who, intent=(version, "entry:early", 0.9)
        )
        if helpful is not None:
            await bench.rate(turn, helpful)
    if over:
        async with bench.world.db.transaction() as tx:
            await conversations.resolve(tx, opened.id, SYSTEM, conversations.WrapUp(), silent=True)
    return opened.id


async def test_an_experiment_counts_each_version_s_own_conversations(
    bench: Workbench, caller: Caller
) -> None:
    assert (await caller.ask(SUPERVISOR, "GET", "/experiment")).json()["arms"] == []
    await publish(bench, 1, "base", 0.75)
    await publish(bench, 2, "trial", 0.25)
    await talk(bench, 1)
    await talk(bench, 1, helpful=False)
    await talk(bench, 2, helpful=True)
    await talk(bench, 2, over=False)  # not over yet
    await talk(bench, 1, 2)  # both judged: nobody's
    await talk(bench)  # neither did
    found = (await caller.ask(SUPERVISOR, "GET", "/experiment")).json()
    base, trial = found["arms"]
    assert (base["version"], base["arm"], base["share"]) == (1, "base", 0.75)
    assert [base[name] for name in ("conversations", "resolved", "helpful", "unhelpful")] == [2, 1, 0, 1]
    assert [trial[name] for name in ("conversations", "resolved", "helpful", "unhelpful")] == [1, 1, 1, 0]
    assert (base["rate"], trial["rate"]) == (0.5, 1.0)
    assert base["low"] < 0.5 < base["high"]
    assert found["difference"]["value"] == 0.5
    assert found["difference"]["low"] < 0 < found["difference"]["high"]
    assert (found["enough"], found["needed"], found["detect"]) == (False, 1565, 0.05)
    assert (await caller.ask(AGENT, "GET", "/experiment")).status_code == 403
    assert (await caller.ask(SUPERVISOR, "GET", "/experiment", detect=0)).status_code == 422


async def shared(bench: Workbench, base: int, trial: int | None, share: float) -> None:
    """Published from now on, as the desk does it."""
    bench.world.clock.advance(timedelta(hours=1))
    async with bench.world.db.transaction() as tx:
        await publications.end(tx, SYSTEM)
        await publications.begin(tx, SYSTEM, base, "base", 1 - share or 1.0, None)
        if trial is not None:
            await publications.begin(tx, SYSTEM, trial, "trial", share, None)
    bench.world.clock.advance(timedelta(hours=1))


async def test_another_share_goes_on_with_the_experiment_period_by_period(
    bench: Workbench, caller: Caller
) -> None:
    """A good week with few conversations for the trial, a bad one with many: neither version is better in either."""
    for number in (1, 2, 3):
        await add_version(bench, number, state="ready", object_key="k", sha256="s")
    await shared(bench, 1, 2, 0.1)
    await talk(bench, 2)  # another experiment: the base was another one
    await shared(bench, 3, 2, 0.2)
    began = bench.world.clock.now() - timedelta(hours=1)
    for _ in range(4):
        await talk(bench, 3)
    await talk(bench, 2)
    await shared(bench, 3, 2, 0.8)
    await talk(bench, 3, helpful=False)
    for _ in range(4):
        await talk(bench, 2, helpful=False)
    found = (await caller.ask(SUPERVISOR, "GET", "/experiment")).json()
    base, trial = found["arms"]
    assert (base["version"], base["conversations"], base["resolved"]) == (3, 5, 4)
    assert (trial["version"], trial["conversations"], trial["resolved"]) == (2, 5, 1)
    assert (found["periods"], datetime.fromisoformat(found["since"])) == (2, began)
    assert (found["difference"]["value"], found["p_value"]) == (0.0, 1.0)
    # Stopped for a while, it begins anew.
    await shared(bench, 3, None, 0)
    await shared(bench, 3, 2, 0.8)
    found = (await caller.ask(SUPERVISOR, "GET", "/experiment")).json()
    assert (found["periods"], [one["conversations"] for one in found["arms"]]) == (1, [0, 0])
