"""Commands: on record before the core hears of them, sent once, never reported as done without its word."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tandem.contexts.loans import api
from tandem.contexts.loans.api import Command, CoreTimedOut, CoreUnavailable, KeyReused
from tandem.contexts.loans.health import commands_check
from tandem.contexts.loans.models import loan_command_table
from tandem.kit.crypto import rotate
from tandem.kit.errors import Invalid
from tandem.kit.health import Unhealthy

from .conftest import BOT, NOW, REPAY, World


async def test_done_and_the_same_again(world: World) -> None:
    due = await world.due()
    first = await world.commands.perform(BOT, REPAY)
    assert (first.state, first.refusal, first.params) == ("done", None, REPAY.params)
    assert first.number
    assert first.number.startswith("HS20261123")
    assert await world.commands.perform(BOT, REPAY) == first
    assert world.line.performed == ["k1"]
    assert await world.due() == due - 50_000
    assert await world.happened() == ["loans.command_done"]
    assert await world.audited() == [("loans.command_done", {"kind": "repay", "asked_by": "bot"})]


async def test_a_refusal_of_the_core_is_kept_and_audited(world: World) -> None:
    found = await world.commands.perform(BOT, Command("k", "B1", "repay", {"card": "c1", "fen": 99_000_000}))
    assert (found.state, found.refusal, found.number) == ("refused", "too_much", None)
    foreign = Command(
        "k2", "B1", "prepay", {"loan": "somebody else's", "card": "c1", "fen": 50_000, "total_fen": 50_000}
    )
    assert (await world.commands.perform(BOT, foreign)).refusal == "no_loan"
    assert [data["code"] for _, data in await world.audited()] == ["too_much", "no_loan"]
    assert await world.happened() == ["loans.command_refused"] * 2


@pytest.mark.parametrize("fen", [0, -1, 1.5, "100", 10**13])
async def test_bad_amounts_never_reach_the_core(world: World, fen: object) -> None:
    found = await world.commands.perform(BOT, Command("k", "B1", "repay", {"card": "c1", "fen": fen}))
    assert (found.state, found.refusal) == ("refused", "bad_amount")
    assert world.line.performed == []
    assert await world.audited() == [
        ("loans.command_refused", {"kind": "repay", "code": "bad_amount", "asked_by": "bot"})
    ]


async def test_a_bad_key_is_no_key(world: World) -> None:
    with pytest.raises(Invalid, match="bad_key"):
        await world.commands.perform(BOT, Command("a b", "B1", "change_due_day", {"day": 1}))


async def test_a_key_stands_for_one_command(world: World) -> None:
    await world.commands.perform(BOT, REPAY)
    for other in (
        Command("k1", "B1", "repay", {"card": "c1", "fen": 50_001}), Command("k1", "B2", "repay", REPAY.params),
        Command("k1", "B1", "prepay", {"loan": "L1", "card": "c1", "fen": 50_000, "total_fen": 50_000}),
    ):  # fmt: skip
        with pytest.raises(KeyReused):
            await world.commands.perform(BOT, other)
    assert world.line.performed == ["k1"]
    assert [action for action, _ in await world.audited()][1:] == ["loans.key_reused"] * 3


async def test_many_at_once_send_once(world: World) -> None:
    found = await asyncio.gather(*(world.commands.perform(BOT, REPAY) for _ in range(6)))
    assert world.line.performed == ["k1"]
    assert {one.id for one in found} == {found[0].id}
    assert (await world.journal())[0].state == "done"


async def test_a_time_out_after_the_deed_is_found_out_later(world: World) -> None:
    due = await world.due()
    world.line.after = CoreTimedOut()
    left = await world.commands.perform(BOT, REPAY)
    assert (left.state, left.number, left.settled_at) == ("pending", None, None)
    assert await world.happened() == ["loans.command_left_open"]
    assert await api.reconcile(world.db, world.line) == 0  # its time to ask has not come
    world.clock.advance(timedelta(seconds=30))
    assert await api.reconcile(world.db, world.line) == 1
    (line,) = await world.journal()
    assert (line.state, line.asks) == ("done", 1)
    assert line.number
    assert world.line.performed == ["k1"]
    assert await world.due() == due - 50_000
    assert await world.happened() == ["loans.command_left_open", "loans.command_done"]


async def test_a_time_out_before_the_deed_ends_as_not_executed(world: World) -> None:
    due = await world.due()
    world.line.before = CoreTimedOut()
    assert (await world.commands.perform(BOT, REPAY)).state == "pending"
    world.line.before = None
    for _ in range(3):  # the core does not know it, and could still begin
        world.clock.advance(timedelta(seconds=30))
        await api.reconcile(world.db, world.line)
        assert (await world.journal())[0].state == "pending"
    world.clock.advance(timedelta(minutes=3))
    assert await api.reconcile(world.db, world.line) == 1
    (line,) = await world.journal()
    assert (line.state, line.refusal) == ("refused", "not_executed")
    # Asking with the same key gives the first result: whoever wants it done takes a new one.
    assert (await world.commands.perform(BOT, REPAY)).refusal == "not_executed"
    assert world.line.performed == ["k1"]
    assert await world.due() == due


async def test_asking_a_silent_core_goes_on(world: World) -> None:
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, REPAY)
    world.line.silent = CoreUnavailable()
    for minutes in (1, 5, 5, 60):  # long past its time: that alone proves nothing
        world.clock.advance(timedelta(minutes=minutes))
        await api.reconcile(world.db, world.line)
        assert (await world.journal())[0].state == "pending"
    assert (await world.journal())[0].asks == 4
    world.line.silent = None
    world.clock.advance(timedelta(minutes=5))
    await api.reconcile(world.db, world.line)
    assert (await world.journal())[0].state == "done"


async def test_one_that_cannot_be_asked_about_keeps_no_other_waiting(world: World) -> None:
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, REPAY)
    await world.commands.perform(BOT, replace(REPAY, key="k2"))
    world.line.stuck = "k1"
    world.clock.advance(timedelta(seconds=30))
    assert await api.reconcile(world.db, world.line) == 1
    assert {one.key: one.state for one in await world.journal()} == {"k1": "pending", "k2": "done"}


async def test_the_same_key_while_it_is_open_asks_and_does_not_send(world: World) -> None:
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, REPAY)
    assert (await world.commands.perform(BOT, REPAY)).state == "done"
    assert world.line.performed == ["k1"]


async def test_a_process_that_died_after_writing_it_down_does_not_send_it_twice(world: World) -> None:
    world.line.after = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        await world.commands.perform(BOT, REPAY)
    assert (await world.journal())[0].state == "requested"
    world.line.after = None
    world.clock.advance(timedelta(minutes=1))
    assert await api.reconcile(world.db, world.line) == 1
    assert (await world.journal())[0].state == "done"
    assert world.line.performed == ["k1"]


async def test_a_core_that_is_away_was_sent_nothing_and_the_key_may_be_used_again(world: World) -> None:
    due = await world.due()
    world.line.before = CoreUnavailable("no route")
    away = await world.commands.perform(BOT, REPAY)
    assert (away.state, away.refusal) == ("refused", "core_unavailable")
    world.line.before = None
    world.clock.advance(timedelta(minutes=10))
    assert (await world.commands.perform(BOT, REPAY)).state == "done"
    assert await world.due() == due - 50_000
    assert len(await world.journal()) == 1


async def test_who_asks_the_core_first_settles_it_once(world: World) -> None:
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, REPAY)
    world.clock.advance(timedelta(minutes=1))
    await asyncio.gather(*(api.reconcile(world.db, world.line) for _ in range(4)))
    assert (await world.happened()).count("loans.command_done") == 1


PHONE = Command("k", "B1", "change_phone", {"phone": "13812345678"})


async def handed_over(world: World, key: str) -> str | None:
    async with world.db.transaction() as tx:
        line = next(one for one in await api.of_customer(tx, "B1", 9) if one.key == key)
        return await api.hand_over(tx, line.id)


async def typed(world: World) -> list[bytes]:
    async with world.db.transaction() as tx:
        rows = await tx.execute(select(loan_command_table.c.typed))
        return [found for found in rows.scalars() if found is not None]


async def test_a_phone_number_is_not_kept(world: World) -> None:
    done = await world.commands.perform(BOT, PHONE)
    assert (done.state, done.params) == ("done", {"phone": "138****5678"})
    assert await world.commands.perform(BOT, PHONE) == done
    (sealed,) = await typed(world)
    assert b"13812345678" not in sealed
    assert await handed_over(world, "k") == "13812345678"
    assert await typed(world) == []
    assert await handed_over(world, "k") is None


async def test_a_number_is_handed_over_when_the_core_has_taken_it_and_only_the_last(world: World) -> None:
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, PHONE)
    assert await handed_over(world, "k") is None
    world.line.after = None
    world.clock.advance(timedelta(minutes=1))
    await api.reconcile(world.db, world.line)
    later = replace(PHONE, key="k2", params={"phone": "13912345678"})
    world.clock.advance(timedelta(minutes=1))
    await world.commands.perform(BOT, later)
    assert await handed_over(world, "k2") == "13912345678"
    assert await handed_over(world, "k") is None  # its job came late
    assert await typed(world) == []


async def test_a_refused_number_is_not_kept(world: World) -> None:
    world.line.before = CoreUnavailable("no route")
    await world.commands.perform(BOT, PHONE)
    assert await typed(world) == []
    world.line.before = None
    await world.commands.perform(BOT, PHONE)
    assert await handed_over(world, "k") == "13812345678"


async def test_numbers_are_sealed_anew_with_the_rest(world: World) -> None:
    await world.commands.perform(BOT, PHONE)
    done = await rotate(world.db, [api.ResealingNumbers()])
    assert done.resealed == 1
    assert await handed_over(world, "k") == "13812345678"


async def test_open_commands_are_counted(world: World) -> None:
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, REPAY)
    async with world.db.transaction() as tx:
        assert await api.open_since(tx) == (1, NOW)


async def test_a_command_long_open_degrades_health(world: World) -> None:
    check = commands_check(world.db)
    assert str(await check.probe()) == "0 open"
    world.line.after = CoreTimedOut()
    await world.commands.perform(BOT, REPAY)
    assert str(await check.probe()) == "1 open"
    world.clock.advance(timedelta(minutes=16))
    with pytest.raises(Unhealthy):
        await check.probe()
