"""Intents follow what is published; trainers' own; merging; conflicts."""

from types import SimpleNamespace

import pytest
from tests.contexts.bot.training.conftest import Desk

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot.training.actions.editing_examples import add, move, remove
from tandem.contexts.bot.training.actions.editing_intents import change, create, merge, take_apart
from tandem.contexts.bot.training.errors import (
    CannotMerge,
    ExampleKeptInStep,
    IntentKeptInStep,
    TargetUnknown,
)
from tandem.contexts.bot.training.presenting import intents_out
from tandem.contexts.bot.training.presenting_conflicts import conflicts_out
from tandem.contexts.bot.training.repository import examples, intents
from tandem.contexts.bot.training.repository.intents import Intent
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.errors import Forbidden
from tandem.kit.ids import new_id

SYSTEM = Actor.system("test")
SUPERVISOR = Actor("staff", new_id(), "组长", permissions_of(["supervisor"]))


async def listed(desk: Desk, **more: object) -> dict[str, Intent]:
    return {one.key: one for one in await desk.do(intents.listed, **more)}


async def test_intents_of_entries_and_flows_exist_by_themselves(desk: Desk) -> None:
    await desk.step()
    found = await listed(desk)
    assert set(found) == {"entry:early", "entry:fee", "entry:date", "entry:limit", "flow:settle"}
    assert found["entry:fee"].examples + found["entry:fee"].test_examples == 4
    out = await desk.do(intents_out, list(found.values()), await desk.step.flows())
    titles = {one.key: (one.target.kind, one.target.title) for one in out}
    assert titles["flow:settle"] == ("flow", "提前结清试算")
    assert titles["entry:fee"] == ("entry", "提前结清要手续费吗？")


async def test_they_go_and_come_back_with_their_entry(desk: Desk) -> None:
    await desk.step()
    async with desk.world.db.transaction() as tx:
        entry = (await knowledge.published_by_keys(tx, ["limit"]))[0]
        await knowledge.retire(tx, SYSTEM, entry.id)
    await desk.step()
    assert "entry:limit" not in await listed(desk)
    assert (await listed(desk, retired=True))["entry:limit"].retired_at is not None


async def test_what_belongs_to_an_entry_is_changed_there(desk: Desk) -> None:
    await desk.step()
    flows = await desk.step.flows()
    with pytest.raises(IntentKeptInStep):
        await desk.do(change, desk.trainer, "entry:fee", name="手续费", flows=flows)
    own = await desk.do(examples.of_intent, "entry:fee", None, 10)
    with pytest.raises(ExampleKeptInStep):
        await desk.do(remove, desk.trainer, own[0].id)
    with pytest.raises(ExampleKeptInStep):
        await desk.do(move, desk.trainer, own[0].id, "entry:date")


async def test_targets_must_exist(desk: Desk) -> None:
    flows = await desk.step.flows()
    for kind in ("entry", "flow", "hand_over"):
        with pytest.raises(TargetUnknown):
            await desk.do(create, desk.trainer, name="x", kind=kind, target="nothing", flows=flows)
    made = await desk.do(create, desk.trainer, name="试算", kind="flow", target="settle", flows=flows)
    assert made.key.startswith("own:")
    assert made.target_key == "settle"


async def test_merging_counts_the_examples_for_the_other(desk: Desk) -> None:
    await desk.step()
    flows = await desk.step.flows()
    first, second = [
        await desk.do(create, desk.trainer, name=name, kind="none", target=None, flows=flows)
        for name in "甲乙"
    ]
    await desk.do(add, desk.trainer, first.key, ["合同在哪看", "合同怎么下载"])
    await desk.do(merge, desk.trainer, first.key, second.key)
    into = await desk.do(merge, desk.trainer, second.key, "entry:fee")
    assert into.examples + into.test_examples == 6
    assert (await listed(desk, retired=True))[first.key].merged_into == "entry:fee"
    for a, b in ((first.key, second.key), ("entry:fee", "entry:fee"), ("entry:fee", first.key)):
        with pytest.raises(CannotMerge):
            await desk.do(merge, desk.trainer, a, b)


async def test_what_was_merged_by_mistake_is_taken_apart(desk: Desk) -> None:
    await desk.step()
    before = await listed(desk)
    await desk.do(merge, desk.trainer, "entry:date", "entry:fee")
    await desk.do(add, desk.trainer, "entry:fee", ["合同在哪看"])
    with pytest.raises(Forbidden):
        await desk.do(take_apart, SUPERVISOR, "entry:date")
    back = await desk.do(take_apart, desk.trainer, "entry:date")
    assert (back.open, back.examples) == (True, before["entry:date"].examples)
    after = await listed(desk)
    assert after["entry:fee"].examples + after["entry:fee"].test_examples == 5
    # Twice is once, and what stands by itself stays so.
    assert await desk.do(take_apart, desk.trainer, "entry:date") == back


async def test_what_was_merged_is_mixed_up_no_more(desk: Desk) -> None:
    await desk.step()

    async def confused() -> list[tuple[str, str]]:
        rows, known = await desk.do(examples.everything), await desk.do(intents.everything)
        told = [["entry:fee", "entry:date", 0.5], ["entry:date", "entry:limit", 0.4]]
        newest = SimpleNamespace(quality={"confused": told})
        found = conflicts_out(rows, known, newest)  # type: ignore[arg-type]
        return [(one.a.key, one.b.key) for one in found.confused]

    assert await confused() == [("entry:fee", "entry:date"), ("entry:date", "entry:limit")]
    await desk.do(merge, desk.trainer, "entry:date", "entry:fee")
    assert await confused() == [("entry:fee", "entry:limit")]
    await desk.do(change, desk.trainer, "entry:limit", retired=True, flows={})
    assert await confused() == []


async def test_examples_are_masked_moved_and_removed(desk: Desk) -> None:
    await desk.step()
    assert await desk.do(add, desk.trainer, "entry:fee", ["打我电话13812345678说费用"] * 2) == 1
    mine = next(
        one for one in await desk.do(examples.of_intent, "entry:fee", None, 10) if one.source == "import"
    )
    assert mine.text == "打我电话[mobile]说费用"
    moved = await desk.do(move, desk.trainer, mine.id, None)
    assert moved.intent_key is None
    await desk.do(remove, desk.trainer, moved.id)
    assert await desk.do(examples.out_of_scope, None, 10) == []


async def test_conflicts_are_found(desk: Desk) -> None:
    await desk.step()
    await desk.do(add, desk.trainer, "entry:date", ["提前还会扣钱吗", "想多借一点能提额么"])
    rows, known = await desk.do(examples.everything), await desk.do(intents.everything)
    found = conflicts_out(rows, known, None)
    assert [[one.key for one in same.intents] for same in found.same_text] == [["entry:fee", "entry:date"]]
    assert {(one.a.intent, one.b.intent) for one in found.near} == {("entry:limit", "entry:date")}
    # Only what people wrote can be taken away here.
    assert [one.source for one in found.same_text[0].intents] == ["knowledge", "import"]
    assert {(one.a.source, one.b.source) for one in found.near} == {("knowledge", "import")}
