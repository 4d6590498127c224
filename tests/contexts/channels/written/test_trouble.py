"""Vendors that hang, outages, receipts that are too fast, messages that nobody can send."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tandem.contexts.channels.written.actions.resending import resend_failed
from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.models import account_table, outbox_table, thread_table
from tandem.contexts.channels.written.ports import SendLater, SendRefused
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox
from tandem.contexts.channels.written.rules.sending import (
    MAX_ATTEMPTS,
    MAX_TAKE_IN,
    again_at,
    put_off_until,
    turn_to_use,
)


async def _said(post, *texts: str, sender: str = "openid-1"):
    """A conversation with something to send."""
    await post.hears("你好", sender=sender)
    await post.take_in(sender)
    conversation_id = (await post.conversation(sender)).id
    for text in texts:
        await post.says(conversation_id, text)
    await post.queue_out(conversation_id)
    return conversation_id


def _receipt(post, about: str, state: str = "read", number: int = 1) -> Incoming:
    return Incoming(f"r-{number}", "openid-1", post.clock.now(), "receipt", about=about, state=state)


async def test_a_receipt_that_comes_before_it_is_known_what_it_is_about_counts(post):
    conversation_id = await _said(post, "您好")

    async def fast() -> None:
        await post.accepts(_receipt(post, "sent-1"))
        await post.take_in()
        await post.jobs("channels.take_in")

    post.channel.while_sending = fast
    await post.deliver(conversation_id)
    assert await post.parts() == [("sent", None)]
    assert len(await post.jobs("channels.take_in")) == 1
    await post.take_in()
    assert await post.parts() == [("read", None)]


async def test_a_receipt_about_nothing_is_nobodys_trouble(post):
    await post.begin()
    await post.accepts(_receipt(post, "never-sent"))
    await post.take_in()
    assert (await post.events())[1] == ("held", "about_unknown")
    async with post.db.transaction() as tx:
        assert [row.held_in for row in await accounts.overview(tx)] == [0]


async def test_two_changes_of_one_message_are_shown_one_after_the_other(post):
    from tandem.contexts.channels.written.actions.moving import move

    await _said(post, "您本期应还1,280.50元。" * 4)
    async with post.db.transaction() as tx:
        first, second = (await tx.execute(select(outbox_table).order_by(outbox_table.c.part))).all()[:2]
        await move(tx, first, "sent")
        async with post.db.transaction() as other:
            await (await other.raw()).execute("SET LOCAL lock_timeout = '20ms'")
            with pytest.raises(Exception, match="lock timeout"):
                await move(other, second, "sent")
            await (await other.raw()).execute("ROLLBACK; BEGIN")


async def test_a_vendor_that_does_not_answer_is_asked_once_for_the_account(post):
    first = await _said(post, "一")
    second = await _said(post, "二", sender="openid-2")
    post.channel.answers = [TimeoutError()]
    await post.deliver(first)
    await post.deliver(second)
    assert post.channel.texts == ["一"]
    post.clock.advance(timedelta(minutes=1))
    await post.deliver(first)
    await post.deliver(second)
    assert post.channel.texts == ["一", "一", "二"]


def test_jobs_of_channels_leave_room_for_others(post):
    bounds = {job.name: job.concurrency for job in post.written.jobs()}
    assert (bounds["channels.take_in"], bounds["channels.deliver"]) == (8, 12)


async def test_what_kills_the_process_every_time_is_given_up(post):
    conversation_id = await _said(post, "毒", "您好")
    async with post.db.transaction() as tx:
        first = outbox_table.c.text == "毒"
        await tx.execute(update(outbox_table).where(first).values(state="sending", attempts=MAX_ATTEMPTS))
    post.clock.advance(timedelta(minutes=3))
    await post.deliver(conversation_id)
    assert await post.parts() == [("failed", "gave_up"), ("sent", None)]


async def test_without_an_adapter_a_message_is_a_dead_letter(post):
    conversation_id = await _said(post, "您好")
    post.written.channels = Channels([])
    await post.deliver(conversation_id)
    assert await post.parts() == [("failed", "channel_unknown")]


async def test_all_dead_letters_of_an_account_go_out_again_by_one_request(post):
    conversation_id = await _said(post, "一", "二")
    post.channel.answers = [SendRefused("blocked"), SendRefused("blocked")]
    await post.deliver(conversation_id)
    async with post.db.transaction() as tx:
        assert await resend_failed(tx, post.account_id, post.admin) == 2
    await post.deliver(conversation_id)
    assert await post.parts() == [("sent", None), ("sent", None)]
    async with post.db.transaction() as tx:
        assert await resend_failed(tx, post.account_id, post.admin) == 0


async def test_the_conversations_that_wait_longest_are_asked_for_first(post):
    first, second = await _said(post, "一"), await _said(post, "二", sender="openid-2")
    o = outbox_table.c
    async with post.db.transaction() as tx:
        for conversation_id, minutes in ((first, 2), (second, 4)):
            late = tx.now - timedelta(days=3_000, minutes=minutes)
            of_it = o.conversation_id == conversation_id
            await tx.execute(update(outbox_table).where(of_it).values(state_at=late))
        assert await outbox.idle(tx, 60.0) == [second, first]


async def test_turns_that_passed_unused_are_taken_anew(post):
    post.channel.capabilities = Capabilities(text_limit=40, per_second=0.5)
    ids = [await _said(post, "您好", sender=f"openid-{number}") for number in range(4)]
    for conversation_id in ids:
        await post.deliver(conversation_id)
    assert len(post.channel.sent) == 1
    post.clock.advance(timedelta(minutes=10))
    for conversation_id in ids:
        await post.deliver(conversation_id)
    assert len(post.channel.sent) == 2


async def test_what_comes_late_does_not_take_the_place_of_what_is_newer(post):
    await post.hears("新", at=0, context={"subject": "新"})
    await post.take_in()
    await post.hears("旧", at=-60, context={"subject": "旧"})
    await post.take_in()
    t = thread_table.c
    async with post.db.transaction() as tx:
        row = (await tx.execute(select(t.last_in_at, t.last_in_external_id, t.context))).one()
    assert tuple(row) == (post.clock.now(), "e-1", {"subject": "新"})


async def test_a_channels_clock_that_goes_fast_opens_no_window_longer(post):
    await post.hears("你好", at=7_200)
    await post.take_in()
    async with post.db.transaction() as tx:
        assert (await tx.execute(select(thread_table.c.last_in_at))).scalar_one() == post.clock.now()


async def test_who_asks_for_a_day_gets_an_hour(post):
    conversation_id = await _said(post, "您好")
    post.channel.answers = [SendLater("rate", after=timedelta(days=1))]
    await post.deliver(conversation_id)
    async with post.db.transaction() as tx:
        assert (await tx.execute(select(outbox_table.c.due_at))).scalar_one() == tx.now + timedelta(hours=1)
        assert (await tx.execute(select(account_table.c.next_send_at))).scalar_one() <= tx.now + timedelta(
            seconds=1
        )


def test_the_tries_last_as_long_as_is_said(post):
    now = post.clock.now()

    def lasts(most: int) -> timedelta:
        return sum((again_at(now, tries, None, most) - now for tries in range(1, most)), timedelta(0))

    assert lasts(MAX_ATTEMPTS) == timedelta(seconds=7_835)
    assert lasts(MAX_TAKE_IN) == timedelta(seconds=635)
    assert again_at(now, MAX_ATTEMPTS, None) is None


def test_turns_and_rests(post):
    now, second = post.clock.now(), timedelta(seconds=1)
    assert [turn_to_use(now, at) for at in (None, now - 6 * second, now - 4 * second)] == [
        None, None, now - 4 * second
    ]  # fmt: skip
    assert put_off_until(now, now + 600 * second) == now + 60 * second
    assert put_off_until(now, now + 5 * second) == now + 5 * second
