"""Predictions from the histories to the agent, and back to nothing as soon as the customer says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.contexts.portraits.conftest import NOW, SYSTEM, World
from tests.contexts.portraits.foreseeing import Foresight
from tests.contexts.portraits.pasts import person

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.portraits.predictions.actions import asking, publishing
from tandem.contexts.portraits.predictions.errors import (
    AlreadyPublished,
    NothingPublished,
    TrainingsWait,
    VersionNotReady,
    VersionOver,
    WorseThanBaseline,
)
from tandem.contexts.portraits.predictions.learning import Learning
from tandem.contexts.portraits.predictions.live import predictions_check
from tandem.contexts.portraits.predictions.repository import predictions, versions
from tandem.kit.childwork import Stopped
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden
from tandem.kit.health import Unhealthy

WHO, OTHER = [one for one in map(person, range(1, 20)) if len(one.history.loans[0].lines) == 20][:2]
"""Whose loans go on."""


@pytest.fixture
async def foresight(world: World, tmp_path: Path) -> Foresight:
    made = Foresight(world, LocalObjects(tmp_path))
    await made.prepare()
    return made


async def test_from_histories_to_what_the_agent_reads(foresight: Foresight) -> None:
    people = [person(n) for n in range(1, 41)]
    await foresight.load(people[:36])
    await foresight.load(people[36:], agree=False)
    read, away = await foresight.pasts.of([one.id for one in people])
    assert not away
    assert read == people[:36]  # the past as it was written, of those who agreed
    boss = foresight.world.staff("admin")
    async with foresight.world.db.transaction() as tx:
        made = await asking.ask(tx, boss, note="第一次")
        await versions.change(tx, made.number, {"state": "training"})
    await Learning(foresight.world.db, foresight.objects, foresight.pasts, made.number).run()
    async with foresight.world.db.transaction() as tx:
        version = await versions.find(tx, made.number)
        assert version is not None
        assert (version.state, version.customers, version.reason) == ("ready", 36, None)
        assert version.quality is not None
        assert version.quality["need"]["better"]
        await publishing.publish(tx, boss, made.number)
    assert await foresight.day() == 40
    reach = await foresight.reach()
    assert (reach.waiting, reach.predicted) == (36, 36)
    told = [await foresight.told(one.id) for one in people]
    assert any("need" in one for one in told)
    for one in told:
        if "need" in one:
            assert one["need"].name in ("还款方式咨询", "扣款失败")
            assert one["need"].why
    assert not any(told[36:])


async def test_consent_taken_back_deletes_at_once(foresight: Foresight) -> None:
    await foresight.load([WHO])
    await foresight.publish()
    await foresight.day()
    told = (await foresight.told(WHO.id))["need"]
    assert (told.name, told.probability) == ("扣款失败", 0.3)
    assert told.why[0].startswith("还款日还有")
    assert "need_soon" in await foresight.world.tags(WHO.id)
    await foresight.consent(WHO.id, False)
    assert await foresight.told(WHO.id) == {}  # before any job has run
    await foresight.world.settle()
    assert await foresight.kept(WHO.id) == 0
    assert "need_soon" not in await foresight.world.tags(WHO.id)
    assert await foresight.day() == 0
    await foresight.consent(WHO.id, True)
    await foresight.world.settle()
    assert await foresight.day() == 1
    assert "need" in await foresight.told(WHO.id)


async def test_consent_taken_back_while_it_is_being_predicted_leaves_nothing(foresight: Foresight) -> None:
    await foresight.load([WHO])
    await foresight.publish()
    await foresight.line_up()
    foresight.world.clock.advance(timedelta(hours=1))
    standing = await foresight.live.current()
    assert standing is not None
    ask = foresight.pasts.book.loans  # type: ignore[union-attr]

    async def meanwhile(customer: str) -> object:
        await foresight.consent(WHO.id, False)
        return await ask(customer)

    foresight.world.core.loans = meanwhile  # type: ignore[method-assign, assignment]
    assert await foresight.predicting.piece(standing) == 1
    async with foresight.world.db.transaction() as tx:
        assert await predictions.of(tx, WHO.id) == {}
    await foresight.world.settle()
    assert await foresight.kept(WHO.id) == 0


async def test_what_happens_while_it_is_being_predicted_is_looked_at_soon(foresight: Foresight) -> None:
    await foresight.load([WHO])
    await foresight.publish()
    await foresight.line_up()
    foresight.world.clock.advance(timedelta(hours=1))
    standing = await foresight.live.current()
    assert standing is not None
    ask = foresight.pasts.book.loans  # type: ignore[union-attr]

    async def meanwhile(customer: str) -> object:
        answer = await ask(customer)
        await foresight.world.visit(WHO.id)
        await foresight.world.settle()
        return answer

    foresight.world.core.loans = meanwhile  # type: ignore[method-assign, assignment]
    assert await foresight.predicting.piece(standing) == 1
    foresight.world.core.loans = ask  # type: ignore[method-assign]
    assert await foresight.due_at(WHO.id) == foresight.world.clock.now() + timedelta(seconds=60)
    foresight.world.clock.advance(timedelta(seconds=61))
    assert await foresight.predicting.piece(standing) == 1
    later = await foresight.due_at(WHO.id)
    assert later is not None
    assert later > foresight.world.clock.now() + timedelta(hours=1)


@pytest.mark.parametrize("how", ["restricted", "erased", "merged"])
async def test_nothing_stays_of_whom_nothing_may_be_predicted(foresight: Foresight, how: str) -> None:
    await foresight.load([WHO, OTHER])
    await foresight.publish()
    await foresight.day()
    assert await foresight.kept(WHO.id) == 2
    async with foresight.world.db.transaction() as tx:
        if how == "merged":
            await customers.merge(tx, OTHER.id, WHO.id, actor=foresight.world.staff("admin"), reason="core")
        else:
            await customers.restrict(tx, WHO.id, foresight.world.staff("admin"), reason="dispute")
        if how == "erased":
            tx.emit(CustomerErased(subject_id=WHO.id, actor=SYSTEM.label, family=(WHO.id,)))
    await foresight.world.settle()
    assert await foresight.kept(WHO.id) == 0
    assert await foresight.kept(OTHER.id) == 2


async def test_what_is_predicted_expires_and_is_deleted(foresight: Foresight) -> None:
    await foresight.load([WHO])
    await foresight.publish()
    await foresight.day()
    foresight.world.core.away = True
    foresight.world.clock.advance(timedelta(hours=35))
    assert "need" in await foresight.told(WHO.id)
    await foresight.predicting.step()
    foresight.world.clock.advance(timedelta(hours=2))
    assert await foresight.told(WHO.id) == {}
    await foresight.predicting.step()
    assert (await foresight.reach()).predicted == 0
    # The core was away: the turn comes again, and nothing is forgotten.
    foresight.world.core.away = False
    foresight.world.clock.advance(timedelta(hours=2))
    assert await foresight.predicting.step() == 1
    assert "need" in await foresight.told(WHO.id)


async def test_what_happens_brings_the_turn_forward(foresight: Foresight) -> None:
    await foresight.load([WHO])
    await foresight.publish()
    await foresight.day()
    later = await foresight.due_at(WHO.id)
    assert later is not None
    await foresight.world.visit(WHO.id)
    await foresight.world.settle()
    now = foresight.world.clock.now()
    soon = await foresight.due_at(WHO.id)
    assert soon == now + timedelta(seconds=60) < later


async def test_a_file_that_is_not_what_was_trained_is_refused_and_said(
    foresight: Foresight, tmp_path: Path
) -> None:
    await foresight.load([WHO])
    await foresight.publish()
    file = next(one for one in tmp_path.rglob("*") if one.is_file() and b'"format"' in one.read_bytes())
    content = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(content.replace(b"400.0", b"401.0"))
    assert await foresight.day() == 0
    with pytest.raises(Unhealthy, match=r"its hash differs.*Nothing is predicted"):
        await predictions_check(foresight.live).probe()
    file.write_bytes(content)
    assert str(await predictions_check(foresight.live).probe()) == "version 1"
    assert await foresight.day() == 1


async def test_publishing_and_going_back(foresight: Foresight) -> None:
    await foresight.load([WHO])
    boss = foresight.world.staff("admin")
    first, second = await foresight.publish(0.3), await foresight.publish(0.4)
    await foresight.day()
    assert (await foresight.told(WHO.id))["need"].probability == 0.4
    async with foresight.world.db.transaction() as tx:
        with pytest.raises(AlreadyPublished):
            await publishing.publish(tx, boss, second)
        await publishing.roll_back(tx, boss)
        in_force = await versions.in_force(tx)
        assert in_force is not None
        assert in_force.version == first
    await foresight.day()
    assert (await foresight.told(WHO.id))["need"].probability == 0.3
    async with foresight.world.db.transaction() as tx:
        await publishing.roll_back(tx, boss)
    assert await foresight.told(WHO.id) == {}
    async with foresight.world.db.transaction() as tx:
        with pytest.raises(NothingPublished):
            await publishing.roll_back(tx, boss)
    audited = await foresight.world.audited()
    assert audited.count("predictions.published") == 2
    assert audited.count("predictions.rolled_back") == 2


async def test_worse_than_a_baseline_is_not_published(foresight: Foresight) -> None:
    with pytest.raises(WorseThanBaseline) as refused:
        await foresight.publish(last_reason={"log_loss": 0.09})
    assert refused.value.params == {"target": "need", "baseline": "last_reason"}
    async with foresight.world.db.transaction() as tx:
        assert await versions.in_force(tx) is None


async def test_who_may_what_and_one_waits_at_most(foresight: Foresight) -> None:
    agent, boss = foresight.world.staff("agent"), foresight.world.staff("admin")
    async with foresight.world.db.transaction() as tx:
        with pytest.raises(Forbidden):
            await asking.ask(tx, agent)
        with pytest.raises(Forbidden):
            await publishing.publish(tx, agent, 1)
        with pytest.raises(Forbidden):
            await publishing.roll_back(tx, agent)
        one = await asking.ask(tx, boss)
        await asking.ask(tx, boss)
        with pytest.raises(TrainingsWait):
            await asking.ask(tx, boss)
        with pytest.raises(VersionNotReady):
            await publishing.publish(tx, boss, one.number)
        assert (await asking.stop(tx, boss, one.number)).state == "stopped"
        assert (await asking.stop(tx, boss, one.number)).state == "stopped"


async def test_training_that_is_stopped_or_refused_says_so(foresight: Foresight) -> None:
    boss = foresight.world.staff("admin")

    async def learn(number: int) -> None:
        await Learning(foresight.world.db, foresight.objects, foresight.pasts, number).run()

    async with foresight.world.db.transaction() as tx:
        refused, stopped = await asking.ask(tx, boss), await asking.ask(tx, boss)
        await asking.stop(tx, boss, stopped.number)
    await learn(refused.number)
    with pytest.raises(Stopped):
        await learn(stopped.number)
    async with foresight.world.db.transaction() as tx:
        found = await versions.find(tx, refused.number)
        assert found is not None
        assert (found.state, found.reason) == ("failed", "prediction_too_few_customers")
        with pytest.raises(VersionOver):
            await asking.stop(tx, boss, refused.number)
    await foresight.load([person(n) for n in range(1, 25)])
    foresight.world.core.away = True
    async with foresight.world.db.transaction() as tx:
        third = await asking.ask(tx, boss)
    await learn(third.number)
    async with foresight.world.db.transaction() as tx:
        found = await versions.find(tx, third.number)
        assert found is not None
        assert (found.reason, found.reason_params) == ("prediction_core_away", {"customers": 24})
    assert isinstance(foresight.world.db, Database)
    assert foresight.world.clock.now() == NOW
