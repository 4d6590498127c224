"""A version from the examples to the object store, in a process that may be killed or stopped."""

import asyncio

import orjson
import pytest
from tests.contexts.bot.training.conftest import Desk

from tandem.contexts.bot.training.actions.asking import JOB, ask, stop
from tandem.contexts.bot.training.actions.editing_examples import add
from tandem.contexts.bot.training.actions.editing_intents import change
from tandem.contexts.bot.training.errors import TrainingsWait, VersionOver
from tandem.contexts.bot.training.repository import intents
from tandem.contexts.bot.understanding.errors import TrainingRefused

# Real child processes, which start slowly on a busy machine.
pytestmark = pytest.mark.timeout(300)


async def test_a_version_becomes_ready_with_figures(desk: Desk) -> None:
    ready = await desk.version(await desk.learned())
    assert (ready.state, ready.reason, ready.intents) == ("ready", None, 5)
    assert ready.encoders == {"tiny": "1"}
    assert not ready.missing
    assert ready.sha256
    assert ready.data_hash
    assert ready.bytes
    assert ready.bytes > 1000
    assert ready.quality is not None
    assert 0 <= ready.quality["accuracy"] <= 1
    assert ready.quality["test_size"] > 0


async def test_the_same_seed_and_data_give_the_same_file(desk: Desk) -> None:
    first, second = [await desk.version(await desk.learned()) for _ in range(2)]
    assert first.number != second.number
    assert (first.sha256, first.data_hash) == (second.sha256, second.data_hash)
    await desk.do(intents.create, "own:new", "新的", "none", None, "test")
    await desk.do(add, desk.trainer, "own:new", ["想看看合同", "合同在哪下载", "电子合同给我一份"])
    third = await desk.version(await desk.learned())
    assert third.data_hash != first.data_hash
    assert third.sha256 != first.sha256


async def test_a_set_with_nothing_to_learn_from_is_refused(desk: Desk) -> None:
    with pytest.raises(TrainingRefused) as refused:
        await desk.do(ask, desk.trainer)
    assert refused.value.code == "training_set_empty"
    await desk.step.now()
    flows = await desk.step.flows()
    for key in [one.key for one in await desk.do(intents.listed)][1:]:
        await desk.do(change, desk.trainer, key, retired=True, flows=flows)
    with pytest.raises(TrainingRefused) as refused:
        await desk.do(ask, desk.trainer)
    assert refused.value.code == "training_set_one_class"
    assert refused.value.params["only"]


async def test_what_becomes_unlearnable_meanwhile_fails_with_the_reason(desk: Desk) -> None:
    made = await desk.asked()
    flows = await desk.step.flows()
    for one in await desk.do(intents.listed):
        await desk.do(change, desk.trainer, one.key, retired=True, flows=flows)
    await desk.training().train(made.number)
    failed = await desk.version(made.number)
    assert (failed.state, failed.reason) == ("failed", "training_set_empty")
    assert failed.finished_at is not None


async def test_a_killed_child_goes_on_where_it_was(desk: Desk) -> None:
    whole = await desk.version(await desk.learned())
    async with desk.world.db.transaction() as tx:
        await (await tx.raw()).execute("DELETE FROM knowledge_vector")
    ready = await desk.trained("die")
    assert (desk.folder / "died").exists()
    assert (ready.state, ready.attempts, ready.sha256) == ("ready", 2, whole.sha256)
    encoded = (desk.folder / "encoded").read_text().splitlines()
    # What the first run had kept was not encoded again; the chunk that it died over was.
    assert len(encoded) - len(set(encoded)) <= 32 < len(set(encoded))


async def test_a_child_that_always_dies_is_given_up(desk: Desk) -> None:
    failed = await desk.trained("always_die")
    assert (failed.state, failed.reason) == ("failed", "training_died")


async def test_stopping_ends_the_child(desk: Desk) -> None:
    made = await desk.asked()
    task = asyncio.create_task(desk.training("wait").train(made.number))
    await desk.until(made.number, state="training", step="encoding")
    await desk.do(stop, desk.trainer, made.number)
    await asyncio.wait_for(task, 240)
    stopped = await desk.version(made.number)
    assert stopped.state == "stopped"
    assert stopped.object_key is None
    await desk.do(stop, desk.trainer, made.number)  # twice is once
    ready = await desk.learned()
    with pytest.raises(VersionOver):
        await desk.do(stop, desk.trainer, ready)


async def test_one_that_waits_is_stopped_at_once(desk: Desk) -> None:
    made = await desk.asked()
    await desk.do(stop, desk.trainer, made.number)
    await desk.training("always_die").train(made.number)  # nothing is started
    assert (await desk.version(made.number)).state == "stopped"


async def test_of_two_trainings_one_waits(desk: Desk) -> None:
    first, second = await desk.asked(), await desk.asked()
    one = asyncio.create_task(desk.training("wait").train(first.number))
    await desk.until(first.number, state="training", step="encoding")
    async with desk.world.db.transaction() as tx:
        await (await tx.raw()).execute("DELETE FROM pgqueuer")
    # Whoever comes meanwhile holds nothing: their jobs end, and come again later.
    for number in (second.number, second.number, first.number):
        await asyncio.wait_for(desk.training("wait").train(number), 60)
    assert await _later(desk) == [first.number, second.number]
    assert (await desk.version(second.number)).state == "queued"
    (desk.folder / "go").touch()
    await asyncio.wait_for(one, 240)
    for number in await _later(desk):
        await desk.training("wait").train(number)
    states = [(await desk.version(n)).state for n in (first.number, second.number)]
    assert states == ["ready", "ready"]
    assert (await desk.version(first.number)).attempts == 1


async def _later(desk: Desk) -> list[int]:
    """The numbers of the versions whose jobs wait for a later time."""
    query = "SELECT payload FROM pgqueuer WHERE entrypoint = $1 AND execute_after > now()"
    async with desk.world.db.transaction() as tx:
        rows = await (await tx.raw()).fetch(query, JOB)
    return sorted(orjson.loads(row["payload"])["number"] for row in rows)


async def test_a_stopped_one_does_not_come_again(desk: Desk) -> None:
    first, second = await desk.asked(), await desk.asked()
    one = asyncio.create_task(desk.training("wait").train(first.number))
    await desk.until(first.number, state="training", step="encoding")
    await desk.do(stop, desk.trainer, second.number)
    await desk.training().train(second.number)
    assert await _later(desk) == []
    await desk.do(stop, desk.trainer, first.number)
    await asyncio.wait_for(one, 240)


async def test_one_may_wait_and_no_more(desk: Desk) -> None:
    await desk.asked()
    second = await desk.asked()
    with pytest.raises(TrainingsWait):
        await desk.asked()
    await desk.do(stop, desk.trainer, second.number)
    await desk.asked()


async def test_a_worker_told_to_stop_takes_the_child_with_it(desk: Desk) -> None:
    made = await desk.asked()
    task = asyncio.create_task(desk.training("wait").train(made.number))
    await desk.until(made.number, state="training", step="encoding")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    left = await desk.version(made.number)
    assert (left.state, left.attempts) == ("training", 0)
    (desk.folder / "go").touch()
    await desk.training().train(made.number)
    assert (await desk.version(made.number)).state == "ready"
