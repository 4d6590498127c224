"""The bot in a conversation: it answers with its source, asks back, hands over, and lets people go first."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.contexts.access.api import Actor
from tandem.contexts.bot import repository
from tandem.contexts.bot.actions import answering
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import NONE_OF_THESE, Thresholds
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.models import bot_turn_table
from tandem.contexts.bot.subscribers import subscriptions
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.events import MessageReceived, SilentSeatLeft
from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx
from tandem.kit.events import Recorded, event_table
from tandem.kit.ids import new_id

EARLY, FEE = "early", "fee"
BASE = [
    {
        "category": "early_settlement", "title": "提前结清",
        "entries": [
            {"key": EARLY, "question": "怎么提前还款？", "answer": "选择提前结清。", "phrasings": ["提前还清怎么弄"]},
            {"key": FEE, "question": "提前结清要手续费吗？", "answer": "不收。", "phrasings": ["提前还款收违约金吗"]},
            {"key": "limit", "question": "怎么提高额度？", "answer": "系统评估。", "phrasings": ["额度太低"]},
        ],
    },
    {
        "category": "smalltalk", "title": "闲聊",
        "entries": [{"key": "smalltalk.hello", "question": "你好", "answer": "您好！", "phrasings": ["hi"]}],
    },
]  # fmt: skip


@dataclass
class Chat:
    """A customer's conversation, with the bot listening."""

    world: World
    bot: Bot
    id: UUID
    customer: Actor
    seen: list[Recorded] = field(default_factory=list)

    async def write(self, text: str, *, choice: str | None = None, voice: bool = False) -> Recorded:
        """The customer writes, or speaks; returns the event that wakes the bot."""
        async with self.world.db.transaction() as tx:
            await conversations.receive(
                tx, self.id, self.customer, client_id=f"c{len(self.seen):08}", text=text, choice_id=choice,
                attachment_id=await self._recorded(tx) if voice else None,
            )  # fmt: skip
        e = event_table.c
        async with self.world.db.transaction() as tx:
            row = (
                await tx.execute(
                    select(e.id, e.at, e.kind, e.subject_id, e.actor, e.topics, e.data)
                    .where(e.kind == MessageReceived.kind)
                    .order_by(e.id.desc())
                    .limit(1)
                )
            ).one()
        self.seen.append(
            Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)
        )
        return self.seen[-1]

    async def _recorded(self, tx: Tx) -> UUID:
        id_ = new_id()
        await conversations.add_attachment(
            tx, id=id_, conversation_id=self.id, uploaded_by=self.customer.label, name="voice.webm",
            content_type="audio/webm", size=9, object_key=id_.hex, duration_ms=4200,
        )  # fmt: skip
        return id_

    async def say(
        self, text: str = "", *, choice: str | None = None, voice: bool = False
    ) -> list[conversations.MessageView]:
        """What comes back."""
        event = await self.write(text, choice=choice, voice=voice)
        await self.bot.react(event)
        messages = await self.messages()
        return [m for m in messages if m.seq > event.data["message"]["seq"]]

    async def messages(self) -> list[conversations.MessageView]:
        async with self.world.db.transaction() as tx:
            return await conversations.recent_messages(tx, self.id, 100)

    async def controller(self) -> str:
        return (await self.world.get(self.id)).controller

    async def turns(self) -> list[Any]:
        async with self.world.db.transaction() as tx:
            return list((await tx.execute(select(bot_turn_table).order_by(bot_turn_table.c.seq))).all())


@pytest.fixture
async def live(world: World) -> AsyncIterator[knowledge.LiveIndex]:  # noqa: F811
    async with world.db.transaction() as tx:
        await knowledge.import_published(tx, BASE)
    index = knowledge.LiveIndex(world.db, {})
    await index.served()
    yield index
    await index.stop()


@pytest.fixture
async def chat(world: World, live: knowledge.LiveIndex) -> Chat:  # noqa: F811
    options = BotOptions(queues={"complaint": "nowhere"}, limits=Thresholds(0.9, 0.01))
    bot = Bot(world.db, LiveKnowledge(live), options)
    conversation, customer = await world.conversation()
    return Chat(world, bot, conversation.id, customer)


async def test_answers_with_its_source(chat: Chat) -> None:
    (answer,) = await chat.say("请问怎么提前还款？")
    assert (answer.role, answer.kind, answer.text) == ("bot", "text", "选择提前结清。")
    (source,) = answer.payload["sources"]
    assert (source["key"], source["title"], source["version"]) == (EARLY, "怎么提前还款？", 1)
    assert answer.payload["confidence"] >= 0.9
    assert (answer.payload["policy"], answer.payload["feedback"]) == ("exact", True)
    (turn,) = await chat.turns()
    assert (turn.action, turn.answer_id, turn.asked) == ("answer", answer.id, "请问怎么提前还款")
    assert turn.candidates[0]["scores"]
    assert turn.elapsed_ms > 0


async def test_a_job_that_runs_twice_answers_once(chat: Chat) -> None:
    event = await chat.write("怎么提前还款")
    await asyncio.gather(*(chat.bot.react(event) for _ in range(4)))
    await chat.bot.react(event)
    assert [m.role for m in await chat.messages()] == ["customer", "bot"]
    assert len(await chat.turns()) == 1


async def test_asks_back_and_takes_the_button(chat: Chat) -> None:
    (question,) = await chat.say("提前还的事")
    assert question.kind == "choice"
    options = question.payload["options"]
    assert options[-1] == {"id": NONE_OF_THESE, "label": "都不是，转人工"}
    assert 2 <= len(options) <= 4
    (answer,) = await chat.say(options[0]["label"], choice=options[0]["id"])
    assert answer.payload["policy"] == "choice"
    assert answer.payload["sources"][0]["entry_id"] == options[0]["id"]


async def test_none_of_these_reaches_a_person(chat: Chat) -> None:
    await chat.say("提前还的事")
    said, queued = await chat.say("都不是，转人工", choice=NONE_OF_THESE)
    assert (said.role, queued.role) == ("bot", "system")
    assert await chat.controller() == "queue"


async def test_does_not_ask_back_twice(chat: Chat) -> None:
    await chat.say("提前还的事")
    await chat.say("就是提前还嘛")
    assert await chat.controller() == "queue"
    assert (await chat.turns())[-1].reason == "clarified_before"


@pytest.mark.parametrize(
    ("text", "reason", "priority"),
    [("转人工", "asked_for_person", 1), ("我要投诉你们", "complaint", 2), ("我不想活了", "self_harm", 3)],
)
async def test_hands_over(chat: Chat, text: str, reason: str, priority: int) -> None:
    said = await chat.say(text)
    assert said[0].role == "bot"
    assert said[0].payload["reason"] == reason
    conversation = await chat.world.get(chat.id)
    assert (conversation.controller, conversation.priority) == ("queue", priority)
    assert (await chat.say("还在吗")) == []  # the bot is silent now


async def test_a_person_stops_the_bot(chat: Chat) -> None:
    event = await chat.write("怎么提前还款")
    agent = await chat.world.agent()
    async with chat.world.db.transaction() as tx:
        await conversations.reply(tx, chat.id, agent, client_id="a0000001", text="我来帮您")
    await chat.bot.react(event)
    assert [m.role for m in await chat.messages() if m.role != "system"] == ["customer", "agent"]
    assert await chat.turns() == []


async def test_answers_again_when_handed_back(chat: Chat) -> None:
    await chat.say("怎么提前还款")
    await chat.say("转人工")
    agent = await chat.world.agent()
    async with chat.world.db.transaction() as tx:
        await conversations.reply(tx, chat.id, agent, client_id="a0000001", text="您好")
        await conversations.hand_back(tx, chat.id, agent)
    (answer,) = await chat.say("怎么提前还款")
    assert answer.payload["policy"] == "exact"


async def test_small_talk_and_noise(chat: Chat) -> None:
    (hello,) = await chat.say("你好呀")
    assert (hello.text, "sources" in hello.payload) == ("您好！", False)
    (asked,) = await chat.say("？？？")
    assert "意思" in asked.text or "问题" in asked.text
    assert await chat.controller() == "bot"
    await chat.say("。。。")
    assert await chat.controller() == "queue"


async def test_a_voice_note_is_no_noise(chat: Chat) -> None:
    """The bot says that it cannot listen; a second one goes to a person, who can."""
    (said,) = await chat.say(voice=True)
    assert "听不了语音" in said.text
    assert "转人工" in said.text
    assert await chat.controller() == "bot"
    await chat.say(voice=True)
    assert await chat.controller() == "queue"


async def test_feedback_is_heeded(chat: Chat) -> None:
    (answer,) = await chat.say("怎么提前还款")
    async with chat.world.db.transaction() as tx:
        await repository.keep_feedback(tx, answer.id, True)
        await repository.keep_feedback(tx, answer.id, False)
    await chat.say("提前还清怎么弄")
    assert (await chat.turns())[-1].reason == "not_helpful"
    assert await chat.controller() == "queue"


async def test_an_entry_retired_meanwhile_is_not_said(chat: Chat) -> None:
    editor = Actor.system("test")
    async with chat.world.db.transaction() as tx:
        (entry,) = await knowledge.published_by_keys(tx, [EARLY])
        await knowledge.retire(tx, editor, entry.id)
    said = await chat.say("怎么提前还款")
    assert all("提前结清" not in m.text for m in said)
    assert await chat.controller() == "queue"


async def test_use_is_counted(chat: Chat) -> None:
    await chat.say("怎么提前还款")
    async with chat.world.db.transaction() as tx:
        found = await knowledge.list_entries(tx, Actor.system("test"), q="怎么提前还款")
    assert [e.hits for e in found] == [1]


async def test_what_the_bot_listens_to(chat: Chat) -> None:
    listening = {s.kind: s.name for s in subscriptions(chat.world.db, chat.bot)}
    assert listening == {
        MessageReceived.kind: "bot.react",
        "channels.feedback_given": "bot.feedback",
        SilentSeatLeft.kind: "bot.withdraw_draft",
        CustomerErased.kind: "bot.forget",
    }


async def test_messages_written_in_a_row_are_decided_in_order(chat: Chat, live: knowledge.LiveIndex) -> None:
    """Two processes take up one message each, the later one first."""
    other = Bot(chat.world.db, LiveKnowledge(live), BotOptions(limits=Thresholds(0.9, 0.01)))
    first, second = await chat.write("怎么提前还款？"), await chat.write("提前结清要手续费吗？")
    await asyncio.gather(other.react(second), chat.bot.react(first))
    said = [message.text for message in await chat.messages() if message.role == "bot"]
    assert said == ["选择提前结清。", "不收。"]


async def test_an_earlier_message_that_nobody_decides_holds_up_nobody(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PAUSES", (0.0, 0.0))
    await chat.write("怎么提前还款？")
    (answer,) = await chat.say("提前结清要手续费吗？")
    assert answer.text == "不收。"


async def test_what_was_said_meanwhile_was_not_seen(chat: Chat) -> None:
    first, second = await chat.write("怎么还款才行呢"), await chat.write("怎么还款才行呀")
    chat.world.clock.advance(timedelta(seconds=1))
    await chat.bot.react(first)
    await chat.bot.react(second)
    assert [turn.action for turn in await chat.turns()] == ["clarify", "clarify"]
    assert await chat.controller() == "bot"
