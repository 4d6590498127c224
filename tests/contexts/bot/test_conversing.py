"""Flows in a conversation: said, kept, ended by time and by people, once however often a job runs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from tests.contexts.bot.test_answering import Chat
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.adapters.loans_local import LocalLoanBook, PostgresStore, take_in
from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.actions.conversing import TIMEOUT, Conversing
from tandem.contexts.bot.decision import NONE_OF_THESE, Thresholds
from tandem.contexts.bot.dialogue.calls.accounts import account_actions
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf, flows_check
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.models import bot_dialogue_table, bot_flow_run_table, bot_turn_table
from tandem.contexts.bot.subscribers import subscriptions
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.contexts.conversations.events import ControllerChanged
from tandem.contexts.customers import api as customers
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.loans import api as loans
from tandem.demo.seed.borrowers import BORROWERS
from tandem.demo.seed.knowledge import documents
from tandem.kit.events import Recorded, event_table
from tandem.kit.health import Unhealthy
from tandem.kit.timers import TimerLoop

FLOWS = Path(__file__).parents[3] / "src" / "tandem" / "demo" / "flows"
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Lender:
    """A conversation of a signed-in borrower, with flows from a folder that a test may write to."""

    world: World
    folder: Path
    accounts: LoanAccounts
    live: knowledge.LiveIndex
    chat: Chat
    flows: Conversing
    shelf: FlowShelf

    def another_process(self) -> tuple[FlowShelf, Conversing]:
        actions = account_actions(self.accounts)
        shelf = FlowShelf(self.world.db, self.folder, actions)
        found = LiveKnowledge(self.live)
        return shelf, Conversing(self.world.db, shelf, actions, RuleExtractor(), found, ZONE)

    async def rows(self, table: Any) -> list[Any]:
        async with self.world.db.transaction() as tx:
            return list((await tx.execute(select(table))).all())

    async def commands(self) -> list[loans.Commanded]:
        async with self.world.db.transaction() as tx:
            return await loans.of_customer(tx, "two_loans", 10)

    async def notes(self) -> list[MessageView]:
        async with self.world.db.transaction() as tx:
            found, _ = await conversations.messages(tx, self.chat.id, limit=200)
        return [m for m in found if m.kind == "note"]

    async def say(self, text: str, *, press: str | None = None) -> list[MessageView]:
        """What comes back, to a text or to a button of the last message that has them."""
        choice = None
        if press is not None:
            offered = [m for m in await self.chat.messages() if m.kind == "choice"][-1].payload["options"]
            (option,) = [o for o in offered if press in o["label"]]
            choice, text = option["id"], option["label"]
        return await self.chat.say(text, choice=choice)

    async def hear(self, kind: str) -> None:
        """Run the bot's subscribers to events of a kind."""
        e = event_table.c
        async with self.world.db.transaction() as tx:
            rows = (
                await tx.execute(
                    select(e.id, e.at, e.kind, e.subject_id, e.actor, e.topics, e.data).where(e.kind == kind)
                )
            ).all()
        for row in rows:
            event = Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)
            for one in subscriptions(self.world.db, self.chat.bot, self.flows):
                if one.kind == kind:
                    await one.handler(event)


@pytest.fixture
async def lender(world: World, tmp_path: Path) -> AsyncIterator[Lender]:  # noqa: F811
    for file in FLOWS.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    async with world.db.transaction() as tx:
        wanted = ("early_settlement", "smalltalk", "small_talk")
        await knowledge.import_published(tx, [d for d in documents() if d["category"] in wanted])
    live = knowledge.LiveIndex(world.db, {})
    await live.served()
    async with world.db.transaction() as tx:
        person = await customers.recognise(
            tx, "web_signed", "demo", "demo-two_loans", name="王雨欣", verified=True,
            attributes={"account": "two_loans"},
        )  # fmt: skip
        conversation, _ = await conversations.open_conversation(
            tx, customer_id=person.id, customer_name="王雨欣", customer_verified=True, channel="web",
            account="demo", queue_key="general",
        )  # fmt: skip
    store = PostgresStore(world.db)
    await take_in(store, BORROWERS, world.db.clock.now().astimezone(ZONE).date())
    book = LocalLoanBook(store, world.db.clock, ZONE)
    accounts = LoanAccounts(book, journalled(loans.Commands(world.db, book)))
    actions = account_actions(accounts)
    shelf = FlowShelf(world.db, tmp_path, actions)
    found = LiveKnowledge(live)
    flows = Conversing(world.db, shelf, actions, RuleExtractor(), found, ZONE)
    bot = Bot(world.db, found, BotOptions(), flows)
    chat = Chat(world, bot, conversation.id, Actor.customer(person.id, "王雨欣"))
    yield Lender(world, tmp_path, accounts, live, chat, flows, shelf)
    await live.stop()


async def test_repaying_from_beginning_to_end(lender: Lender) -> None:
    (asked,) = await lender.say("我要还款")
    assert (asked.kind, [o["label"] for o in asked.payload["options"]]) == (
        "choice", ["建设银行储蓄卡(尾号6217)", "招商银行储蓄卡(尾号3391)"],
    )  # fmt: skip
    (amount,) = await lender.say("", press="6217")
    assert "4,435.00元" in amount.text
    (summed_up,) = await lender.say("一千二")
    assert [o["label"] for o in summed_up.payload["options"]] == ["确认", "先不办"]
    (done,) = await lender.say("", press="确认")
    assert "1,200.00元" in done.text
    (line,) = await lender.commands()
    assert (line.kind, line.state, line.params["fen"]) == ("repay", "done", 120_000)
    assert line.number
    assert line.number in done.text
    (run,) = await lender.rows(bot_flow_run_table)
    assert (run.flow, run.outcome) == ("repay", "done")
    (row,) = await lender.rows(bot_dialogue_table)
    assert (row.state["stack"], row.revision) == ([], 4)
    turns = await lender.rows(bot_turn_table)
    assert [turn.action for turn in turns] == ["flow"] * 4
    assert turns[-1].evidence["calls"] == [{"action": "repay", "ended": "ok"}]


async def test_a_job_that_runs_twice_pays_once(lender: Lender) -> None:
    for text in ("用尾号6217的卡还款", "500"):
        await lender.say(text)
    event = await lender.chat.write("确认")
    other_shelf, other_flows = lender.another_process()
    del other_shelf
    other = Bot(lender.world.db, LiveKnowledge(lender.live), BotOptions(), other_flows)
    await asyncio.gather(lender.chat.bot.react(event), other.react(event))
    await other.react(event)
    assert len(await lender.commands()) == 1
    said = [m for m in await lender.chat.messages() if "已提交" in m.text]
    assert len(said) == 1


async def test_a_question_in_the_middle_is_answered_with_its_source(lender: Lender) -> None:
    await lender.say("我要部分提前还款")
    answer, again = await lender.say("提前还清要不要手续费")
    assert answer.payload["sources"][0]["key"] == "early_settlement.fee"
    assert answer.payload["feedback"] is True
    assert again.kind == "choice"
    assert "我们接着办理“部分提前还款”" in again.text


async def test_a_voice_note_in_the_middle_leaves_the_question_standing(lender: Lender) -> None:
    (asked,) = await lender.say("我要部分提前还款")
    (said,) = await lender.chat.say(voice=True)
    assert "听不了语音" in said.text
    (row,) = await lender.rows(bot_dialogue_table)
    assert row.state["stack"], "the flow goes on"
    # Its buttons still answer what it had asked.
    (following,) = await lender.say("", press=asked.payload["options"][0]["label"])
    assert following.payload["policy"] == "flow"
    assert following.text != asked.text


async def test_a_person_asked_for_gets_what_was_filled_in(lender: Lender) -> None:
    await lender.say("用尾号6217的卡还款")
    await lender.say("转人工")
    assert await lender.chat.controller() == "queue"
    for _ in range(2):
        await lender.hear(ControllerChanged.kind)
    (note,) = await lender.notes()
    assert (note.audience, "建设银行储蓄卡(尾号6217)" in note.text) == ("staff", True)
    (run,) = await lender.rows(bot_flow_run_table)
    assert run.outcome == "handed_over"
    (row,) = await lender.rows(bot_dialogue_table)
    assert row.state["stack"] == []


async def test_a_flow_that_gives_up_hands_over_with_a_note(lender: Lender) -> None:
    await lender.say("用尾号6217的卡还款")
    for text in ("呃这个嘛看情况", "随便你定", "都听你的"):
        await lender.say(text)
    assert await lender.chat.controller() == "queue"
    (note,) = await lender.notes()
    assert "还款卡" in note.text
    (handed,) = [t for t in await lender.rows(bot_turn_table) if t.action == "handoff"]
    assert (handed.policy, handed.reason) == ("flow", "form_stuck")


async def test_silence_ends_a_flow_once(lender: Lender) -> None:
    await lender.say("我要还款")
    loop = TimerLoop(lender.world.db, {TIMEOUT: lender.flows.timed_out})
    lender.world.clock.advance(timedelta(minutes=29))
    assert not await loop.fire_next()
    lender.world.clock.advance(timedelta(minutes=2))
    assert await loop.fire_next()
    assert not await loop.fire_next()
    last = (await lender.chat.messages())[-1]
    assert "先为您取消" in last.text
    (run,) = await lender.rows(bot_flow_run_table)
    assert run.outcome == "timed_out"


async def test_an_answer_in_time_moves_the_timer(lender: Lender) -> None:
    await lender.say("我要还款")
    lender.world.clock.advance(timedelta(minutes=20))
    await lender.say("", press="6217")
    lender.world.clock.advance(timedelta(minutes=20))
    loop = TimerLoop(lender.world.db, {TIMEOUT: lender.flows.timed_out})
    assert not await loop.fire_next()


async def test_a_visitor_nobody_vouches_for_learns_nothing(lender: Lender) -> None:
    conversation, stranger = await lender.world.conversation()
    chat = Chat(lender.world, lender.chat.bot, conversation.id, stranger)
    (asked,) = await chat.say("我名下有几笔借款")
    assert "确认是您本人" in asked.text
    assert "元" not in asked.text
    (handed, *_) = await chat.say("转人工", choice=asked.payload["options"][0]["id"])
    assert "核实身份" in handed.text
    assert await chat.controller() == "queue"


async def test_a_broken_file_changes_nothing_and_health_tells(lender: Lender) -> None:
    check = flows_check(lender.shelf)
    assert "18 flows" in str(await check.probe())
    served = (await lender.shelf.current()).flows.version
    path = lender.folder / "paying.yaml"
    good = path.read_text()
    path.write_text(good.replace("call: repay", "call: repya"))
    await lender.shelf.refresh()
    with pytest.raises(Unhealthy, match=r"paying.yaml:\d+:\d+: unknown action 'repya'; did you mean 'repay'"):
        await check.probe()
    (asked,) = await lender.say("我要还款")
    assert asked.kind == "choice"
    # A process that starts now serves the last good version.
    shelf, _ = lender.another_process()
    assert (await shelf.current()).flows.version == served
    assert shelf.refused
    path.write_text(good)
    await lender.shelf.refresh()
    await check.probe()


async def test_a_conversation_ends_on_the_version_it_began_with(lender: Lender) -> None:
    await lender.say("用尾号6217的卡还款")
    path = lender.folder / "paying.yaml"
    path.write_text(path.read_text().replace("确认从{card}还款{amount}吗？", "用{card}还{amount}，对吗？"))
    await lender.shelf.refresh()
    shelf, flows = lender.another_process()
    await shelf.refresh()
    lender.chat.bot = Bot(lender.world.db, LiveKnowledge(lender.live), BotOptions(), flows)
    (summed_up,) = await lender.say("500")
    assert "确认从建设银行" in summed_up.text
    await lender.say("", press="先不办")
    await lender.say("用尾号6217的卡还款")
    (summed_up,) = await lender.say("500")
    assert "，对吗？" in summed_up.text


async def test_an_action_out_of_order_gives_a_person(lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise ConnectionError("the loan book is away")

    await lender.shelf.current()
    monkeypatch.setattr(LoanAccounts, "cards", broken)
    (said,) = [m for m in await lender.say("我要还款") if m.role == "bot"]
    assert "系统暂时没有响应" in said.text
    assert await lender.chat.controller() == "queue"


async def test_who_was_faster_reads_what_was_done(lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("用尾号6217的卡还款", "500"):
        await lender.say(text)
    agent = await lender.world.agent()
    repay = LoanAccounts.repay

    async def meanwhile(self: LoanAccounts, *args: Any) -> Any:
        done = await repay(self, *args)
        async with lender.world.db.transaction() as tx:
            await conversations.reply(tx, lender.chat.id, agent, client_id="a1", text="您好，我来帮您")
        return done

    monkeypatch.setattr(LoanAccounts, "repay", meanwhile)
    said = await lender.say("", press="确认")
    assert [m.role for m in said if m.role == "bot"] == []
    (note,) = await lender.notes()
    assert "500.00元已提交" in note.text
    await lender.hear(ControllerChanged.kind)
    (row,) = await lender.rows(bot_dialogue_table)
    assert row.state["stack"] == []


async def test_the_ladder_may_ask_back_in_the_middle(lender: Lender) -> None:
    lender.chat.bot = Bot(
        lender.world.db, LiveKnowledge(lender.live), BotOptions(limits=Thresholds(0.99, 0.0001)), lender.flows
    )
    await lender.say("我要部分提前还款")
    (asked,) = await lender.say("提前结清那个手续费的事情")
    assert asked.payload["options"][-1]["id"] == NONE_OF_THESE
    answer, again = await lender.say("", press="手续费")
    assert answer.payload["sources"][0]["key"] == "early_settlement.fee"
    assert "我们接着办理" in again.text
    (amount,) = await lender.say("随心借")
    assert "多少本金" in amount.text


async def test_two_workers_with_two_messages_lose_neither(lender: Lender) -> None:
    await lender.say("我要还款")
    _, flows = lender.another_process()
    other = Bot(lender.world.db, LiveKnowledge(lender.live), BotOptions(), flows)
    first, second = await lender.chat.write("尾号6217"), await lender.chat.write("查本期应还")
    await asyncio.gather(lender.chat.bot.react(first), other.react(second))
    (row,) = await lender.rows(bot_dialogue_table)
    assert (row.revision, row.state["stack"][0]["slots"]["card"]) == (3, "card-6217")
    assert len(await lender.rows(bot_turn_table)) == 3
    ended = [run.outcome for run in await lender.rows(bot_flow_run_table) if run.flow == "bill"]
    assert ended == ["done"]
