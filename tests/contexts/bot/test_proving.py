"""A flow that waits until somebody has shown who they are, against a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.contexts.bot.test_answering import Chat
from tests.contexts.bot.test_conversing import FLOWS, ZONE
from tests.contexts.conversations.conftest import World, world  # noqa: F401
from tests.contexts.verification.lender import WANG, Known, Telephones

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.adapters.loans_local import LocalLoanBook, PostgresStore, take_in
from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.actions.conversing import Conversing
from tandem.contexts.bot.dialogue.calls.accounts import account_actions
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.models import bot_dialogue_table, bot_flow_run_table
from tandem.contexts.bot.subscribers import subscriptions
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.contexts.customers import api as customers
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.loans import api as loans
from tandem.contexts.verification.api import Asker, Challenge, Codes, Level, Verification
from tandem.contexts.verification.events import CustomerProven, VerificationLocked
from tandem.demo.seed.borrowers import BORROWERS
from tandem.demo.seed.knowledge import documents
from tandem.kit.crypto import Keyring, Vault
from tandem.kit.events import Recorded, event_table
from tandem.kit.ids import new_id

SESSION = "a browser"


@dataclass
class Visit:
    """An anonymous visitor's conversation; messages carry their session."""

    world: World
    chat: Chat
    flows: Conversing
    verification: Verification
    phones: Telephones
    session: str = SESSION
    heard: set[int] = field(default_factory=set)

    @property
    def asker(self) -> Asker:
        assert self.chat.customer.id is not None
        return Asker(self.chat.customer.id, self.session, "203.0.113.7", self.chat.id)

    async def say(self, text: str, *, press: str | None = None) -> list[MessageView]:
        """What comes back, to a text or to a button of the last message that has them."""
        choice = None
        if press is not None:
            offered = [m for m in await self.chat.messages() if m.kind == "choice"][-1].payload["options"]
            (option,) = [o for o in offered if press in o["label"]]
            choice, text = option["id"], option["label"]
        async with self.world.db.transaction() as tx:
            sent = await conversations.receive(
                tx, self.chat.id, self.chat.customer, client_id=new_id().hex, text=text, choice_id=choice,
                payload={"session": self.session},
            )  # fmt: skip
        await self.hear("conversations.message_received")
        return await self.after(sent.message.seq)

    async def after(self, seq: int) -> list[MessageView]:
        return [m for m in await self.chat.messages() if m.seq > seq and m.role == "bot"]

    async def hear(self, kind: str, *, again: bool = False) -> None:
        """Run the bot's subscribers to the events of a kind that nobody has heard yet."""
        e = event_table.c
        columns = (e.id, e.at, e.kind, e.subject_id, e.actor, e.topics, e.data)
        async with self.world.db.transaction() as tx:
            rows = (await tx.execute(select(*columns).where(e.kind == kind).order_by(e.id))).all()
        for row in rows:
            if row.id in self.heard and not again:
                continue
            self.heard.add(row.id)
            event = Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)
            for one in subscriptions(self.world.db, self.chat.bot, self.flows):
                if one.kind == kind:
                    await one.handler(event)

    async def ask_code(self, phone: str = WANG, purpose: str = "bind") -> Challenge:
        async with self.world.db.transaction() as tx:
            challenge, out = await self.verification.request_code(
                tx, self.asker, purpose=purpose, phone=phone
            )
        await self.verification.send(out)
        return challenge

    async def prove(
        self, code: str | None = None, phone: str = WANG, purpose: str = "bind"
    ) -> list[MessageView]:
        """Fill in the card; what the bot then says."""
        before = (await self.chat.messages())[-1].seq
        challenge = await self.ask_code(phone, purpose)
        async with self.world.db.transaction() as tx:
            await self.verification.check_code(tx, challenge.id, code or self.phones.code(phone), self.asker)
        await self.hear(CustomerProven.kind)
        return await self.after(before)

    async def rows(self, table: Any) -> list[Any]:
        async with self.world.db.transaction() as tx:
            return list((await tx.execute(select(table))).all())

    async def commands(self) -> list[loans.Commanded]:
        async with self.world.db.transaction() as tx:
            return await loans.of_customer(tx, "two_loans", 10)


@pytest.fixture
async def visit(world: World) -> AsyncIterator[Visit]:  # noqa: F811
    async with world.db.transaction() as tx:
        wanted = ("early_settlement", "smalltalk", "small_talk")
        await knowledge.import_published(tx, [d for d in documents() if d["category"] in wanted])
    live = knowledge.LiveIndex(world.db, {})
    await live.served()
    store = PostgresStore(world.db)
    await take_in(store, BORROWERS, world.db.clock.now().astimezone(ZONE).date())
    book = LocalLoanBook(store, world.db.clock, ZONE)
    actions = account_actions(LoanAccounts(book, journalled(loans.Commands(world.db, book))))
    phones = Telephones()
    verification = Verification(Codes(b"a root secret"), Known(), phones)
    found = LiveKnowledge(live)
    shelf = FlowShelf(world.db, FLOWS, actions)
    flows = Conversing(world.db, shelf, actions, RuleExtractor(), found, ZONE, verification)
    conversation, who = await world.conversation()
    chat = Chat(world, Bot(world.db, found, BotOptions(), flows), conversation.id, who)
    yield Visit(world, chat, flows, verification, phones)
    await live.stop()


async def test_what_do_i_owe_then_settling_with_a_question_in_the_middle(visit: Visit) -> None:
    (asked,) = await visit.say("我这个月要还多少")
    assert (asked.kind, asked.payload["verification"]) == ("choice", {"level": "bound"})
    assert [one["label"] for one in asked.payload["options"]] == ["先不验证", "转人工"]
    (bill,) = await visit.prove()
    assert "验证通过" in bill.text
    assert "4,435.00元" in bill.text
    await visit.say("我要提前结清")
    (quote,) = await visit.say("", press="随心借")
    assert "一共" in quote.text
    answer, again = await visit.say("会影响征信吗")
    assert answer.payload["sources"][0]["key"] == "early_settlement.credit_effect"
    assert "我们接着办理“提前结清”" in again.text
    (summed_up,) = await visit.say("", press="6217")
    assert "全部还清吗" in summed_up.text
    (done,) = await visit.say("", press="确认")
    assert "已经全部还清" in done.text
    (line,) = await visit.commands()
    assert (line.kind, line.state, line.customer) == ("settle", "done", "two_loans")
    assert line.number
    assert line.number in done.text
    assert [run.outcome for run in await visit.rows(bot_flow_run_table)] == ["done", "done"]


async def test_a_new_number_waits_for_its_own_code(visit: Visit, keyring: Keyring) -> None:
    """The registered number's code is no proof of the new one; nor is another number's."""
    visit.world.db.vault = Vault(visit.world.db, keyring)
    await visit.say("我要换手机号")
    await visit.prove()
    await visit.say("13612345678")
    (asked,) = await visit.say("", press="确认")
    assert asked.payload["verification"] == {"level": "fresh", "number": "136****5678"}
    (still,) = await visit.prove(phone="13612345679", purpose="new_phone")
    assert still.payload["verification"]["number"] == "136****5678"
    assert await visit.commands() == []
    (done,) = await visit.prove(phone="13612345678", purpose="new_phone")
    assert "已经改成136****5678" in done.text
    (line,) = await visit.commands()
    assert (line.kind, line.state) == ("change_phone", "done")


async def test_a_code_ten_minutes_old_acts_no_more_but_still_looks(visit: Visit) -> None:
    await visit.say("我这个月要还多少")
    await visit.prove()
    visit.world.clock.advance(timedelta(minutes=11))
    assert "15" in (await visit.say("把还款日改成15号"))[0].text
    (asked,) = await visit.say("", press="确认")
    assert asked.payload["verification"] == {"level": "fresh"}
    assert await visit.commands() == []
    (done,) = await visit.prove()
    assert "每月15号还款" in done.text
    assert [one.kind for one in await visit.commands()] == ["change_due_day"]


async def test_the_word_that_it_is_proven_may_come_twice(visit: Visit) -> None:
    await visit.say("我这个月要还多少")
    await visit.prove()
    before = len(await visit.chat.messages())
    await visit.hear(CustomerProven.kind, again=True)
    assert len(await visit.chat.messages()) == before
    assert [run.outcome for run in await visit.rows(bot_flow_run_table)] == ["done"]


async def test_another_session_of_the_same_person_has_proven_nothing(visit: Visit) -> None:
    await visit.say("我这个月要还多少")
    await visit.prove()
    visit.session = "another browser"
    (asked,) = await visit.say("我名下有几笔借款")
    assert asked.payload["verification"] == {"level": "bound"}


async def test_too_many_wrong_codes_end_it_politely(visit: Visit) -> None:
    await visit.say("我要还款")
    challenge = await visit.ask_code()
    for n in range(5):
        async with visit.world.db.transaction() as tx:
            wrong = f"{(int(visit.phones.code()) + n + 1) % 1_000_000:06}"
            await visit.verification.check_code(tx, challenge.id, wrong, visit.asker)
    before = (await visit.chat.messages())[-1].seq
    for _ in range(2):
        await visit.hear(VerificationLocked.kind, again=True)
    (said,) = await visit.after(before)
    assert "没有做任何操作" in said.text
    assert [one["label"] for one in said.payload["options"]] == ["转人工"]
    assert [run.outcome for run in await visit.rows(bot_flow_run_table)] == ["not_verified"]
    await visit.say("", press="转人工")
    assert await visit.chat.controller() == "queue"


async def test_a_proof_for_nothing_says_nothing(visit: Visit) -> None:
    await visit.say("你好")
    assert await visit.prove() == []


async def test_nothing_of_the_card_is_in_the_talk(visit: Visit) -> None:
    await visit.say("我这个月要还多少")
    await visit.prove()
    kept = str(await visit.rows(bot_dialogue_table)) + str(await visit.chat.messages())
    assert WANG not in kept
    assert visit.phones.code() not in kept


async def test_a_proof_that_comes_when_a_person_has_it_is_left_to_them(visit: Visit) -> None:
    await visit.say("我这个月要还多少")
    await visit.say("转人工")
    assert await visit.prove() == []
    assert isinstance(visit.chat.id, UUID)


async def test_who_writes_from_another_channel_has_not_proven_what_the_first_has(visit: Visit) -> None:
    """Whoever opens a link to the conversation is one person with who began it, and yet may be somebody else."""
    await visit.say("我这个月要还多少")
    await visit.prove()
    async with visit.world.db.transaction() as tx:
        there = await customers.recognise(tx, "made_up", "main", "somebody")
        assert visit.chat.customer.id is not None
        begun = visit.chat.customer.id
        await customers.join_unproven(tx, begun, there.id, actor=visit.chat.customer, reason="continued")
        way = conversations.Way("made_up", "main", there.id)
        await conversations.go_on_as_preferred(tx, visit.chat.id, way, visit.chat.customer, leg_id=new_id())
        before = await conversations.receive(
            tx, visit.chat.id, Actor.customer(there.id, ""), client_id=new_id().hex, text="我名下有几笔借款",
            payload={"session": visit.session},
        )  # fmt: skip
    await visit.hear("conversations.message_received")
    said = await visit.after(before.message.seq)
    assert said
    assert "4,435" not in "".join(one.text for one in said)
    async with visit.world.db.transaction() as tx:
        talk = await conversations.get(tx, visit.chat.id)
        theirs = await visit.flows.standing(tx, talk, there.id, visit.session)
        first = await visit.flows.standing(tx, talk, begun, visit.session)
    assert (theirs.proven, first.proven) == (Level.PUBLIC, Level.FRESH)
