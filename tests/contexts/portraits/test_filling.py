"""A first filling computes customers together, and says of each what computing alone says."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as lending
from tandem.contexts.portraits import api
from tandem.contexts.portraits.endpoints.counting import HELD, Counting
from tandem.contexts.portraits.repository import portraits
from tandem.kit.db import Database, Tx

from .conftest import SHANGHAI, SYSTEM, FakeCore, World, loan

_SAID = {
    "portrait": "SELECT base, without, lent_state, revision, undecided, done >= wanted FROM portrait"
    " WHERE customer_id = :id",
    "segments": "SELECT layer, segment, rule_id, why, until FROM segment_membership WHERE customer_id = :id"
    " ORDER BY layer",
    "tags": "SELECT tag_id, origin, why, until FROM tag_grant WHERE customer_id = :id ORDER BY tag_id",
    "look": "SELECT kind, due_at, data FROM timer WHERE subject_id = :id AND fired_at IS NULL AND cancelled_at IS NULL",
}  # fmt: skip
_FORGET = ("portrait", "segment_membership", "tag_grant")


class CrowdCore(FakeCore):
    """Tells of many at once."""

    async def loans_of_many(
        self, customers: Sequence[str]
    ) -> Mapping[str, tuple[Sequence[lending.Loan], lending.Limit | None]]:
        if self.away:
            raise lending.CoreTimedOut
        return {
            one: (self.known[one], lending.Limit(self.limit_fen[one], self.limit_fen[one], ()))
            for one in customers
            if one in self.limit_fen
        }


async def said(db: Database, who: UUID) -> dict[str, list[tuple[object, ...]]]:
    async with db.transaction() as tx:
        return {
            name: [tuple(r) for r in await tx.execute(text(sql), {"id": who})] for name, sql in _SAID.items()
        }


async def forget(db: Database) -> None:
    async with db.transaction() as tx:
        for name in _FORGET:
            await tx.execute(text(f"DELETE FROM {name}"))
        await tx.execute(text("DELETE FROM timer"))


async def crowd(world: World) -> tuple[CrowdCore, list[UUID]]:
    """Repaying and agreed, overdue and not asked, settled, a visitor, two who are one, one restricted."""
    core = CrowdCore()
    world.core = core
    people = []
    for number, lent in {"B1": loan(3), "B2": loan(-9), "B3": loan(settled=True)}.items():
        core.limit_fen[number] = 3_000_000
        people.append(await world.customer(number, lent))
    people += [await world.customer(), await world.customer(), await world.customer(), await world.customer()]
    await world.visit(people[0])
    async with world.db.transaction() as tx:
        words = dict.fromkeys(("zh-CN", "en"), ("画像", "用于更好地为您服务"))
        await customers.publish_consent_text(tx, SYSTEM, "profiling", words)
        await customers.load_consents(
            tx,
            [customers.KnownConsent(people[n], "profiling", True, tx.now) for n in (0, 2, 3)],
            SYSTEM,
            channel="core",
        )
        await customers.merge(tx, people[4], people[5], actor=world.staff(), reason="同一个人")
        await customers.restrict(tx, people[6], world.staff("admin"), reason="dispute")
    return core, people


async def test_together_says_what_alone_says(world: World):
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    await forget(world.db)
    asked = []
    assert (await api.fill(world.db, made, told=lambda *_: None)).failed == 0
    asked = list(core.asked)
    together = [await said(world.db, one) for one in people]
    await forget(world.db)
    for one in people:
        async with world.db.transaction() as tx:
            await portraits.want(tx, one, loans=True)
        await made.refresh(one, quiet=True)
    assert together == [await said(world.db, one) for one in people]
    assert not set(asked) & {"B1", "B2", "B3"}, "read together, not one by one"
    assert together[0]["segments"], "a portrait of nothing proves nothing"


async def test_only_those_without_a_portrait(world: World):
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    await forget(world.db)
    async with world.db.transaction() as tx:
        await tx.execute(
            text("INSERT INTO portrait (customer_id, created_at) VALUES (:id, now())"), {"id": people[0]}
        )
    await api.fill(world.db, made, told=lambda *_: None, anew=True, missing=True)
    assert (await said(world.db, people[0]))["portrait"][0][0] is None
    assert (await said(world.db, people[1]))["portrait"][0][0] is not None


async def test_a_silent_core_leaves_them_to_be_asked_again(world: World):
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    await forget(world.db)
    core.away = True
    await api.fill(world.db, made, told=lambda *_: None)
    found = await said(world.db, people[0])
    assert found["portrait"][0][2] == "away"
    assert found["look"]


async def test_very_many_are_not_counted_for_each_look(world: World, monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []

    async def count(_tx: Tx) -> int:
        asked.append(1)
        return len(asked)

    counting = Counting(count)
    async with world.db.transaction() as tx:
        assert [await counting(tx), await counting(tx)] == [1, 2], "few are counted each time"
        monkeypatch.setattr("tandem.contexts.portraits.endpoints.counting.FEW", -2)
        assert [await counting(tx), await counting(tx)] == [3, 3]
    world.clock.advance(HELD)
    async with world.db.transaction() as tx:
        assert await counting(tx) == 4
