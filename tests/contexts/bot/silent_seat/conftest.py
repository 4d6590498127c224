"""A lender with a silent seat: a customer whose question lies between the thresholds, and people who look."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import Thresholds
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.models import bot_turn_table, training_example_table
from tandem.contexts.bot.silent_seat.actions import attending
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.contexts.bot.subscribers import subscriptions, timer_handlers
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.events import MessageReceived
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.events import Recorded, event_table
from tandem.kit.ids import new_id
from tandem.kit.timers import TimerLoop

SYSTEM = Actor.system("test")
UNSURE = "提前还的事"


def _entry(key: str, question: str, answer: str, phrasing: str) -> dict[str, Any]:
    return {"key": key, "question": question, "answer": answer, "phrasings": [phrasing]}


BASE = [
    {
        "category": "early_settlement",
        "title": "提前结清",
        "entries": [
            _entry("early", "怎么提前还款？", "在App里选择提前结清。", "提前还清怎么弄"),
            _entry("fee", "提前结清要手续费吗？", "不收手续费。", "提前还款收违约金吗"),
            _entry("part", "可以提前还一部分吗？", "可以，最低五百元。", "部分提前还"),
            _entry("limit", "怎么提高额度？", "系统评估。", "额度太低"),
        ],
    },
    {
        "category": "smalltalk",
        "title": "闲聊",
        "entries": [_entry("smalltalk.hello", "你好", "您好！", "在吗")],
    },
]


@dataclass
class Shop:
    """Everything of one test. `do` runs an action in a transaction of its own."""

    world: World
    live: knowledge.LiveIndex
    seat: SilentSeat
    bot: Bot
    people: list[Actor] = field(default_factory=list)

    async def do(self, action: Any, *args: Any, **more: Any) -> Any:
        async with self.world.db.transaction() as tx:
            return await action(tx, *args, **more)

    async def person(
        self, name: str = "林静怡", *roles: str, present: bool = True, capacity: int = 5
    ) -> Actor:
        """An agent of the queue, at the silent seat unless told otherwise."""
        staff = await self.do(
            access.create_staff,
            SYSTEM,
            username=f"u{new_id().hex[-10:]}",
            name=name,
            roles=roles or ("agent",),
        )
        if not roles or "agent" in roles:
            await self.do(
                conversations.create_seat, staff.id, name, queue_ids=[self.world.queue_id], capacity=capacity
            )
        actor: Actor = staff.actor()
        if present:
            await self.do(attending.sit_down, self.seat, actor)
        return actor

    async def talk(self) -> "Talk":
        conversation, customer = await self.world.conversation()
        return Talk(self, conversation.id, customer)

    async def fire(self) -> int:
        """Fire what is due; how many timers that were."""
        loop = TimerLoop(self.world.db, timer_handlers())
        count = 0
        while await loop.fire_next():
            count += 1
        return count

    def later(self, seconds: float) -> None:
        self.world.clock.advance(timedelta(seconds=seconds))

    async def happened(self, kind: str) -> list[Recorded]:
        """The events of a kind, oldest first."""
        e = event_table.c
        async with self.world.db.transaction() as tx:
            rows = (
                await tx.execute(
                    select(e.id, e.at, e.kind, e.subject_id, e.actor, e.topics, e.data)
                    .where(e.kind == kind)
                    .order_by(e.id)
                )
            ).all()
        return [Recorded(r.id, r.at, r.kind, r.subject_id, r.actor, tuple(r.topics), r.data) for r in rows]

    async def run_jobs(self) -> None:
        """Let the subscriber that withdraws drafts hear of everything (again)."""
        for subscription in subscriptions(self.world.db, self.bot):
            if subscription.name == "bot.withdraw_draft":
                for event in await self.happened(subscription.kind):
                    await subscription.handler(event)

    async def audited(self) -> list[tuple[str, str]]:
        """(action, actor) of everything that was written into the audit."""
        async with self.world.db.transaction() as tx:
            rows = await tx.execute(text("SELECT action, actor FROM access_audit_entry"))
        return [(row.action, row.actor) for row in rows.all()]

    async def examples(self) -> list[Any]:
        async with self.world.db.transaction() as tx:
            return list((await tx.execute(select(training_example_table))).all())


@dataclass
class Talk:
    """One customer's conversation."""

    shop: Shop
    id: UUID
    customer: Actor

    async def write(self, words: str) -> Recorded:
        """The customer writes; the event that wakes the bot."""
        await self.shop.world.write(self.id, self.customer, words)
        mine = [e for e in await self.shop.happened(MessageReceived.kind) if e.subject_id == self.id]
        return mine[-1]

    async def ask(self, words: str = UNSURE) -> Draft | None:
        """The customer asks, the bot decides; the draft that waits then."""
        await self.shop.bot.react(await self.write(words))
        return await self.waiting()

    async def drafted(self, words: str = UNSURE) -> Draft:
        found = await self.ask(words)
        assert found is not None
        return found

    async def waiting(self) -> Draft | None:
        async with self.shop.world.db.transaction() as tx:
            return await drafts.waiting_of(tx, self.id)

    async def draft(self, draft_id: UUID) -> Draft:
        async with self.shop.world.db.transaction() as tx:
            found = await drafts.get(tx, draft_id)
        assert found is not None
        return found

    async def said(self) -> list[tuple[str, str]]:
        """What the customer sees of it, system lines left out: (role, text)."""
        async with self.shop.world.db.transaction() as tx:
            messages = await conversations.recent_messages(tx, self.id, 100)
        return [(m.role, m.text) for m in messages if m.role != "system"]

    async def messages(self) -> list[conversations.MessageView]:
        async with self.shop.world.db.transaction() as tx:
            return await conversations.recent_messages(tx, self.id, 100)

    async def controller(self) -> str:
        return (await self.shop.world.get(self.id)).controller

    async def turns(self) -> list[Any]:
        t = bot_turn_table.c
        async with self.shop.world.db.transaction() as tx:
            query = select(bot_turn_table).where(t.conversation_id == self.id).order_by(t.seq)
            return list((await tx.execute(query)).all())


@pytest.fixture
async def shop(world: World) -> AsyncIterator[Shop]:  # noqa: F811
    async with world.db.transaction() as tx:
        await knowledge.import_published(tx, BASE)
    live = knowledge.LiveIndex(world.db, {})
    await live.served()
    limits = Thresholds(answer=0.9, clarify=0.01, draft=0.05)
    found = LiveKnowledge(live)
    seat = SilentSeat(found, on=True, limits=limits)
    yield Shop(world, live, seat, Bot(world.db, found, BotOptions(limits=limits), seat=seat))
    await live.stop()
