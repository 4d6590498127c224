"""Strategies: which cell decides, what it does to a hand-over of the bot's, and what a dry run says of the past."""

from datetime import timedelta
from typing import Any

import pytest
from tests.contexts.portraits.conftest import SYSTEM, World, loan
from tests.statements import statements

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.handing_over import hand_over
from tandem.contexts.conversations import api as conversations
from tandem.contexts.portraits import api
from tandem.contexts.portraits.repository import versions
from tandem.contexts.portraits.rules.choosing import choose, matrix_of, routed
from tandem.kit.errors import Invalid

LAYERS = ["stage", "need", "value"]


def cell(
    segment: str, intent: str = "*", queue: str | None = None, priority: int | None = None
) -> dict[str, Any]:
    return {
        "segment": segment,
        "intent": intent,
        "queue": queue,
        "priority": priority,
        "script": "",
        "offer": "",
    }


MATRIX = matrix_of(
    3,
    {"layers": LAYERS, "cells": [
        cell("*"), cell("*", "settle"), cell("stage:overdue"), cell("value:high", "settle"),
        cell("stage:overdue", "asked_for_person"),
    ]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "intents", "expected"),
    [
        ({}, ("other",), ("*", "*")),
        ({}, ("settle",), ("*", "settle")),
        ({"stage": "overdue"}, ("settle",), ("stage:overdue", "*")),
        ({"stage": "new", "value": "high"}, ("settle",), ("value:high", "settle")),
        (
            {"stage": "overdue", "value": "high"},
            ("settle", "asked_for_person"),
            ("stage:overdue", "asked_for_person"),
        ),
        ({"value": "high"}, (), ("*", "*")),
    ],
)
def test_the_customers_segments_come_first_then_the_intent(
    segments: dict[str, str], intents: tuple[str, ...], expected: tuple[str, str]
) -> None:
    found = choose(MATRIX, segments, intents)
    assert found is not None
    assert (found.segment, found.intent, found.version) == (*expected, 3)


@pytest.mark.parametrize(
    ("strategy", "reason", "queue", "priority", "expected"),
    [
        (("repayment", 2), "low_confidence", None, None, ("repayment", 2)),
        (("repayment", 1), "low_confidence", "general", 3, ("repayment", 3)),
        ((None, None), "low_confidence", "general", None, ("general", None)),
        (("repayment", 3), "complaint", "complaint", 2, ("complaint", 3)),
        (("repayment", None), "regulator", None, 2, (None, 2)),
    ],
)
def test_priority_is_only_raised_and_mandated_reasons_keep_their_queue(
    strategy: tuple[str | None, int | None],
    reason: str,
    queue: str | None,
    priority: int | None,
    expected: tuple[Any, Any],
) -> None:
    found = choose(matrix_of(1, {"layers": LAYERS, "cells": [cell("*", "*", *strategy)]}), {}, ())
    routing = routed(found, reason, queue, priority)
    assert (routing.queue, routing.priority) == expected


async def _hand_over(world: World, who: Any, **told: Any) -> conversations.Conversation:
    conversation = await world.visit(who)
    await world.settle()
    async with world.db.transaction() as tx:
        return await hand_over(
            tx, conversation, Actor.bot(), **{"reason": "low_confidence", "evidence": {}, **told}
        )


async def test_the_bots_hand_over_follows_the_strategy(world: World) -> None:
    late = await world.customer("B1", loan(due=-3))
    found = await _hand_over(world, late)
    async with world.db.transaction() as tx:
        queue = await conversations.queue_by_key(tx, "repayment")
    assert (found.queue_id, found.priority) == (queue.id, 2)
    changed = (await world.events("conversations.controller_changed"))[-1]
    assert changed["evidence"]["strategy"] == {"version": 1, "segment": "stage:overdue", "intent": "*"}
    fine = await world.customer("B2", loan(fen=100_000))
    assert (await _hand_over(world, fine)).queue_id != queue.id


async def test_agents_see_script_and_offer(world: World) -> None:
    who = await world.customer("B1", loan(due=-3))
    seen = await world.view(who, intent="settle_early")
    assert seen.strategy is not None
    assert (seen.strategy.segment, seen.strategy.queue) == ("stage:overdue", "repayment")
    assert "核实身份" in seen.strategy.script


async def test_a_queue_that_has_gone_is_passed_over(world: World) -> None:
    who = await world.customer("B1", loan(due=-3))
    async with world.db.transaction() as tx:
        await (await tx.raw()).execute("UPDATE queue SET key = 'renamed' WHERE key = 'repayment'")
    found = await _hand_over(world, who)
    assert found.controller == "queue"


async def test_a_dry_run_says_what_would_have_gone_elsewhere(world: World) -> None:
    async with world.db.transaction() as tx:
        await api.withdraw(tx, SYSTEM, "strategies")
    who = await world.customer("B1", loan(due=-3))
    await _hand_over(world, who, evidence={"intent": "settle"})
    visitor = await world.customer()
    await _hand_over(world, visitor)
    # Since then the debt is paid: at the time of the hand-over it was not.
    world.core.known["B1"] = [loan(due=28)]
    await world.later(days=8)
    assert (await world.segments(who))["stage"] == "repaying"
    content = {
        "layers": LAYERS,
        "cells": [cell("stage:overdue", "settle", "repayment", 2), cell("stage:repaying", "*", "repayment")],
    }
    async with world.db.transaction() as tx:
        found = await api.rehearse(tx, matrix_of(9, content), 30)
        assert (await api.rehearse(tx, matrix_of(9, content), 7)).handovers == 0
    assert (found.handovers, found.decided, found.moved, found.raised) == (2, 1, 1, 1)
    assert (list(found.moves), list(found.cells)) == (
        [("general", "repayment", 1)],
        [("stage:overdue", "settle", 1)],
    )
    assert found.examples[0].to_priority == 2
    async with world.db.transaction() as tx:
        assert await api.strategy_for(tx, who, "settle") is None


async def test_a_matrix_is_checked_when_kept_and_when_published(world: World) -> None:
    async with world.db.transaction() as tx:
        with pytest.raises(Invalid) as refused:
            await api.edit_strategies(
                tx, SYSTEM, LAYERS,
                [cell("stage:nonesuch"), cell("*", "*", "nonesuch"), cell("need:none"), cell("need:none")],
            )  # fmt: skip
        assert [place for place, _ in refused.value.fields] == ["cells.0.segment", "cells.1.queue", "cells.3"]
        kept = await api.edit_strategies(tx, SYSTEM, LAYERS, [cell("*", "*", "repayment")])
        await api.publish(tx, SYSTEM, "strategies", kept.number)
        await api.publish(tx, SYSTEM, "strategies", 1)
    world.clock.advance(timedelta(seconds=1))
    async with world.db.transaction() as tx:
        await (await tx.raw()).execute("UPDATE queue SET key = 'renamed' WHERE key = 'repayment'")
        with pytest.raises(Invalid):
            await api.publish(tx, SYSTEM, "strategies", kept.number)


async def test_a_draft_of_a_layer_makes_no_segment_for_strategies_in_force(world: World) -> None:
    """It may be edited against a draft, but comes into force only with what is in force."""
    async with world.db.transaction() as tx:
        segments = [{"key": "all", "name": "全部", "name_en": "All", "rule": "true"}]
        draft = await api.edit_layer(tx, SYSTEM, "value", segments)
        kept = await api.edit_strategies(tx, SYSTEM, LAYERS, [cell("value:all", "*", "repayment")])
        with pytest.raises(Invalid) as refused:
            await api.publish(tx, SYSTEM, "strategies", kept.number)
        assert [place for place, _ in refused.value.fields] == ["cells.0.segment"]
    async with world.db.transaction() as tx:
        await api.withdraw(tx, SYSTEM, "strategies")
        await api.publish(tx, SYSTEM, "layer:value", draft.number)
        await api.publish(tx, SYSTEM, "strategies", kept.number)
    async with world.db.transaction() as tx:
        with pytest.raises(Invalid, match="segments_in_use"):
            await api.publish(tx, SYSTEM, "layer:value", 1)  # value:all would be gone
    async with world.db.transaction() as tx:
        assert (await versions.in_force(tx))["layer:value"].number == draft.number


async def test_a_dry_run_asks_once_who_everybody_is(world: World) -> None:
    async def asked(people_: int) -> int:
        for _ in range(people_):
            await _hand_over(world, await world.customer(), evidence={"intent": "settle"})
        with statements() as told:
            async with world.db.transaction() as tx:
                await api.rehearse(tx, MATRIX, 30)
        return len([one for one in told if one.startswith("SELECT")])

    assert await asked(1) == await asked(2)


async def test_what_was_handed_over_for_is_counted_in_the_database(world: World) -> None:
    for evidence in ({"intent": "settle"}, {"intent": "settle"}, {"intent": ""}, {}):
        await _hand_over(world, await world.customer(), evidence=evidence)
    async with world.db.transaction() as tx:
        since = tx.now - timedelta(days=1)
        assert await conversations.handover_intents(tx, since, 9) == [("low_confidence", 2), ("settle", 2)]
        assert await conversations.handover_intents(tx, since, 1) == [("low_confidence", 2)]
        assert await conversations.handover_intents(tx, tx.now + timedelta(days=1), 9) == []
