"""A version from the examples to the object store, once in a process that is killed. What starts and watches that
process is tested in tests/kit/test_childwork.py."""

import pytest
from tests.contexts.bot.training.conftest import Desk

from tandem.contexts.bot.training.actions.asking import ask, stop
from tandem.contexts.bot.training.actions.editing_examples import add
from tandem.contexts.bot.training.actions.editing_intents import change
from tandem.contexts.bot.training.errors import TrainingsWait, VersionOver
from tandem.contexts.bot.training.repository import intents, versions
from tandem.contexts.bot.understanding.errors import TrainingRefused
from tandem.kit.childwork import Stopped

# A real child process, which starts slowly on a busy machine.
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
    first, second = [await desk.version(await desk.learned(anew=True)) for _ in range(2)]
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
    await desk.learn(made.number)
    failed = await desk.version(made.number)
    assert (failed.state, failed.reason) == ("failed", "training_set_empty")
    assert failed.finished_at is not None


async def test_a_killed_child_goes_on_where_it_was(desk: Desk) -> None:
    whole = await desk.version(await desk.learned())
    async with desk.world.db.transaction() as tx:
        await (await tx.raw()).execute("DELETE FROM knowledge_vector")
    made = await desk.asked()
    await desk.training().do(made.number)
    ready = await desk.version(made.number)
    assert (desk.folder / "died").exists()
    assert (ready.state, ready.attempts, ready.sha256) == ("ready", 2, whole.sha256)
    encoded = (desk.folder / "encoded").read_text().splitlines()
    # What the first run had kept was not encoded again; the chunk that it died over was.
    assert len(encoded) - len(set(encoded)) <= 32 < len(set(encoded))


async def test_one_that_waits_is_stopped_at_once_and_one_under_way_as_soon_as_it_tells(desk: Desk) -> None:
    made = await desk.asked()
    assert (await desk.do(stop, desk.trainer, made.number)).state == "stopped"
    assert (await desk.do(stop, desk.trainer, made.number)).state == "stopped"  # twice is once
    again = await desk.asked()
    await desk.do(versions.change, again.number, {"state": "training"})
    assert (await desk.do(stop, desk.trainer, again.number)).stop_asked_at is not None
    with pytest.raises(Stopped):
        await desk.learn(again.number)
    assert (await desk.version(again.number)).object_key is None
    ready = await desk.learned()
    with pytest.raises(VersionOver):
        await desk.do(stop, desk.trainer, ready)


async def test_one_may_wait_and_no_more(desk: Desk) -> None:
    await desk.asked()
    second = await desk.asked()
    with pytest.raises(TrainingsWait):
        await desk.asked()
    await desk.do(stop, desk.trainer, second.number)
    await desk.asked()
