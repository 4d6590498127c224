"""What every PushSender does, tried on each of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.adapters.push_local import LocalPushes, forget
from tandem.contexts.channels.ports import DeviceGone, Push, PushSender
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def a_push(**over: object) -> Push:
    usual = Push(
        id=new_id(), site="app", platform="ios", token="f3a1" * 16, title="禾穗", body="您有一条新消息",
        collapse_key="talk-1", data={"seq": "3"}, expires_at=NOW,
    )  # fmt: skip
    return replace(usual, **over)  # type: ignore[arg-type]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2, clock=FixedClock(NOW))
    yield database
    await database.close()


@pytest.fixture
def sender(db: Database) -> LocalPushes:
    return LocalPushes(db, b"a root secret for tests, long enough")


async def arrived(db: Database, sender: LocalPushes) -> list[tuple[str, bool]]:
    async with db.transaction() as tx:
        return [(one.body, one.shown) for one in await sender.newest(tx, 50)]


async def test_a_push_arrives_once_however_often_it_is_sent(db: Database, sender: LocalPushes) -> None:
    port: PushSender = sender
    push = a_push()
    await port.send(push)
    await port.send(push)
    assert await arrived(db, sender) == [("您有一条新消息", True)]


async def test_the_last_of_a_conversation_is_shown_on_each_handset(db: Database, sender: LocalPushes) -> None:
    for over in (
        {"body": "一"},
        {"body": "二"},
        {"body": "三", "token": "another handset!"},
        {"body": "四", "collapse_key": "talk-2"},
    ):
        await sender.send(a_push(**over))
    assert sorted(await arrived(db, sender)) == [("一", False), ("三", True), ("二", True), ("四", True)]


async def test_a_removed_app_is_told(sender: LocalPushes) -> None:
    with pytest.raises(DeviceGone):
        await sender.send(a_push(token="gone:0123456789ab"))


async def test_what_it_says_is_sealed_and_forgotten_after_a_day(db: Database, sender: LocalPushes) -> None:
    await sender.send(a_push(body="账单已出"))
    other = LocalPushes(db, b"another secret")
    assert await arrived(db, other) == []
    clock = db.clock
    assert isinstance(clock, FixedClock)
    async with db.transaction() as tx:
        assert await forget(tx) == 0
    clock.advance(timedelta(days=1, seconds=1))
    async with db.transaction() as tx:
        assert await forget(tx) == 1
