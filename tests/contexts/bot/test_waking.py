"""The first seconds of a worker: a customer's message is decided on with everything, or after a few seconds without."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.contexts.bot.test_answering import BASE, Chat
from tests.contexts.bot.test_learning_meaning import EVERYDAY
from tests.contexts.conversations.conftest import World, world  # noqa: F401
from tests.contexts.knowledge.conftest import SpellingEncoder

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import Thresholds
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.subscribers import subscriptions
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.contexts.bot.training.live import LiveIntents
from tandem.contexts.bot.waking import Waking
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.ports import EncoderUnavailable, SentenceEncoder
from tandem.kit.jobs import Job, JobRunner, jobs_of


@dataclass
class Start:
    """A worker as it starts, with an encoder that is loaded when the test says so."""

    world: World
    folder: Path
    chat: Chat
    patience_s: float = 60.0
    gate: Event = field(default_factory=Event)
    missing: bool = False
    others: list[int] = field(default_factory=list)

    def load(self) -> SentenceEncoder:
        assert self.gate.wait(60)
        if self.missing:
            raise EncoderUnavailable("not here")
        encoder = SpellingEncoder()
        encoder.name = "use"
        return encoder

    @asynccontextmanager
    async def working(self, dsn: str) -> AsyncIterator[Waking]:
        db = self.world.db
        live = knowledge.LiveIndex(db, {"use": self.load}, encodes=True)
        found = LiveKnowledge(live)
        intents = LiveIntents(db, LocalObjects(self.folder / "objects"), found)
        thresholds, meaning = LiveThresholds(db), LiveMeaning(self.folder / "handover", EVERYDAY, {})
        waking = Waking(live, intents, thresholds, meaning, self.patience_s)
        bot = Bot(db, found, BotOptions(limits=Thresholds(0.9, 0.01)), intents=intents, thresholds=thresholds)
        listening = subscriptions(db, bot, awake=waking.awake)
        db.subscribe(listening)

        async def other(body: Mapping[str, Any]) -> None:
            self.others.append(body["n"])

        runner = JobRunner(dsn, [*jobs_of(listening), Job("other", other)])
        running = asyncio.create_task(runner.run())
        await waking.start()
        try:
            yield waking
        finally:
            self.gate.set()
            await runner.stop()
            await asyncio.wait_for(running, 30)
            for one in (waking, intents, meaning, thresholds, live):
                await one.stop()

    async def other(self, n: int) -> None:
        async with self.world.db.transaction() as tx:
            tx.enqueue("other", {"n": n})

    async def other_done(self) -> bool:
        return self.others == [1]

    async def said(self) -> list[str]:
        return [one.text for one in await self.chat.messages() if one.role == "bot"]


async def until(found: Callable[[], Awaitable[Any]]) -> None:
    async with asyncio.timeout(30):
        while True:
            if await found():
                return
            await asyncio.sleep(0.02)


@pytest.fixture
async def start(world: World, tmp_path: Path) -> Start:  # noqa: F811
    async with world.db.transaction() as tx:
        await knowledge.import_published(tx, BASE)
    conversation, customer = await world.conversation()
    return Start(world, tmp_path, Chat(world, None, conversation.id, customer))  # type: ignore[arg-type]


@pytest.fixture
def dsn(database_url: str) -> str:
    return database_url.replace("+asyncpg", "")


async def test_a_message_waits_until_the_encoders_are_loaded_and_nothing_else_does(
    start: Start, dsn: str
) -> None:
    async with start.working(dsn) as waking:
        await start.chat.write("怎么提前还款呢这个")
        await start.other(1)
        await until(start.other_done)
        assert not waking.awake.is_set()
        assert await start.said() == []
        start.gate.set()
        await until(start.said)
        (turn,) = await start.chat.turns()
    assert turn.degraded == []


async def test_what_hangs_is_waited_for_no_longer_than_that(start: Start, dsn: str) -> None:
    start.patience_s = 0.2
    async with start.working(dsn) as waking:
        await start.chat.write("怎么提前还款")
        await until(start.said)
        assert waking.awake.is_set()
        (turn,) = await start.chat.turns()
    assert turn.degraded == ["use"]


async def test_what_is_not_there_is_not_waited_for(start: Start, dsn: str) -> None:
    start.missing = True
    start.gate.set()
    async with start.working(dsn):
        await start.chat.write("怎么提前还款")
        await until(start.said)
        (turn,) = await start.chat.turns()
    assert turn.degraded == ["use"]
