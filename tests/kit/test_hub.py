"""The hub brings every committed event to every process's sockets, once, whatever gets lost on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from tandem.kit.db import Database
from tandem.kit.errors import Conflict
from tandem.kit.events import Event
from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport


@dataclass(frozen=True, kw_only=True)
class CakeBaked(Event):
    kind: ClassVar[str] = "bakery.cake_baked"
    name: str
    shops: tuple[str, ...] = ("shop",)

    def topics(self) -> tuple[str, ...]:
        return self.shops


class Wire:
    """A transport in memory that can swallow notices."""

    def __init__(self) -> None:
        self.connected = True
        self.swallow = False
        self.sent: list[Notice] = []
        self.receive: Callable[[Notice], None] | None = None
        self.gap: Callable[[], None] | None = None

    def publish(self, notices: Sequence[Notice]) -> None:
        self.sent += notices

    async def run(
        self, on_notice: Callable[[Notice], None], on_gap: Callable[[], None], *, listen: bool = True
    ) -> None:
        self.receive, self.gap = on_notice, on_gap
        await asyncio.Event().wait()


@pytest.fixture
async def other(database_url: str, db: Database) -> AsyncIterator[Database]:
    """Another process's database; nobody carries its notices."""
    database = Database(database_url, pool_size=2)
    yield database
    await database.close()


@pytest.fixture
async def hub(db: Database) -> AsyncIterator[Hub]:
    hub = Hub(db, Wire(), sweep_s=3600)
    db.publisher = hub
    await hub.start()
    yield hub
    await hub.stop()


async def bake(db: Database, name: str, *, shops: tuple[str, ...] = ("shop",), fail: bool = False) -> None:
    async with db.transaction() as tx:
        tx.emit(CakeBaked(name=name, shops=shops))
        if fail:
            raise Conflict("burnt")


def names(heard: list[Notice]) -> list[str]:
    return [notice.data["name"] for notice in heard if notice.data]


async def test_own_commits_arrive_at_once_and_once(db: Database, hub: Hub) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    await bake(db, "栗子")
    assert names(heard) == ["栗子"]
    assert await hub.sweep() == 0
    assert names(heard) == ["栗子"]


async def test_rolled_back_events_are_never_heard_of(db: Database, hub: Hub) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    with pytest.raises(Conflict):
        await bake(db, "burnt", fail=True)
    await hub.sweep()
    assert heard == []


async def test_topics_divide_and_several_topics_of_one_subscriber_do_not_double(
    db: Database, hub: Hub
) -> None:
    both: list[Notice] = []
    one: list[Notice] = []
    callback = both.append
    hub.subscribe("shop", callback)
    hub.subscribe("town", callback)
    hub.subscribe("town", one.append)
    await bake(db, "a", shops=("shop", "town"))
    await bake(db, "b", shops=("shop",))
    await bake(db, "c", shops=("village",))
    assert names(both) == ["a", "b"]
    assert names(one) == ["a"]


async def test_unsubscribing_ends_it(db: Database, hub: Hub) -> None:
    heard: list[Notice] = []
    end = hub.subscribe("shop", heard.append)
    end()
    end()
    await bake(db, "a")
    assert heard == []


async def test_the_sweep_brings_what_the_wire_swallowed(db: Database, other: Database, hub: Hub) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    for name in ("a", "b"):
        await bake(other, name)
    assert heard == []
    assert await hub.sweep() == 2
    assert names(heard) == ["a", "b"]
    assert await hub.sweep() == 0


async def test_a_notice_after_the_sweep_is_no_second_one(db: Database, other: Database, hub: Hub) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    await bake(other, "a")
    await hub.sweep()
    hub.dispatch(heard[0])
    assert names(heard) == ["a"]


async def test_events_from_before_the_start_are_not_told_again(db: Database) -> None:
    await bake(db, "old")
    heard: list[Notice] = []
    hub = Hub(db, Wire(), sweep_s=3600)
    hub.subscribe("shop", heard.append)
    await hub.start()
    await hub.sweep()
    await hub.stop()
    assert names(heard) == []


async def test_bodies_too_large_to_travel_are_read(
    db: Database, other: Database, hub: Hub, eventually: Any
) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    long = "长" * 5000
    await bake(other, long)
    async with db.transaction() as tx:
        row = (await (await tx.raw()).fetchrow("SELECT id FROM event")) or {}
    hub.dispatch(Notice(row["id"], "bakery.cake_baked", ("shop",), None))
    await eventually(lambda: heard)
    assert names(heard) == [long]


async def test_a_body_that_could_not_be_read_comes_with_the_sweep(
    db: Database, other: Database, hub: Hub, eventually: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    await bake(other, "a")
    async with db.transaction() as tx:
        row = (await (await tx.raw()).fetchrow("SELECT id FROM event")) or {}
    tried = asyncio.Event()

    async def fail(_: Notice) -> None:
        tried.set()
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(hub, "_read", fail)
        hub.dispatch(Notice(row["id"], "bakery.cake_baked", ("shop",), None))
        await tried.wait()
        await asyncio.sleep(0)
    assert await hub.sweep() == 1
    assert names(heard) == ["a"]


async def test_one_subscribers_trouble_is_not_the_others(db: Database, hub: Hub) -> None:
    heard: list[Notice] = []

    def broken(_: Notice) -> None:
        raise RuntimeError("socket gone")

    for n in range(5):
        hub.subscribe("shop", heard.append if n == 2 else lambda notice: broken(notice))
    await bake(db, "a")
    assert names(heard) == ["a"]


async def test_a_gap_is_told_to_everybody_once(db: Database) -> None:
    wire = Wire()
    hub = Hub(db, wire, sweep_s=3600)
    await hub.start()
    heard: list[Notice] = []
    callback = heard.append
    hub.subscribe("shop", callback)
    hub.subscribe("town", callback)
    await asyncio.sleep(0)
    assert wire.gap is not None
    wire.gap()
    await hub.stop()
    assert [notice.kind for notice in heard] == ["gap"]


async def test_ephemeral_notices_travel_unseen_by_the_table(db: Database, hub: Hub) -> None:
    heard: list[Notice] = []
    hub.subscribe("shop", heard.append)
    async with db.transaction() as tx:
        tx.notify("shop", "typing", {"name": "x"})
        tx.notify(["shop", "town"], "typing", {"name": "y"})
    assert names(heard) == ["x", "y"]
    assert await hub.sweep() == 0


async def test_two_processes_over_postgresql(
    db: Database, other: Database, dsn: str, eventually: Any
) -> None:
    here, there = (
        Hub(db, PostgresTransport(dsn), sweep_s=3600),
        Hub(other, PostgresTransport(dsn), sweep_s=3600),
    )
    db.publisher, other.publisher = here, there
    heard: list[Notice] = []
    there.subscribe("shop", heard.append)
    await here.start()
    await there.start()
    try:
        await eventually(lambda: here.connected and there.connected)
        await bake(db, "a")
        await bake(db, "长" * 5000)
        await bake(other, "own")
        await eventually(lambda: len(names(heard)) == 3)
        assert {name[:3] for name in names(heard)} == {"a", "长长长", "own"}
        assert await there.sweep() == 0
    finally:
        await here.stop()
        await there.stop()


async def test_the_hub_forgets_what_is_long_past(
    db: Database, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bake(db, "a")
    monkeypatch.setattr("tandem.kit.realtime.hub.monotonic", lambda: 1e12)
    monkeypatch.setattr("tandem.kit.realtime.hub._SWEEP_WINDOW", timedelta(0))
    await hub.sweep()
    assert hub._seen == {}
