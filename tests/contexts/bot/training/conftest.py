"""A lender with a bot trainer: what is published, a bot that answers by it, and a place for trained versions."""

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.contexts.bot.training.tiny import TinyEncoder
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.actions.conversing import Conversing
from tandem.contexts.bot.decision import IntentLimits
from tandem.contexts.bot.dialogue.calls.accounts import account_actions
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.models import bot_turn_table
from tandem.contexts.bot.training.actions.asking import ask
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.actions.publishing import publish
from tandem.contexts.bot.training.learning import Learning
from tandem.contexts.bot.training.live import LiveIntents
from tandem.contexts.bot.training.repository import examples, versions
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.training.supervising import TRAINING
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.events import MessageReceived
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.childwork import Child, ChildWork
from tandem.kit.events import Recorded, event_table
from tandem.kit.ids import new_id

_LEARNED: dict[str, tuple[dict[str, Any], dict[str, bytes]]] = {}
"""What was learned in this process, by the examples: the version's columns and its files."""

FLOW = """
flows:
  settle:
    title: 提前结清试算
    triggers: [帮我算下提前结清要多少钱, 提前结清试算, 现在结清要还多少钱]
    steps:
      - say: 好的，我来帮您试算。
"""


def _entry(key: str, question: str, answer: str, phrasings: str) -> dict[str, Any]:
    return {"key": key, "question": question, "answer": answer, "phrasings": phrasings.split()}


BASE = [
    {
        "category": "early_settlement",
        "title": "提前结清",
        "entries": [
            _entry("early", "怎么提前还款？", "在App里选择提前结清。", "提前还清怎么弄 想一次性还完 提前还款在哪里办"),
            _entry("fee", "提前结清要手续费吗？", "不收手续费。", "提前还款收违约金吗 提前还会扣钱吗 早还要不要罚金"),
            _entry("date", "怎么改还款日？", "在App里修改。", "还款日期能换吗 想换一天还款 扣款日改到发工资后"),
            _entry("limit", "怎么提高额度？", "系统评估。", "额度太低了 想多借一点能提额吗 什么时候能涨额度"),
        ],
    },
    {
        "category": "smalltalk",
        "title": "闲聊",
        "entries": [_entry("smalltalk.hello", "你好", "您好！", "在吗")],
    },
]  # fmt: skip


class FixedLimits:
    """Thresholds that a test sets."""

    def __init__(self) -> None:
        self.limits = IntentLimits(auto=0.0, draft=0.0)

    def of(self, intent: str, version: int) -> IntentLimits:
        return self.limits


@dataclass
class Desk:
    """Everything of one test. `do` runs an action in a transaction of its own."""

    world: World
    folder: Path
    bot: Bot
    live: LiveIntents
    step: KeepingStep
    limits: FixedLimits
    trainer: Actor = field(
        default_factory=lambda: Actor("staff", new_id(), "周训练", permissions_of(["bot_trainer"]))
    )

    async def do(self, action: Any, *args: Any, **more: Any) -> Any:
        async with self.world.db.transaction() as tx:
            return await action(tx, *args, **more)

    def training(self) -> ChildWork:
        """Trains in a real child process, with the tiny encoder; the first one is killed half-way."""
        # The same bits as in this process, whatever the machine: one thread.
        env = {**Child.env_of(self.world.db.url, "trainer"), "TINY_FOLDER": str(self.folder)}
        command = (sys.executable, "-m", "tests.contexts.bot.training.tiny")
        return ChildWork(self.world.db, TRAINING, Child(command, env))

    async def asked(self) -> Version:
        await self.step.now()
        made: Version = await self.do(ask, self.trainer)
        return made

    async def learn(self, number: int) -> None:
        """Train this version in this process."""
        objects = LocalObjects(self.folder / "objects")
        await Learning(self.world.db, objects, {"tiny": TinyEncoder}, number).run()

    async def learned(self, *, anew: bool = False) -> int:
        """The number of a version, trained in this process. The same examples give the same file (test_training sees to
        that), so that they are learned once in a run of tests; `anew`: again, and turns are judged by it."""
        made = await self.asked()
        await self.do(versions.change, made.number, {"state": "training"})
        rows = await self.do(examples.everything)
        key = repr(sorted((row.text, row.intent_key, row.source) for row in rows))
        if anew or key not in _LEARNED:
            await self.learn(made.number)
            _LEARNED[key] = await self._kept(made.number)
        else:
            await self._ready(made.number, *_LEARNED[key])
        assert (await self.version(made.number)).state == "ready"
        return made.number

    async def _kept(self, number: int) -> tuple[dict[str, Any], dict[str, bytes]]:
        made, objects = await self.version(number), LocalObjects(self.folder / "objects")
        names = {"data_object": made.data_object, "object_key": made.object_key}
        files = {n: b"".join([c async for c in await objects.open(key or "")]) for n, key in names.items()}
        columns = (
            "data_hash",
            "sha256",
            "bytes",
            "examples",
            "intents",
            "encoders",
            "missing",
            "quality",
            "state",
        )
        return {name: getattr(made, name) for name in columns}, files

    async def _ready(self, number: int, values: dict[str, Any], files: dict[str, bytes]) -> None:
        objects = LocalObjects(self.folder / "objects")
        kept = {
            n: await objects.put(one, content_type="application/octet-stream") for n, one in files.items()
        }
        await self.do(versions.change, number, {**values, **kept})

    async def version(self, number: int) -> Version:
        found: Version | None = await self.do(versions.find, number)
        assert found is not None
        return found

    async def published(self, number: int, share: float = 1.0) -> None:
        await self.do(publish, self.trainer, number, share)
        await self.live.looked()

    async def ask(self, words: str) -> "Asked":
        """A customer asks, the bot decides."""
        conversation, customer = await self.world.conversation()
        await self.world.write(conversation.id, customer, words)
        e = event_table.c
        async with self.world.db.transaction() as tx:
            row = (
                await tx.execute(
                    select(e.id, e.at, e.kind, e.subject_id, e.actor, e.topics, e.data).where(
                        e.kind == MessageReceived.kind, e.subject_id == conversation.id
                    )
                )
            ).one()
        await self.bot.react(
            Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)
        )
        t = bot_turn_table.c
        async with self.world.db.transaction() as tx:
            turn = (
                await tx.execute(select(bot_turn_table).where(t.conversation_id == conversation.id))
            ).one()
            said = await conversations.recent_messages(tx, conversation.id, 100)
        return Asked(conversation.id, turn, [m.text for m in said if m.role == "bot"])


@dataclass
class Asked:
    conversation_id: UUID
    turn: Any
    said: list[str]


@pytest.fixture
async def desk(world: World, tmp_path: Path) -> AsyncIterator[Desk]:  # noqa: F811
    async with world.db.transaction() as tx:
        await knowledge.import_published(tx, BASE)
    index = knowledge.LiveIndex(world.db, {"tiny": TinyEncoder}, encodes=True)
    await index.settled()
    found = LiveKnowledge(index)
    flows = tmp_path / "flows"
    flows.mkdir()
    (flows / "settle.yaml").write_text(FLOW, "utf-8")
    actions = account_actions(None)
    shelf = FlowShelf(world.db, flows, actions)
    limits = FixedLimits()
    live = LiveIntents(
        world.db, LocalObjects(tmp_path / "objects"), found, thresholds=limits, has_flow=shelf.has,
        encoders=lambda: index.encoders,
    )  # fmt: skip
    conversing = Conversing(world.db, shelf, actions, RuleExtractor(), found, world.clock.now().tzinfo)
    bot = Bot(world.db, found, BotOptions(), conversing, intents=live)
    yield Desk(world, tmp_path, bot, live, KeepingStep(world.db, shelf), limits)
    await live.stop()
    await index.stop()
