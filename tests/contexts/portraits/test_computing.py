"""Portraits kept up to date: by events, by time, once each, and never by looking at everybody."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.contexts.portraits.conftest import SHANGHAI, SYSTEM, TODAY, World, loan

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits import api, subscribers
from tandem.contexts.portraits.actions.computing import want
from tandem.contexts.portraits.repository import portraits
from tandem.contexts.portraits.repository.portraits import Kept
from tandem.kit.db import Tx


async def test_an_event_moves_a_customer_between_segments(world: World) -> None:
    who = await world.customer()
    await world.visit(who)
    await world.settle()
    assert await world.segments(who) == {"stage": "visitor", "need": "none"}
    world.core.known["B1"] = [loan()]
    async with world.db.transaction() as tx:
        await customers.bind(tx, who, "B1", proof="code", actor=SYSTEM)
    await world.settle()
    assert await world.segments(who) == {"stage": "repaying", "value": "basic", "need": "none"}
    moved = await world.events("portraits.segment_changed")
    assert [
        (one["to_segment"], one["to_name"], one["to_name_en"])
        for one in moved
        if (one["layer"], one["from_segment"]) == ("stage", "visitor")
    ] == [("repaying", "还款中", "Repaying")]
    history = (await world.view(who, history=10)).segment_history
    assert [(one.segment, one.until is None) for one in history if one.layer == "stage"] == [
        ("repaying", True), ("visitor", False),
    ]  # fmt: skip


async def test_time_alone_makes_a_customer_overdue_at_the_lenders_midnight(world: World) -> None:
    who = await world.customer("B1", loan(due=2))
    assert (await world.segments(who))["stage"] == "repaying"
    await world.later(days=2, hours=13, minutes=59)
    assert (await world.segments(who))["stage"] == "repaying"
    asked = len(world.core.asked)
    await world.later(minutes=2)
    assert (await world.segments(who))["stage"] == "overdue"
    # Was it debited on the due day? Nobody told: asked once.
    assert len(world.core.asked) == asked + 1


async def test_a_loan_paid_in_the_core_is_seen_after_the_due_day(world: World) -> None:
    who = await world.customer("B1", loan(due=2))
    world.core.known["B1"] = [loan(due=32)]
    await world.later(days=3)
    assert (await world.segments(who))["stage"] == "repaying"
    assert (await world.view(who)).facts["days_to_due"] == 29


async def test_ninety_days_without_contact_make_a_settled_customer_dormant(world: World) -> None:
    who = await world.customer("B1", loan(settled=True))
    await world.visit(who)
    await world.settle()
    assert (await world.segments(who))["stage"] == "settled"
    await world.later(days=90)
    assert (await world.segments(who))["stage"] == "settled"
    await world.later(days=1)
    assert (await world.segments(who))["stage"] == "dormant"


async def test_a_storm_of_events_is_one_computation(world: World) -> None:
    who = await world.customer("B1", loan())
    asked = len(world.core.asked)
    for _ in range(30):
        async with world.db.transaction() as tx:
            await want(tx, who, loans=True)
    assert await world.settle() == 1
    assert len(world.core.asked) == asked + 1


async def test_two_processes_compute_a_customer_once(world: World) -> None:
    who = await world.customer("B1", loan())
    async with world.db.transaction() as tx:
        await want(tx, who)
    other = api.Portraying(world.db, world.core, world.clock.now().tzinfo)  # type: ignore[arg-type]
    done = await asyncio.gather(
        world.portraying.refresh(who), other.refresh(who), world.portraying.refresh(who)
    )
    assert sorted(done) == [False, False, True]


async def test_what_comes_while_the_core_is_asked_is_not_lost(world: World) -> None:
    who = await world.customer("B1", loan())
    async with world.db.transaction() as tx:
        await want(tx, who, loans=True)
    answer = world.core.loans

    async def slow(number: str) -> object:
        found = await answer(number)
        world.core.known["B1"] = [loan(due=-5)]
        async with world.db.transaction() as tx:
            await want(tx, who, loans=True)
        return found

    world.core.loans = slow  # type: ignore[method-assign, assignment]
    await world.portraying.refresh(who)
    world.core.loans = answer  # type: ignore[method-assign]
    await world.settle()
    assert (await world.segments(who))["stage"] == "overdue"


async def test_a_core_that_is_away_leaves_what_was_known_and_is_asked_again(world: World) -> None:
    who = await world.customer("B1", loan())
    world.core.away = True
    async with world.db.transaction() as tx:
        await want(tx, who, loans=True)
    await world.settle()
    seen = await world.view(who)
    assert (seen.lent_state, seen.facts["loans_open"]) == ("away", 1)
    world.core.away, world.core.known["B1"] = False, [loan(settled=True)]
    await world.later(seconds=61)
    seen = await world.view(who)
    assert (seen.lent_state, seen.facts["loans_open"]) == ("known", 0)


async def test_who_was_never_read_is_unknown_and_not_without_loans(world: World) -> None:
    world.core.away = True
    who = await world.customer("B1", loan())
    seen = await world.view(who)
    assert "stage" not in await world.segments(who)
    assert seen.facts["loans_total"] is None
    assert seen.undecided["long_overdue"] == ["overdue_days"]


async def test_a_lost_job_is_asked_for_again(world: World) -> None:
    who = await world.customer("B1", loan())
    async with world.db.transaction() as tx:
        await want(tx, who)
    await world.jobs("portraits.compute")
    assert await subscribers.catch_up(world.db) == 0
    world.clock.advance(timedelta(seconds=31))
    assert await subscribers.catch_up(world.db) == 1
    assert await world.settle() == 1


async def test_without_consent_there_is_a_stage_and_nothing_else_and_staff_see_why(world: World) -> None:
    late = loan(due=-40)
    who = await world.customer("B1", late)
    assert await world.tags(who) == {"long_overdue": "rule"}
    async with world.db.transaction() as tx:
        await api.give_tag(tx, SYSTEM, who, "vip")
        await want(tx, who)
    world.agreed = set()
    await world.settle()
    assert await world.segments(who) == {"stage": "overdue"}
    assert await world.tags(who) == {"vip": "hand"}
    assert (await world.view(who)).without == "no_consent"
    ended = [one["reason"] for one in await world.events("portraits.tag_ended")]
    assert ended == ["no_consent"]
    world.agreed = {who}
    async with world.db.transaction() as tx:
        await want(tx, who)
    await world.settle()
    assert await world.tags(who) == {"vip": "hand", "long_overdue": "rule"}
    assert (await world.view(who)).without is None


async def test_a_consent_given_or_withdrawn_is_followed(world: World) -> None:
    world.portraying = api.Portraying(world.db, world.core, SHANGHAI)  # type: ignore[arg-type]
    who = await world.customer("B1", loan())
    assert await world.segments(who) == {"stage": "repaying"}
    words = {
        "zh-CN": ("个性化服务", "我们会按您的情况提供服务。"),
        "en": ("Personal service", "We serve you by your situation."),
    }
    async with world.db.transaction() as tx:
        version = await customers.publish_consent_text(tx, SYSTEM, "profiling", words)
        told = {"actor": SYSTEM, "channel": "web"}
        await customers.note_consent(tx, who, "profiling", True, text_version=version, **told)  # type: ignore[arg-type]
    await world.settle()
    assert await world.segments(who) == {"stage": "repaying", "value": "basic", "need": "none"}
    async with world.db.transaction() as tx:
        await customers.note_consent(tx, who, "profiling", False, **told)  # type: ignore[arg-type]
    await world.settle()
    assert await world.segments(who) == {"stage": "repaying"}
    assert (await world.view(who)).without == "no_consent"


async def test_merging_and_splitting_moves_the_portrait_and_shows_tags_of_both(world: World) -> None:
    person = await world.customer("B1", loan(due=-40))
    session = await world.customer()
    async with world.db.transaction() as tx:
        await api.give_tag(tx, SYSTEM, session, "hardship")
    await world.visit(session)
    await world.settle()
    assert await world.segments(session) == {"stage": "visitor", "need": "none"}
    async with world.db.transaction() as tx:
        merged = await customers.bind(tx, session, "B1", proof="code", actor=SYSTEM)
    await world.settle()
    assert merged.id == person
    assert (
        await world.tags(session) == await world.tags(person) == {"hardship": "hand", "long_overdue": "rule"}
    )
    seen = await world.view(session)
    assert (seen.customer_id, seen.facts["contacts_30_days"]) == (person, 1)
    async with world.db.transaction() as tx:
        gone = await portraits.find(tx, session)
        assert gone is not None
        assert (gone.without, gone.base) == ("merged", None)
        found = (await customers.merges_of(tx, person))[0]
        await customers.split(tx, found.id, SYSTEM, "看错了")
    await world.settle()
    assert await world.tags(person) == {"long_overdue": "rule"}
    assert await world.tags(session) == {"hardship": "hand"}
    assert await world.segments(session) == {"stage": "visitor", "need": "none"}
    assert (await world.view(person)).facts["contacts_30_days"] == 0


async def test_restricted_customers_have_no_portrait(world: World) -> None:
    who = await world.customer("B1", loan(due=-40))
    assert await world.segments(who) != {}
    async with world.db.transaction() as tx:
        restriction = await customers.restrict(tx, who, world.staff(), reason="request", until=None)
    await world.settle()
    seen = await world.view(who)
    assert (seen.without, seen.facts, seen.segments, seen.tags) == ("restricted", {}, (), ())
    assert await world.segments(who) == {}
    assert await progress(world) == (0, 0)  # nothing that could be behind the rules
    async with world.db.transaction() as tx:
        await customers.unrestrict(tx, who, restriction.id, world.staff())
    await world.settle()
    assert await world.segments(who) != {}


async def test_publishing_computes_everybody_anew_without_asking_the_core(world: World) -> None:
    people_ = [await world.customer(f"B{n}", loan(due=n)) for n in range(-1, 4)]
    asked = len(world.core.asked)
    async with world.db.transaction() as tx:
        await api.edit_tag_rule(tx, SYSTEM, "nearly_done", "days_to_due >= 0天")
        await api.publish(tx, SYSTEM, "tag:nearly_done", 2)
        total, fresh, _ = await portraits.progress(tx)
    assert (total, fresh) == (5, 0)
    await world.settle()
    assert len(world.core.asked) == asked
    assert [("nearly_done" in await world.tags(one)) for one in people_] == [False, True, True, True, True]
    async with world.db.transaction() as tx:
        assert (await portraits.progress(tx))[:2] == (5, 5)
        await api.withdraw(tx, SYSTEM, "tag:nearly_done")
    await world.settle()
    assert not any(["nearly_done" in await world.tags(one) for one in people_])


async def progress(world: World) -> tuple[int, int]:
    async with world.db.transaction() as tx:
        return (await portraits.progress(tx))[:2]


async def test_what_no_portrait_follows_from_leaves_portraits_up_to_date(world: World) -> None:
    await world.customer("B1", loan())
    assert await progress(world) == (1, 1)
    async with world.db.transaction() as tx:
        await api.withdraw(tx, SYSTEM, "strategies")
        await api.publish(tx, SYSTEM, "strategies", 1)
        await api.create_tag(tx, SYSTEM, key="by_hand", name="重点关注")
        await api.retire_tag(tx, SYSTEM, "by_hand")
        await api.withdraw(tx, SYSTEM, "tag:by_hand")
    assert await progress(world) == (1, 1)


async def test_publishers_wait_for_each_other(world: World) -> None:
    """Two who withdraw at once: the second finds nothing in force."""

    async def withdraw() -> None:
        async with world.db.transaction() as tx:
            await api.withdraw(tx, SYSTEM, "tag:nearly_done")

    await asyncio.gather(withdraw(), withdraw())
    assert (await world.audited()).count("portraits.rule_withdrawn") == 1


async def another_edition(world: World) -> None:
    async with world.db.transaction() as tx:
        await api.withdraw(tx, SYSTEM, "tag:nearly_done")


async def test_whom_a_sweep_passed_over_follows_the_rules_in_force_later(world: World) -> None:
    """Another process held the row, and computed by the edition before."""
    held, _ = [await world.customer(f"B{n}", loan()) for n in range(2)]
    await another_edition(world)
    async with world.db.transaction() as tx:
        await portraits.lock(tx, held)
        await world.settle()
    assert await progress(world) == (2, 1)
    await subscribers.catch_up(world.db)
    await world.settle()
    assert await progress(world) == (2, 2)
    await subscribers.catch_up(world.db)
    assert await world.jobs("portraits.sweep") == []


async def test_one_who_cannot_be_computed_keeps_nobody_else_on_old_rules(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.contexts.portraits.actions.sweeping._PIECE", 2)
    people_ = [await world.customer(f"B{n}", loan()) for n in range(5)]
    bad, compute = min(people_), world.portraying.compute

    async def failing(tx: Tx, kept: Kept, *args: Any, **more: Any) -> None:
        if kept.customer_id == bad:
            raise ValueError("a rule that nobody foresaw")
        await compute(tx, kept, *args, **more)

    world.portraying.compute = failing  # type: ignore[method-assign]
    await another_edition(world)
    await world.settle()
    assert await progress(world) == (5, 4)
    world.portraying.compute = compute  # type: ignore[method-assign]
    await subscribers.catch_up(world.db)
    await world.settle()
    assert await progress(world) == (5, 5)


async def test_the_core_is_not_asked_about_whom_no_portrait_is_made_of(world: World) -> None:
    who = await world.customer("B1", loan(due=-40))
    async with world.db.transaction() as tx:
        restriction = await customers.restrict(tx, who, world.staff(), reason="request", until=None)
        await want(tx, who, loans=True)
    asked = len(world.core.asked)
    await world.settle()
    async with world.db.transaction() as tx:
        await want(tx, who, loans=True)
    await world.settle()
    assert len(world.core.asked) == asked
    async with world.db.transaction() as tx:
        await customers.unrestrict(tx, who, restriction.id, world.staff())
    await world.settle()
    assert len(world.core.asked) == asked + 1
    assert (await world.view(who)).facts["loans_open"] == 1


async def test_a_filling_goes_on_where_it_was_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.contexts.portraits.actions.filling._PIECE", 2)
    async with world.db.transaction() as tx:
        for n in range(5):
            world.core.known[f"B{n}"] = [loan()]
            who = await customers.recognise(tx, "web_signed", "demo", f"B{n}", verified=True)
            await customers.bind(tx, who.id, f"B{n}", proof="signed", actor=SYSTEM)
    await world.jobs(subscribers.FOLLOW)

    class Stop(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        await api.fill(world.db, world.portraying, told=stop)
    assert len(world.core.asked) == 2
    seen: list[tuple[int, int]] = []
    run = await api.fill(world.db, world.portraying, told=lambda n, of: seen.append((n, of)))
    assert (seen[0], run.done, run.failed, len(world.core.asked)) == ((2, 5), 5, 0, 5)
    # Nobody is told of a first filling.
    assert not await world.events("portraits.segment_changed")


async def test_wrap_ups_ratings_and_hand_overs_become_facts(world: World) -> None:
    who = await world.customer("B1", loan())
    conversation = await world.visit(who)
    async with world.db.transaction() as tx:
        await conversations.request_person(tx, conversation, Actor.bot(), reason="complaint")
    await world.settle()
    facts = (await world.view(who)).facts
    assert (facts["complaints_90_days"], facts["persons_90_days"], facts["contacts_30_days"]) == (1, 1, 1)
    assert (await world.segments(who))["need"] == "soothe"
    await world.later(days=91)
    assert (await world.view(who)).facts["complaints_90_days"] == 0
    assert (await world.segments(who))["need"] != "soothe"


def test_loans_become_figures() -> None:
    from tandem.contexts.portraits.actions.gathering import figures

    done = replace(loan(settled=True), id="L0", disbursed_on=TODAY - timedelta(days=500))
    made = figures([done, loan(due=7), replace(loan(due=3), id="L2")], [])
    assert (made.total, made.open, made.principal_fen, made.borrowed_fen) == (3, 2, 1_200_000, 3_600_000)
    assert (made.first_on, made.next_due_on) == (TODAY - timedelta(days=500), TODAY + timedelta(days=3))
