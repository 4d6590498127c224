"""A version that teaches an encoder: how far it is, what it leaves behind, and what is served by it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from tests.contexts.bot.training.conftest import Desk
from tests.contexts.bot.training.tiny import TinyEncoder

from tandem.contexts.bot.decision import IntentLimits
from tandem.contexts.bot.training.actions.asking import ask, stop
from tandem.contexts.bot.training.live import intents_check
from tandem.contexts.bot.training.repository import versions
from tandem.contexts.bot.understanding.second_reading import SECOND
from tandem.contexts.knowledge.api import EncoderFailed, EncoderUnavailable, Lesson
from tandem.kit.childwork import Stopped
from tandem.kit.health import say

Report = Callable[[int, int], None]
UNKNOWN = "还款日想换到月底成不成"


class Reader(TinyEncoder):
    """The taught one; counts what it reads."""

    version = "1+taught"
    read: int = 0

    def encode(self, texts: Sequence[str]) -> Any:
        Reader.read += len(texts)
        return super().encode(texts)


def teach(
    self: TinyEncoder, texts: Sequence[str], places: Any, rows: Any, seed: int, report: Report
) -> Lesson:
    report(1, 1)
    mean = rows.mean(axis=0)
    directions = np.stack([rows[places == one].mean(axis=0) - mean for one in range(int(places.max()) + 1)])
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return Lesson({"nothing": np.zeros(1, np.float32)}, mean, directions, 10.0)


@pytest.fixture
def pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny encoder can be taught."""
    monkeypatch.setattr(TinyEncoder, "teaches", "means", raising=False)
    monkeypatch.setattr(TinyEncoder, "teach", teach, raising=False)
    monkeypatch.setattr(TinyEncoder, "taught", lambda self, lesson: Reader(), raising=False)


async def taught(desk: Desk) -> int:
    await desk.step.now()
    made = await desk.do(ask, desk.trainer, teach=True)
    assert made.teach
    await desk.do(versions.change, made.number, {"state": "training"})
    await desk.learn(made.number)
    return int(made.number)


@pytest.mark.usefixtures("pupil")
async def test_what_an_encoder_was_taught_is_read_by(desk: Desk) -> None:
    desk.limits.limits = IntentLimits(auto=0.0, draft=0.0)
    number = await taught(desk)
    ready = await desk.version(number)
    assert (ready.state, ready.missing) == ("ready", [])
    await desk.published(number)
    before = Reader.read
    turn = (await desk.ask(UNKNOWN)).turn
    assert turn.model_version == number
    assert Reader.read == before + 1
    assert SECOND not in turn.degraded


@pytest.mark.usefixtures("pupil")
async def test_the_same_seed_and_data_teach_the_same_file(desk: Desk) -> None:
    first, second = [await desk.version(await taught(desk)) for _ in range(2)]
    assert first.sha256 == second.sha256
    plain = await desk.version(await desk.learned(anew=True))
    assert not plain.teach
    assert plain.sha256 != first.sha256


async def test_without_an_encoder_that_learns_it_is_trained_and_said(desk: Desk) -> None:
    ready = await desk.version(await taught(desk))
    assert (ready.state, ready.missing) == ("ready", [SECOND])


async def test_an_encoder_that_refuses_the_lesson_leaves_the_first_reading(
    desk: Desk, pupil: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await taught(desk)

    def refuse(self: TinyEncoder, lesson: Lesson) -> None:
        raise EncoderUnavailable("no runtime")

    monkeypatch.setattr(TinyEncoder, "taught", refuse)
    await desk.published(number)
    turn = (await desk.ask(UNKNOWN)).turn
    assert turn.model_version == number
    assert await intents_check(desk.live).probe() == say(
        "health.versions_read_once", numbers=(str(number),), once=(str(number),)
    )
    monkeypatch.setattr(TinyEncoder, "taught", lambda self, lesson: Reader())
    await desk.live.looked()
    before = Reader.read
    await desk.ask(UNKNOWN)
    assert Reader.read == before + 1
    assert await intents_check(desk.live).probe() == say("health.versions", numbers=(str(number),))


async def test_a_lesson_that_fails_leaves_a_version_without_it(
    desk: Desk, pupil: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Lesson:
        raise EncoderFailed("out of memory")

    monkeypatch.setattr(TinyEncoder, "teach", fail)
    ready = await desk.version(await taught(desk))
    assert (ready.state, ready.missing) == ("ready", [SECOND])


async def test_stopping_ends_the_lesson_too(desk: Desk, pupil: None, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def long(self: TinyEncoder, texts: Any, places: Any, rows: Any, seed: int, report: Report) -> Lesson:
        try:
            loop.call_soon_threadsafe(begun.set)
            for at in range(3000):
                report(at, 3000)
                time.sleep(0.02)
        finally:
            loop.call_soon_threadsafe(ended.set)
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(TinyEncoder, "teach", long)
    await desk.step.now()
    made = await desk.do(ask, desk.trainer, teach=True)
    await desk.do(versions.change, made.number, {"state": "training"})
    run = asyncio.create_task(desk.learn(made.number))
    await asyncio.wait_for(begun.wait(), 60)
    await desk.do(stop, desk.trainer, made.number)
    with pytest.raises(Stopped):
        await run
    await asyncio.wait_for(ended.wait(), 10)
