"""Thresholds from what people said, kept as sets, in force when published."""

import pytest
from tests.contexts.bot.workbench import AGENT, EARLY, FEE, SUPERVISOR, TRAINER, Caller, Workbench

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.thresholds.actions.fitting import fit_set
from tandem.contexts.bot.thresholds.actions.gathering import gather
from tandem.contexts.bot.thresholds.actions.publishing import publish, withdraw
from tandem.contexts.bot.thresholds.errors import NoThresholdsInForce, ThresholdSetNotFound, ThresholdsInForce
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.kit.errors import Forbidden


async def known(bench: Workbench, grounds: Grounds) -> list[tuple[str, float, bool]]:
    found = (await gather(bench.world.db, grounds)).outcomes["retrieval"]
    return sorted((one.intent, one.confidence, one.right) for one in found)


async def test_every_source_is_read(bench: Workbench, grounds: Grounds) -> None:
    await bench.label(await bench.turn(confidence=0.1), "entry:early")
    await bench.label(await bench.turn(confidence=0.2), None)
    await bench.draft(await bench.turn(confidence=0.3, action="draft"), "approved", said=EARLY)
    await bench.draft(await bench.turn(confidence=0.4, action="draft"), "replaced", said=FEE)
    await bench.draft(await bench.turn(confidence=0.5, action="handoff"), "handed_over")
    await bench.rate(await bench.turn(confidence=0.6), True)
    await bench.rate(await bench.turn(confidence=0.7), False)
    # Nobody has said anything of these, or they say nothing.
    await bench.turn(confidence=0.81)
    await bench.label(await bench.turn(confidence=0.82), None, skip=True)
    await bench.draft(await bench.turn(confidence=0.83, action="handoff"), "expired")
    await bench.label(await bench.turn(confidence=0.84, degraded=["use"]), "entry:early")
    intent = "entry:early"
    assert await known(bench, grounds) == [
        (intent, 0.1, True), (intent, 0.2, False), (intent, 0.3, True), (intent, 0.4, False),
        (intent, 0.5, False), (intent, 0.6, True), (intent, 0.7, False),
    ]  # fmt: skip


async def test_a_pressed_button_says_what_was_meant(bench: Workbench, grounds: Grounds) -> None:
    early, fee = str(bench.entries[EARLY]), str(bench.entries[FEE])
    opened, customer = await bench.world.conversation()
    asked = {"action": "clarify", "policy": "clarify", "option_ids": [early, fee, "none"]}
    await bench.turn(confidence=0.5, conversation=opened.id, customer=customer, **asked)
    await bench.turn(
        FEE, 1.0, conversation=opened.id, customer=customer, policy="choice", reason="chosen", candidates=[]
    )
    await bench.turn(confidence=0.4, conversation=opened.id, customer=customer, **asked)
    await bench.turn(
        None,
        conversation=opened.id,
        customer=customer,
        action="handoff",
        policy="choice",
        reason="none_of_these",
    )
    await bench.turn(confidence=0.3, conversation=opened.id, customer=customer, **asked)
    await bench.turn(confidence=0.9, conversation=opened.id, customer=customer)  # wrote on instead
    assert await known(bench, grounds) == [("entry:early", 0.4, False), ("entry:early", 0.5, False)]


async def test_fit_publish_swap_roll_back(bench: Workbench, grounds: Grounds) -> None:
    await bench.many(100, EARLY, 0.71)
    db = bench.world.db
    live = LiveThresholds(db)
    assert (await live.current()).of("retrieval", "entry:early") is None
    first = await fit_set(db, TRAINER, 0.97, grounds)
    second = await fit_set(db, TRAINER, 0.99, grounds)
    await live.refresh()
    assert (await live.current()).number is None  # fitted is not in force

    async def put(number: int) -> None:
        async with db.transaction() as tx:
            await publish(tx, TRAINER, number)
        await live.refresh()

    await put(first)
    in_force = await live.current()
    found = in_force.of("retrieval", "entry:early")
    assert (in_force.number, found and found.auto) == (first, 0.71)
    # Those without outcomes take the global one, which comes from the same hundred.
    other = in_force.of("retrieval", "entry:fee")
    assert other is not None
    assert other.auto == 0.71
    assert in_force.of("intent", "entry:early") is None
    with pytest.raises(ThresholdsInForce):
        await put(first)
    await put(second)
    assert (await live.current()).of("retrieval", "entry:early") is None  # 100 of 100 does not show 99 %
    await put(first)
    async with db.transaction() as tx:
        await withdraw(tx, TRAINER)
    await live.refresh()
    assert (await live.current()).number is None
    with pytest.raises(NoThresholdsInForce):
        async with db.transaction() as tx:
            await withdraw(tx, TRAINER)
    with pytest.raises(ThresholdSetNotFound):
        await put(99)
    await live.stop()


@pytest.mark.parametrize("who", [AGENT, SUPERVISOR])
async def test_only_trainers_change_thresholds(bench: Workbench, grounds: Grounds, who: Actor) -> None:
    with pytest.raises(Forbidden):
        await fit_set(bench.world.db, who, 0.97, grounds)
    number = await fit_set(bench.world.db, TRAINER, 0.97, grounds)
    async with bench.world.db.transaction() as tx:
        with pytest.raises(Forbidden):
            await publish(tx, who, number)


async def test_routes(bench: Workbench, caller: Caller) -> None:
    await bench.many(100, EARLY, 0.71)
    assert (await caller.ask(AGENT, "GET", "/thresholds")).status_code == 403
    shown = (await caller.ask(SUPERVISOR, "GET", "/thresholds")).json()
    assert (shown["id"], shown["judge"], shown["precision"], shown["in_force"]) == (
        None,
        "retrieval",
        0.97,
        True,
    )
    assert shown["global"]["tau_auto"] == 0.9
    assert {one["intent"]: one["source"] for one in shown["items"]} == {
        "entry:early": "default", "entry:fee": "default", "entry:limit": "default",
    }  # fmt: skip
    assert shown["global"]["outcomes"] == 100  # as many as the curve beside it is drawn from
    assert {one["intent"]: one["outcomes"] for one in shown["items"]} == {
        "entry:early": 100, "entry:fee": 0, "entry:limit": 0,
    }  # fmt: skip
    fresh = (await caller.ask(SUPERVISOR, "GET", "/thresholds/curve")).json()
    assert (fresh["id"], fresh["tau_auto"], [p["outcomes"] for p in fresh["points"]]) == (None, 0.9, [100])
    assert (await caller.ask(SUPERVISOR, "POST", "/thresholds/fit", {})).status_code == 403
    for wrong in (0.2, 1.0, "a"):
        refused = await caller.ask(TRAINER, "POST", "/thresholds/fit", {"precision": wrong})
        assert refused.status_code == 422
    made = await caller.ask(TRAINER, "POST", "/thresholds/fit", {"precision": 0.97})
    assert made.status_code == 201
    fitted = made.json()
    assert (fitted["id"], fitted["by"], fitted["in_force"], fitted["version"]) == (1, "顾一鸣", False, None)
    # Whichever judge's thresholds are looked at, what the other would do is told too.
    assert fitted["changed"] == {"retrieval": 3, "intent": 0}
    early = next(one for one in fitted["items"] if one["intent"] == "entry:early")
    assert (early["name"], early["tau_auto"], early["source"]) == ("名entry:early", 0.71, "fitted")
    assert (early["outcomes"], early["precision_at"], early["coverage"], early["held"]) == (
        100,
        1.0,
        1.0,
        True,
    )
    assert 0.97 < early["low"] < 0.98
    assert next(one["source"] for one in fitted["items"] if one["intent"] == "entry:fee") == "global"
    published = await caller.ask(TRAINER, "POST", "/thresholds/1/publish")
    assert published.json()["in_force"] is True
    assert published.json()["changed"] == {"retrieval": 0, "intent": 0}
    same = (await caller.ask(TRAINER, "POST", "/thresholds/fit", {"precision": 0.97})).json()
    assert (same["id"], same["changed"]) == (2, {"retrieval": 0, "intent": 0})
    assert published.json()["sets"][0]["published_by"] == "顾一鸣"
    again = await caller.ask(TRAINER, "POST", "/thresholds/1/publish")
    assert (again.status_code, again.json()["code"]) == (409, "thresholds_in_force")
    assert (await caller.ask(TRAINER, "POST", "/thresholds/7/publish")).status_code == 404
    curve = (await caller.ask(SUPERVISOR, "GET", "/thresholds/entry:early/curve")).json()
    assert (curve["id"], curve["intent"], curve["target"], curve["tau_auto"]) == (
        1,
        "entry:early",
        0.97,
        0.71,
    )
    none = await caller.ask(SUPERVISOR, "GET", "/thresholds/entry:fee/curve")
    assert (none.status_code, none.json()["code"]) == (404, "intent_without_outcomes")
    assert (await caller.ask(SUPERVISOR, "GET", "/thresholds", set=9)).status_code == 404
    back = await caller.ask(TRAINER, "DELETE", "/thresholds/published")
    assert (back.json()["id"], back.json()["global"]["tau_auto"]) == (None, 0.9)
