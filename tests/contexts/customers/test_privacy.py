"""Unmasking and restricting: by few, for a reason, audited."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.access import permissions
from tandem.contexts.access.permissions import ROLE_PERMISSIONS
from tandem.contexts.customers import api
from tandem.contexts.customers.rules.privacy import RESTRICTION_REASONS, UNMASK_REASONS
from tandem.contexts.customers.schemas import RestrictionBody, UnmaskBody
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Invalid, NotFound
from tandem.kit.ids import new_id
from tandem.kit.timers import TimerLoop

from .conftest import AGENT, BOSS, NOW, SYSTEM


async def trail(db: Database, action: str) -> list[dict[str, object]]:
    async with db.transaction() as tx:
        query = text("SELECT data FROM access_audit_entry WHERE action = :action ORDER BY at, id")
        return list((await tx.execute(query, {"action": action})).scalars().all())


def test_reasons_are_the_same_at_the_door() -> None:
    assert UnmaskBody.model_json_schema()["properties"]["reason"]["enum"] == list(UNMASK_REASONS)
    assert RestrictionBody.model_json_schema()["properties"]["reason"]["enum"] == list(RESTRICTION_REASONS)


def test_who_holds_what() -> None:
    def held(permission: str) -> set[str]:
        return {role for role, names in ROLE_PERMISSIONS.items() if permission in names}

    assert held(permissions.CUSTOMERS_READ) == {"agent", "supervisor", "complaint_officer", "admin"}
    assert held(permissions.CUSTOMERS_UNMASK) == {"supervisor", "complaint_officer", "admin"}
    for few in (
        permissions.CUSTOMERS_PRIVACY,
        permissions.CUSTOMERS_RESTRICTED,
        permissions.CUSTOMERS_MERGE_PROVEN,
    ):
        assert held(few) == {"supervisor", "admin"}


async def test_in_full_for_a_reason(sealing: Database, do, visitor) -> None:
    person, session = await visitor(), await visitor()
    await do(api.merge, person.id, session.id, actor=SYSTEM, reason="x")
    await do(api.note_personal, person.id, "phone", "13800138000", source="core")
    for card in ("6217000011112222", "6217000033334444"):
        await do(api.note_personal, person.id, "card", card, source="core")
    assert await do(api.unmask, BOSS, session.id, "phone", "call_back") == "13800138000"
    cards = [one for one in await do(api.personal_of, person.id) if one.kind == "card"]
    values = {await do(api.unmask, BOSS, person.id, "card", "legal", personal_id=one.id) for one in cards}
    assert values == {"6217000011112222", "6217000033334444"}
    first, *_ = await trail(sealing, "customer.unmasked")
    assert (first["kind"], first["reason"]) == ("phone", "call_back")
    for kind, reason in (("phone", "curious"), ("phone", ""), ("shoe", "legal")):
        with pytest.raises(Invalid):
            await do(api.unmask, BOSS, person.id, kind, reason)
    with pytest.raises(NotFound):
        await do(api.unmask, BOSS, person.id, "email", "legal")
    with pytest.raises(NotFound):
        await do(api.unmask, BOSS, person.id, "card", "legal", personal_id=new_id())
    with pytest.raises(Forbidden):
        await do(api.unmask, AGENT, person.id, "phone", "call_back")
    assert len(await trail(sealing, "customer.unmasked")) == 3


async def test_restricted_for_the_whole_family_until_then(sealing: Database, do, visitor) -> None:
    person, session = await visitor(), await visitor()
    await do(api.note_personal, person.id, "phone", "13800138000", source="core")
    await do(api.restrict, session.id, BOSS, reason="dispute", until=NOW + timedelta(days=2))
    await do(api.refuse_restricted, AGENT, person.id)
    await do(api.merge, person.id, session.id, actor=SYSTEM, reason="x")
    with pytest.raises(api.CustomerRestricted):
        await do(api.refuse_restricted, AGENT, person.id)
    unmasker = type(BOSS)("staff", new_id(), "许诺", ROLE_PERMISSIONS["complaint_officer"])
    with pytest.raises(api.CustomerRestricted):
        await do(api.unmask, unmasker, person.id, "phone", "complaint")
    assert await do(api.unmask, BOSS, person.id, "phone", "legal") == "13800138000"
    sealing.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    await do(api.refuse_restricted, AGENT, person.id)


async def test_restrictions_are_lifted_one_by_one(do, visitor) -> None:
    person = await visitor()
    first = await do(api.restrict, person.id, BOSS, reason="request", note="本人来电要求")
    second = await do(api.restrict, person.id, BOSS, reason="law")
    await do(api.unrestrict, person.id, first.id, BOSS)
    assert (await do(api.standing_restriction, person.id)).id == second.id
    for customer_id, id_ in ((person.id, first.id), (person.id, new_id()), ((await visitor()).id, second.id)):
        with pytest.raises(api.RestrictionNotFound):
            await do(api.unrestrict, customer_id, id_, BOSS)
    await do(api.unrestrict, person.id, second.id, BOSS)
    assert await do(api.standing_restriction, person.id) is None
    with pytest.raises(Forbidden):
        await do(api.restrict, person.id, AGENT, reason="request")
    with pytest.raises(NotFound):
        await do(api.restrict, new_id(), BOSS, reason="request")
    for values in (
        {"reason": "mood"},
        {"reason": "law", "until": NOW},
        {"reason": "law", "note": "长" * 501},
    ):
        with pytest.raises(Invalid):
            await do(api.restrict, person.id, BOSS, **values)


async def test_a_restriction_ends_by_itself(sealing: Database, do, visitor) -> None:
    person = await visitor()
    made = await do(api.restrict, person.id, BOSS, reason="dispute", until=NOW + timedelta(days=1))
    lifted = await do(api.restrict, person.id, BOSS, reason="law", until=NOW + timedelta(days=2))
    await do(api.unrestrict, person.id, lifted.id, BOSS)
    timers = TimerLoop(sealing, api.timer_handlers())
    assert not await timers.fire_next(), "not before its time"
    sealing.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    assert await timers.fire_next()
    assert await do(api.standing_restriction, person.id) is None
    assert await trail(sealing, "customer.restriction_ended") == [
        {"restriction": str(made.id), "still_restricted": False}
    ]
    async with sealing.transaction() as tx:
        query = text(
            "SELECT data FROM event WHERE kind = 'customers.restriction_changed' ORDER BY id DESC LIMIT 1"
        )
        assert (await tx.execute(query)).scalar_one() == {"restricted": False}
    sealing.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    assert not await timers.fire_next(), "the lifted one has no timer any more"
