"""What came in and cannot be taken in: waited for, counted, seen, brought back; it stops nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tandem.contexts.channels.errors import EventNotFound, EventNotHeld
from tandem.contexts.channels.written.actions import receiving_files, taking_in
from tandem.contexts.channels.written.actions.resending import drop_event, take_in_again
from tandem.contexts.channels.written.messages import ForeignFile
from tandem.contexts.channels.written.models import account_table, inbox_table
from tandem.contexts.channels.written.ports import SendLater
from tandem.contexts.channels.written.repository import accounts, inbox
from tandem.contexts.channels.written.rules.sending import MAX_TAKE_IN

FILES = (ForeignFile("m-1", "借条.png"),)


async def _until_given_up(post) -> None:
    for _ in range(MAX_TAKE_IN):
        await post.take_in()
        post.clock.advance(timedelta(minutes=11))


async def test_new_messages_cost_a_file_that_is_waited_for_no_try(post):
    post.channel.files = {"m-1": SendLater("away")}
    await post.hears("请看", files=FILES)
    await post.take_in()
    for number in range(MAX_TAKE_IN + 2):
        await post.hears(f"在吗{number}", at=1 + number)
        await post.take_in()
    assert post.channel.fetched == 1
    assert (await post.events())[0] == ("received", "file: away")


async def test_a_file_that_never_comes_is_named_and_the_text_is_taken_in(post):
    post.channel.files = {"m-1": SendLater("away")}
    await post.hears("请看", files=FILES)
    await _until_given_up(post)
    assert post.channel.fetched == MAX_TAKE_IN
    assert await post.events() == [("done", None)]
    said = await post.texts((await post.conversation()).id)
    assert said[0] == "请看"
    assert "借条.png" in said[1]


async def test_whatever_a_vendors_library_raises_the_file_is_waited_for(post):
    post.channel.files = {"m-1": KeyError("media")}
    await post.hears("请看", files=FILES)
    await post.take_in()
    assert await post.events() == [("received", "file: KeyError")]


async def test_a_vendor_that_never_answers_is_not_waited_for(post, monkeypatch):
    async def hang(account, file, *, limit):
        await asyncio.Event().wait()

    monkeypatch.setattr(receiving_files, "TIMEOUT_S", 0.001)
    post.channel.fetch = hang
    await post.hears("请看", files=FILES)
    await post.take_in()
    assert await post.events() == [("received", "file: timeout")]


async def test_an_event_that_nobody_can_take_in_is_held_and_the_next_goes_on(post, monkeypatch):
    receive = taking_in._receive

    async def poisoned(tx, account, event, *more):
        if event.incoming.text == "毒":
            raise ZeroDivisionError
        return await receive(tx, account, event, *more)

    monkeypatch.setattr(taking_in, "_receive", poisoned)
    await post.hears("毒")
    await post.hears("你好", at=1)
    await _until_given_up(post)
    assert await post.events() == [("held", "ZeroDivisionError"), ("done", None)]
    assert await post.texts((await post.conversation()).id) == ["你好"]


async def _held(post) -> int:
    """An event that is held, and its number."""
    await post.hears("你好")
    async with post.db.transaction() as tx:
        number = (await tx.execute(select(inbox_table.c.id))).scalar_one()
        assert await inbox.hold(tx, number, "customer_blocked")
        assert not await inbox.hold(tx, number, "another")
    return number


async def test_a_held_event_is_counted_seen_and_taken_in_again(post):
    number = await _held(post)
    async with post.db.transaction() as tx:
        assert [row.held_in for row in await accounts.overview(tx)] == [1]
        (seen,) = await inbox.stuck(tx, post.account_id, None, 10)
        assert (seen.id, seen.error) == (number, "customer_blocked")
        assert await inbox.stuck(tx, post.account_id, (seen.settled_at, seen.id), 10) == []
        await take_in_again(tx, number, post.admin)
    await post.take_in()
    assert await post.texts((await post.conversation()).id) == ["你好"]
    async with post.db.transaction() as tx:
        with pytest.raises(EventNotHeld):
            await take_in_again(tx, number, post.admin)
        with pytest.raises(EventNotFound):
            await drop_event(tx, number + 1, post.admin)


async def test_a_dropped_event_is_forgotten(post):
    number = await _held(post)
    async with post.db.transaction() as tx:
        await drop_event(tx, number, post.admin)
        row = await inbox.lock(tx, number)
        assert (row.state, row.payload) == ("dropped", {})


async def test_what_was_taken_in_is_not_kept_twice(post):
    await post.begin("我的卡号是6222")
    async with post.db.transaction() as tx:
        assert (await tx.execute(select(inbox_table.c.payload))).scalar_one() == {}


async def test_jobs_do_not_name_the_sender(post):
    await post.hears("你好", sender="13800000000")
    ((payload, key),) = await post.jobs("channels.take_in")
    assert "138" not in payload
    assert "13800000000" not in key


async def test_the_longest_waiting_are_asked_for_first_and_those_not_due_not_at_all(post):
    for sender in ("a", "b", "c"):
        await post.hears("你好", sender=sender)
    i = inbox_table.c
    async with post.db.transaction() as tx:
        for sender, minutes in (("a", 2), ("b", 4), ("c", 6)):
            late = tx.now - timedelta(days=3_000, minutes=minutes)
            await tx.execute(update(inbox_table).where(i.sender == sender).values(received_at=late))
        await tx.execute(
            update(inbox_table).where(i.sender == "c").values(due_at=tx.now + timedelta(days=30_000))
        )
        assert [sender for _, _, sender in await inbox.waiting_senders(tx, 60.0)] == ["b", "a"]
        assert len(await inbox.waiting_senders(tx, 60.0, limit=1)) == 1


async def test_a_job_ends_when_another_was_faster(post, monkeypatch):
    await post.hears("一")
    await post.hears("二", at=1)
    lock, waited = inbox.lock_line, 0

    async def late(tx, account_id, sender):
        nonlocal waited
        waited += 1
        if waited == 1:
            await post.take_in()
        await lock(tx, account_id, sender)

    monkeypatch.setattr(inbox, "lock_line", late)
    await post.take_in()
    assert waited == 3
    assert await post.texts((await post.conversation()).id) == ["一", "二"]


async def test_nul_in_a_text_is_left_out(post):
    assert await post.texts(await post.begin("你\x00好")) == ["你好"]


async def test_accounts_that_are_paused_are_listed_too(post):
    async with post.db.transaction() as tx:
        await tx.execute(update(account_table).values(paused_at=tx.now))
        assert len(await accounts.of_kind(tx, post.written.vault, "made_up")) == 1
