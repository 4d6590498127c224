"""What customers write through a channel: once, in order, nothing lost, nothing dangerous."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.errors import IncomingUnfit
from tandem.contexts.channels.written.messages import ForeignFile, Incoming
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.ports import SendLater
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit import metrics
from tandem.kit.ids import new_id

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


async def test_a_message_becomes_part_of_the_customers_conversation(post):
    conversation_id = await post.begin("这个月要还多少")
    conversation = await post.conversation()
    assert (conversation.channel, conversation.account, conversation.controller) == ("made_up", "main", "bot")
    assert await post.texts(conversation_id) == ["这个月要还多少"]


async def test_the_same_event_a_thousand_times_changes_nothing(post):
    event = Incoming("e-1", "openid-1", post.clock.now(), text="你好")
    first = await post.accepts(event)
    again = [await post.accepts(event) for _ in range(50)]
    together = await asyncio.gather(*(post.accepts(event) for _ in range(50)))
    assert [first, any(again), any(together)] == [True, False, False]
    for _ in range(3):
        await post.take_in()
    assert await post.texts((await post.conversation()).id) == ["你好"]


async def test_callbacks_out_of_order_are_read_in_the_order_of_writing(post):
    for text, at in (("三", 3), ("一", 1), ("四", 4), ("二", 2)):
        await post.hears(text, at=at)
    await asyncio.gather(*(post.take_in() for _ in range(4)))
    assert await post.texts((await post.conversation()).id) == ["一", "二", "三", "四"]


async def test_two_workers_at_once_take_each_event_once(post):
    for number in range(12):
        await post.hears(f"第{number}句", at=number)
    await asyncio.gather(*(post.take_in() for _ in range(5)))
    assert await post.texts((await post.conversation()).id) == [f"第{number}句" for number in range(12)]


async def test_a_long_letter_is_several_messages(post):
    conversation_id = await post.begin("。".join(["我要说的很多"] * 3_000))
    texts = await post.texts(conversation_id)
    assert len(texts) == 3
    assert max(map(len, texts)) <= conversations.MAX_CHARS


async def test_a_blocked_customers_message_is_held_and_the_rest_goes_on(post):
    await post.begin("你好")
    async with post.db.transaction() as tx:
        customer = await customers.by_identity(tx, "made_up", "main", "openid-1")
        await customers.block(tx, customer.id, post.admin, reason="abuse", days=1)
    await post.hears("骂人的话", at=1)
    await post.take_in()
    assert await post.events() == [("done", None), ("held", "customer_blocked")]


async def test_files_are_told_by_their_content(post):
    post.channel.files = {"m-1": PNG, "m-2": b"MZ\x90\x00 this is a program", "m-3": b"x" * 100_001}
    files = (
        ForeignFile("m-1", "借条.png"), ForeignFile("m-2", "账单.pdf.exe"), ForeignFile("m-3", "大.txt"),
        ForeignFile("m-4", "无.png"),
    )  # fmt: skip
    counted = [metrics.contained.labels("made_up", code) for code in ("file_type", "file_too_large")]
    before = [one._value.get() for one in counted]
    await post.hears("请看", files=files)
    await post.take_in()
    assert [one._value.get() - was for one, was in zip(counted, before, strict=True)] == [1, 1]
    conversation = await post.conversation()
    async with post.db.transaction() as tx:
        items, _ = await conversations.messages(tx, conversation.id)
    kinds = [one.kind for one in items if one.role == "customer"]
    assert kinds == ["text", "image", "text", "text", "text"]
    said = [one.text for one in items][2:]
    assert all(name in text for name, text in zip(("账单.pdf.exe", "大.txt", "无.png"), said, strict=True))


async def test_a_file_that_cannot_be_had_now_is_waited_for(post):
    post.channel.files = {"m-1": SendLater("away")}
    await post.hears("请看", files=(ForeignFile("m-1", "借条.png"),))
    await post.take_in()
    assert await post.events() == [("received", "file: away")]
    post.channel.files = {"m-1": PNG}
    post.clock.advance(timedelta(seconds=6))
    await post.take_in()
    assert await post.events() == [("done", None)]
    assert len(await post.texts((await post.conversation()).id)) == 2


async def test_a_number_answers_what_the_bot_offered(post):
    conversation_id = await post.begin()
    options = [{"id": "early", "label": "提前还款"}, {"id": "bill", "label": "查询账单"}]
    await post.says(conversation_id, "您想办理哪项?", kind="choice", payload={"options": options})
    await post.hears("2", at=1)
    await post.take_in()
    async with post.db.transaction() as tx:
        last = (await conversations.recent_messages(tx, conversation_id, 1))[-1]
    assert (last.text, last.payload["choice_id"]) == ("查询账单", "bill")


async def test_a_number_later_is_a_number(post):
    conversation_id = await post.begin()
    options = [{"id": "early", "label": "提前还款"}]
    await post.says(conversation_id, "您想办理哪项?", kind="choice", payload={"options": options})
    await post.says(conversation_id, "还在吗?")
    await post.hears("1", at=1)
    await post.take_in()
    assert (await post.texts(conversation_id))[-1] == "1"


async def test_writing_within_a_day_goes_on_with_what_was_resolved(post):
    conversation_id = await post.begin()
    await _resolve(post, conversation_id)
    post.clock.advance(timedelta(hours=3))
    await post.hears("还有一个问题", at=10_800)
    await post.take_in()
    assert (await post.conversation()).id == conversation_id
    await _resolve(post, conversation_id)
    post.clock.advance(timedelta(hours=25))
    await post.hears("新的问题", at=100_800)
    await post.take_in()
    assert (await post.conversation()).id != conversation_id


async def _resolve(post, conversation_id):
    async with post.db.transaction() as tx:
        await conversations.resolve(tx, conversation_id, Actor.bot(), conversations.WrapUp())


@pytest.mark.parametrize(
    "beyond",
    [{"external_id": "x" * 513}, {"external_id": ""}, {"sender": ""}, {"sender": "x" * 321}, {"text": "x" * 200_001},
     {"files": tuple(ForeignFile(str(n), "a.png") for n in range(21))}, {"files": (ForeignFile("r" * 513, "a"),)},
     {"files": (ForeignFile("r", "a" * 256),)}, {"name": "张" * 201}, {"locale": "z" * 36}, {"about": "x" * 513},
     {"reason": "x" * 201}, {"context": {"a": "x" * 20_000}}, {"context": {"a": object()}}, {"sender": "a\x00b"}],
    ids=lambda beyond: next(iter(beyond)),
)  # fmt: skip
async def test_what_is_beyond_the_limits_is_refused_whole(post, beyond):
    event = Incoming("e-1", "openid-1", post.clock.now(), text="你好")
    with pytest.raises(IncomingUnfit):
        await post.accepts(replace(event, **beyond))
    async with post.db.transaction() as tx:
        assert (await tx.execute(select(func.count()).select_from(inbox_table))).scalar_one() == 0


async def test_what_a_lost_job_left_is_asked_for_again(post):
    await post.hears("你好")
    async with post.db.transaction() as tx:
        await (await tx.raw()).execute("DELETE FROM pgqueuer")
        await (await tx.raw()).execute("UPDATE channel_inbox SET received_at = now() - interval '2 minutes'")
    await post.written.sweep()
    async with post.db.transaction() as tx:
        names = await (await tx.raw()).fetch("SELECT entrypoint FROM pgqueuer")
    assert [row["entrypoint"] for row in names] == ["channels.take_in"]


async def test_a_note_opens_nothing_and_tells_staff_where_a_conversation_is_open(post):
    followed = {"kind": "note", "attributes": {"wechat_scene": "branch-7"}}
    await post.hears("客户关注了公众号", **followed)
    await post.take_in()
    assert await post.events() == [("done", None)]
    conversation_id = await post.begin("你好")
    await post.hears("客户扫描了二维码", at=5, **followed)
    await post.take_in()
    async with post.db.transaction() as tx:
        shown, _ = await conversations.messages(tx, conversation_id, customer_view=True)
        told, _ = await conversations.messages(tx, conversation_id)
        customer = await customers.by_identity(tx, "made_up", "main", "openid-1")
    assert [one.text for one in shown if one.role == "customer"] == ["你好"]
    assert [one.text for one in told if one.kind == "note"] == ["客户扫描了二维码"]
    assert customer.attributes == {"wechat_scene": "branch-7"}


async def test_a_session_that_the_channel_vouches_for_stands_with_the_message(post):
    await post.hears("我的账单", session="s-1")
    await post.take_in()
    async with post.db.transaction() as tx:
        (message,) = [one for one in await conversations.recent_messages(tx, (await post.conversation()).id, 5)
                      if one.role == "customer"]  # fmt: skip
    assert message.payload["session"] == "s-1"


async def test_a_thread_names_its_conversation(post):
    """An answer to an older thread goes on there, when it is the sender's own and no other is open."""
    first = await post.begin("第一件事")
    await _resolve(post, first)
    post.clock.advance(timedelta(hours=2))
    async with post.db.transaction() as tx:
        me = await customers.by_identity(tx, "made_up", "main", "openid-1")
        second, _ = await conversations.open_conversation(
            tx, customer_id=me.id, customer_name="x", customer_verified=False, channel="made_up", account="main",
            queue_key="general",
        )  # fmt: skip
    await post.hears("还在说第二件", at=7300, conversation_id=first)
    await post.take_in()
    assert await post.texts(second.id) == ["还在说第二件"]  # the open one: a customer has one at a time
    await _resolve(post, second.id)
    await post.hears("回到第一件", at=7400, conversation_id=first, left_out="> 引用")
    await post.take_in()
    assert await post.texts(first) == ["第一件事", "回到第一件"]
    async with post.db.transaction() as tx:
        items, _ = await conversations.messages(tx, first)
    assert [one.payload.get("left_out") for one in items if one.role == "customer"] == [None, "> 引用"]


async def test_nobody_enters_anothers_conversation_by_its_name(post):
    first = await post.begin()
    await post.hears("我是别人", sender="openid-2", conversation_id=first)
    await post.take_in("openid-2")
    await post.hears("查无此人", sender="openid-3", conversation_id=new_id())
    await post.take_in("openid-3")
    assert await post.texts(first) == ["你好"]
    assert (await post.conversation("openid-2")).id != first
    assert await post.texts((await post.conversation("openid-3")).id) == ["查无此人"]


async def test_a_channel_is_told_who_speaks_and_in_which_conversation(post):
    first = await post.begin()
    await post.says(first, "自动回答")
    await post.queue_out(first)
    await post.deliver(first)
    assert [(one.automatic, one.conversation_id) for one in post.channel.sent] == [(True, first)]


async def _resolve(post, conversation_id) -> None:
    async with post.db.transaction() as tx:
        await conversations.resolve(tx, conversation_id, Actor.bot(), conversations.WrapUp())
