"""Blocks: who may make one for how long, one at a time, ended by a lift or by time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import ROLE_PERMISSIONS, permissions_of
from tandem.contexts.customers import api
from tandem.contexts.customers.errors import AlreadyBlocked, BlockNotFound, BlockOver
from tandem.contexts.customers.rules import block_ends, may_block
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Invalid
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
BOSS = Actor("staff", new_id(), "周敏", permissions_of(["supervisor"]))
AGENT = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=8, clock=FixedClock(NOW))
    yield database
    await database.close()


async def do(db: Database, action, *args, **values):
    async with db.transaction() as tx:
        return await action(tx, *args, **values)


async def somebody(db: Database) -> api.Customer:
    return await do(db, api.recognise, "web_anonymous", "demo", new_id().hex)


@pytest.mark.parametrize(
    ("role", "for_a_time", "for_good"),
    [
        ("agent", True, False),
        ("supervisor", True, True),
        ("complaint_officer", True, True),
        ("admin", True, True),
        ("qa", False, False),
        ("bot_trainer", False, False),
        ("knowledge_editor", False, False),
    ],
)
def test_who_may_block(role: str, for_a_time: bool, for_good: bool) -> None:
    held = ROLE_PERMISSIONS[role]
    assert (may_block(held, 1), may_block(held, None)) == (for_a_time, for_good)


def test_how_long() -> None:
    assert block_ends(NOW, 1) == NOW + timedelta(days=1)
    assert block_ends(NOW, 7) == NOW + timedelta(days=7)
    assert block_ends(NOW, None) is None


async def test_a_block_stands_until_it_is_lifted(db: Database) -> None:
    who = await somebody(db)
    assert not who.blocked
    block = await do(db, api.block, who.id, BOSS, reason="abuse", days=None, note=" 辱骂坐席 ")
    assert (block.until, block.note, block.by_name) == (None, "辱骂坐席", "周敏")
    for found in (await do(db, api.find, who.id), await do(db, api.get, who.id)):
        assert found is not None
        assert found.block_id == block.id
    lifted = await do(db, api.lift, block.id, BOSS, note="已道歉")
    assert lifted.lift is not None
    assert (lifted.lift.by_name, lifted.lift.note) == ("周敏", "已道歉")
    assert not (await do(db, api.get, who.id)).blocked
    with pytest.raises(BlockOver):
        await do(db, api.lift, block.id, BOSS)
    # Free again, and blocked anew: every block is a row of its own.
    assert (await do(db, api.block, who.id, AGENT, reason="spam", days=1)).id != block.id


async def test_a_block_runs_out_by_itself(db: Database) -> None:
    who = await somebody(db)
    block = await do(db, api.block, who.id, AGENT, reason="threat", days=1)
    clock = db.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=1) - timedelta(seconds=1))
    assert (await do(db, api.get, who.id)).blocked
    clock.advance(timedelta(seconds=1))
    assert not (await do(db, api.get, who.id)).blocked
    assert await do(db, api.standing_block, who.id) is None
    with pytest.raises(BlockOver):
        await do(db, api.lift, block.id, BOSS)


async def test_another_customer_is_not_blocked(db: Database) -> None:
    who, other = await somebody(db), await somebody(db)
    await do(db, api.block, who.id, AGENT, reason="abuse", days=7)
    assert not (await do(db, api.get, other.id)).blocked
    assert (await do(db, api.by_identity, "web_anonymous", "demo", "nobody")) is None


async def test_of_many_at_once_one_blocks(db: Database) -> None:
    who = await somebody(db)
    tried = await asyncio.gather(
        *(do(db, api.block, who.id, AGENT, reason="abuse", days=1) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(one, api.Block) for one in tried) == 1
    assert sum(isinstance(one, AlreadyBlocked) for one in tried) == 7


async def test_of_many_at_once_one_lifts(db: Database) -> None:
    block = await do(db, api.block, (await somebody(db)).id, AGENT, reason="abuse", days=1)
    tried = await asyncio.gather(
        *(do(db, api.lift, block.id, BOSS) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(one, api.Block) for one in tried) == 1
    assert sum(isinstance(one, BlockOver) for one in tried) == 5


@pytest.mark.parametrize(
    "values",
    [
        {"reason": "rude", "days": 1},
        {"reason": "abuse", "days": 3},
        {"reason": "abuse", "days": 0},
        {"reason": "other", "days": 1},
        {"reason": "other", "days": 1, "note": "  "},
    ],
)
async def test_what_is_no_block(db: Database, values: dict) -> None:
    who = await somebody(db)
    with pytest.raises(Invalid):
        await do(db, api.block, who.id, BOSS, **values)
    assert not (await do(db, api.get, who.id)).blocked


async def test_who_may_not(db: Database) -> None:
    who = await somebody(db)
    reader = Actor("staff", new_id(), "质检", permissions_of(["qa"]))
    with pytest.raises(Forbidden):
        await do(db, api.block, who.id, reader, reason="abuse", days=1)
    with pytest.raises(Forbidden) as refused:
        await do(db, api.block, who.id, AGENT, reason="abuse", days=None)
    assert refused.value.code == "block_for_good"
    block = await do(db, api.block, who.id, AGENT, reason="abuse", days=1)
    with pytest.raises(Forbidden):
        await do(db, api.lift, block.id, AGENT)
    with pytest.raises(BlockNotFound):
        await do(db, api.lift, new_id(), BOSS)


async def test_both_are_audited_without_what_was_written(db: Database) -> None:
    who = await somebody(db)
    block = await do(
        db, api.block, who.id, AGENT, reason="abuse", days=1, note="骂人", seen_in="conversation:1"
    )
    await do(db, api.lift, block.id, BOSS, note="误操作")
    async with db.transaction() as tx:
        rows = (
            await tx.execute(text("SELECT action, actor, data FROM access_audit_entry ORDER BY id"))
        ).all()
    assert [(row.action, row.actor) for row in rows] == [
        ("customer.blocked", AGENT.label),
        ("customer.unblocked", BOSS.label),
    ]
    assert rows[0].data == {
        "block": str(block.id), "reason": "abuse", "days": 1, "seen_in": "conversation:1"
    }  # fmt: skip
    assert "骂人" not in str(rows)


async def test_a_block_goes_along_into_a_signed_identity(db: Database) -> None:
    who = await somebody(db)
    await do(db, api.block, who.id, AGENT, reason="abuse", days=7)
    signed = await do(db, api.link, who.id, "web_signed", "demo", "user-1", name="王女士")
    assert signed.id == who.id
    assert signed.blocked
