"""What is said to customers through a channel: all of it, in order, as the channel allows."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tandem.contexts.channels.errors import PartNotStuck
from tandem.contexts.channels.written.actions.managing import pause, resume
from tandem.contexts.channels.written.actions.resending import drop, resend
from tandem.contexts.channels.written.capabilities import Capabilities, ReplyWindow
from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.models import account_table, outbox_table
from tandem.contexts.channels.written.ports import SendLater, SendRefused, WindowClosed
from tandem.contexts.channels.written.rules.sending import MAX_ATTEMPTS
from tandem.contexts.conversations import api as conversations


async def test_an_answer_goes_out_in_pieces_that_fit(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "您本期应还1,280.50元。" * 4)
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    assert "".join(post.channel.texts) == "您本期应还1,280.50元。" * 4
    assert all(len(text) <= 40 for text in post.channel.texts)
    assert {(one.recipient, one.in_reply_to) for one in post.channel.sent} == {("openid-1", "e-1")}


async def test_whatever_the_order_of_events_the_order_of_messages_holds(post):
    conversation_id = await post.begin()
    for number in range(6):
        await post.says(conversation_id, f"第{number}句")
    await asyncio.gather(*(post.queue_out(conversation_id) for _ in range(4)))
    await asyncio.gather(*(post.deliver(conversation_id) for _ in range(4)))
    assert post.channel.texts == [f"第{number}句" for number in range(6)]


async def test_a_web_conversation_makes_no_job(post):
    jobs = await _jobs_after(post, "web")
    assert "channels.queue_out" not in jobs
    assert "channels.queue_out" in await _jobs_after(post, "made_up")


async def _jobs_after(post, channel):
    from tandem.contexts.customers import api as customers

    async with post.db.transaction() as tx:
        person = await customers.recognise(tx, "x", "main", channel)
        opened, _ = await conversations.open_conversation(
            tx, customer_id=person.id, customer_name="访客", customer_verified=False, channel=channel,
            account="main", queue_key="general",
        )  # fmt: skip
    await post.says(opened.id, "您好")
    async with post.db.transaction() as tx:
        rows = await (await tx.raw()).fetch("DELETE FROM pgqueuer RETURNING entrypoint")
    return {row["entrypoint"] for row in rows}


async def test_later_ones_wait_behind_one_that_must_wait(post):
    conversation_id = await post.begin()
    for text in ("一", "二"):
        await post.says(conversation_id, text)
    await post.queue_out(conversation_id)
    post.channel.answers = [SendLater("busy", after=timedelta(seconds=9))]
    await post.deliver(conversation_id)
    await post.deliver(conversation_id)
    assert post.channel.texts == ["一"]
    assert await post.parts() == [("queued", "busy"), ("queued", None)]
    post.clock.advance(timedelta(seconds=10))
    assert await post.fire() == 1
    await post.deliver(conversation_id)
    assert post.channel.texts == ["一", "一", "二"]
    assert post.channel.sent[0].id == post.channel.sent[1].id
    assert await post.parts() == [("sent", None), ("sent", None)]


async def test_what_the_channel_refuses_is_a_dead_letter_and_the_next_goes(post):
    conversation_id = await post.begin()
    for text in ("一", "二"):
        await post.says(conversation_id, text)
    await post.queue_out(conversation_id)
    post.channel.answers = [SendRefused("forbidden_content")]
    await post.deliver(conversation_id)
    assert await post.parts() == [("failed", "forbidden_content"), ("sent", None)]


async def test_a_fault_of_a_vendors_library_loses_nothing(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    post.channel.answers = [ValueError("a vendor's fault")]
    await post.deliver(conversation_id)
    assert await post.parts() == [("queued", "error")]


async def test_tries_end_in_a_dead_letter_that_a_person_sends_again(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    post.channel.answers = [SendLater("busy")] * MAX_ATTEMPTS
    for _ in range(MAX_ATTEMPTS):
        await post.deliver(conversation_id)
        post.clock.advance(timedelta(minutes=11))
    assert len(post.channel.sent) == MAX_ATTEMPTS
    ((state, _),) = await post.parts()
    assert state == "failed"
    async with post.db.transaction() as tx:
        (part_id,) = (await tx.execute(select(outbox_table.c.id))).scalars()
        await resend(tx, part_id, post.admin)
    await post.deliver(conversation_id)
    assert await post.parts() == [("sent", None)]
    async with post.db.transaction() as tx:
        with pytest.raises(PartNotStuck):
            await drop(tx, part_id, post.admin)


async def test_a_process_that_died_while_sending_left_it_to_be_sent_again(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    async with post.db.transaction() as tx:
        await tx.execute(update(outbox_table).values(state="sending", attempts=1))
    await post.deliver(conversation_id)
    assert post.channel.sent == []
    post.clock.advance(timedelta(minutes=3))
    assert await post.fire() == 1
    await post.deliver(conversation_id)
    assert await post.parts() == [("sent", None)]


async def test_a_closed_window_holds_until_the_customer_writes(post):
    post.channel.capabilities = Capabilities(
        text_limit=40, per_second=1000.0, window=ReplyWindow(timedelta(hours=48), 2)
    )
    conversation_id = await post.begin()
    for text in ("一", "二", "三"):
        await post.says(conversation_id, text)
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    assert await post.parts() == [("sent", None), ("sent", None), ("held", "window_closed")]
    post.clock.advance(timedelta(seconds=60))
    await post.hears("在的", at=60)
    await post.take_in()
    await post.deliver(conversation_id)
    assert post.channel.texts == ["一", "二", "三"]


async def test_the_pace_of_an_account_is_kept_by_all_conversations(post):
    post.channel.capabilities = Capabilities(text_limit=40, per_second=0.5)
    ids = []
    for sender in ("openid-1", "openid-2", "openid-3"):
        await post.hears("你好", sender=sender)
        await post.take_in(sender)
        ids.append((await post.conversation(sender)).id)
        await post.says(ids[-1], "您好")
        await post.queue_out(ids[-1])
        await post.deliver(ids[-1])
    assert len(post.channel.sent) == 1
    post.clock.advance(timedelta(seconds=2))
    assert await post.fire() == 1
    await post.deliver(ids[1])
    assert [one.recipient for one in post.channel.sent] == ["openid-1", "openid-2"]


async def test_a_paused_account_sends_nothing_and_loses_nothing(post):
    conversation_id = await post.begin()
    async with post.db.transaction() as tx:
        await pause(tx, post.account_id, post.admin)
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    assert post.channel.sent == []
    async with post.db.transaction() as tx:
        await resume(tx, post.account_id, post.admin)
    await post.deliver(conversation_id)
    assert post.channel.texts == ["您好"]


async def test_the_conversation_shows_how_far_a_message_came(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "您本期应还1,280.50元。" * 4)
    await post.queue_out(conversation_id)
    assert await post.shown() == ["queued"]
    post.channel.answers = [SendLater("busy")]
    await post.deliver(conversation_id)
    assert await post.shown() == ["queued"]
    post.clock.advance(timedelta(minutes=1))
    await post.deliver(conversation_id)
    assert await post.shown() == ["sent"]
    await post.accepts(
        Incoming("r-1", "openid-1", post.clock.now(), "receipt", about="sent-2", state="failed")
    )
    await post.take_in()
    assert await post.shown() == ["failed"]


async def test_receipts_in_any_order(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    for number, state in enumerate(("read", "delivered", "failed")):
        receipt = Incoming(
            f"r-{number}", "openid-1", post.clock.now(), "receipt", about="sent-1", state=state
        )
        await post.accepts(receipt)
    await post.accepts(
        Incoming("r-9", "openid-1", post.clock.now(), "receipt", about="never-sent", state="read")
    )
    await post.take_in()
    assert await post.parts() == [("read", None)]
    conversation = await post.conversation()
    assert conversation.customer_read_seq == conversation.last_seq


async def test_secrets_are_not_readable_in_the_database(post):
    async with post.db.transaction() as tx:
        stored = (await tx.execute(select(account_table.c.secrets))).scalar_one()
    assert "s3cret" not in stored
    conversation_id = await post.begin()
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    assert post.channel.texts == ["您好"]


async def test_a_window_that_the_channel_says_is_closed_holds_the_message_until_the_customer_writes(post):
    conversation_id = await post.begin()
    post.channel.answers = [WindowClosed()]
    await post.says(conversation_id, "您好")
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    assert await post.parts() == [("held", "window_closed")]
    await post.hears("还在吗", at=60)
    await post.take_in()
    await post.deliver(conversation_id)
    assert await post.parts() == [("sent", None)]
