"""The demo's first predictions come by themselves, once; then people have the word."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.portraits.predictions.actions import asking, publishing
from tandem.contexts.portraits.predictions.repository import versions
from tandem.demo.borrowers.models import demo_seeding_table
from tandem.demo.borrowers.progress import note_told
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.settings import Settings
from tandem.wiring.foreseeing import FirstPredictions, first_predictions

BOSS = Actor.system("boss")


@pytest.fixture
async def db(database_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    made = Database(database_url, pool_size=2, keyring=keyring)
    async with made.transaction() as tx:
        values = {"seed": 1, "as_of": date(2026, 11, 22), "done": 600, "told": 0, "changed_at": tx.now}
        await tx.execute(insert(demo_seeding_table).values(**values))
    yield made
    await made.close()


async def state(db: Database, *, made: int, ready: bool = False) -> int | None:
    """What is in force; so many versions there must be. `ready`: the first one has been trained."""
    async with db.transaction() as tx:
        if ready:
            await versions.change(
                tx, 1, {"state": "ready", "quality": {}, "object_key": "k", "sha256": "0" * 64}
            )
        assert len(await versions.listed(tx, 10)) == made
        now = await versions.in_force(tx)
        return now.version if now else None


async def test_trained_when_all_borrowers_are_made_and_published_when_ready(db: Database) -> None:
    first = FirstPredictions(db, 600)
    await first()
    assert await state(db, made=0) is None
    async with db.transaction() as tx:
        await note_told(tx, 600)
    await first()
    await first()
    assert await state(db, made=1) is None  # it trains
    assert not first.over
    assert await state(db, made=1, ready=True) is None
    await first()
    assert await state(db, made=1) == 1
    assert first.over


async def test_whoever_was_first_by_hand_has_the_word(db: Database) -> None:
    async with db.transaction() as tx:
        await note_told(tx, 600)
        await asking.ask(tx, BOSS)
    first = FirstPredictions(db, 600)
    assert await state(db, made=1, ready=True) is None
    await first()
    assert (await state(db, made=1), first.over) == (None, True)


async def test_what_was_rolled_back_does_not_come_again(db: Database) -> None:
    async with db.transaction() as tx:
        await note_told(tx, 600)
    await FirstPredictions(db, 600)()
    await state(db, made=1, ready=True)
    await FirstPredictions(db, 600)()
    async with db.transaction() as tx:
        await publishing.roll_back(tx, BOSS)
    await FirstPredictions(db, 600)()  # the worker was started again
    assert await state(db, made=1) is None


def test_only_a_demo_that_makes_enough_borrowers(tmp_path) -> None:
    nothing = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    small = Settings(home=tmp_path, demo=True, demo_customers=20)
    assert first_predictions(small, nothing) == []
    assert first_predictions(Settings(home=tmp_path, demo=False), nothing) == []
    assert len(first_predictions(Settings(home=tmp_path, demo=True), nothing)) == 1
