"""Staff and organisation: who may see and change whom."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tandem.contexts.access import api
from tandem.contexts.access.models import audit_entry_table
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.errors import Conflict, Forbidden
from tandem.kit.events import event_table
from tandem.kit.ids import new_id

SYSTEM = api.Actor.system("test")


async def organise(db: Database) -> dict[str, UUID]:
    async with db.transaction() as tx:
        loans = await api.create_business_line(tx, SYSTEM, "信贷")
        cards = await api.create_business_line(tx, SYSTEM, "信用卡")
        return {
            "one": await api.create_team(tx, SYSTEM, "一组", loans),
            "two": await api.create_team(tx, SYSTEM, "二组", loans),
            "cards": await api.create_team(tx, SYSTEM, "一组", cards),
            "loans_line": loans,
            "cards_line": cards,
        }


async def test_who_sees_whom(db: Database, hire: Any) -> None:
    teams = await organise(db)
    boss = await hire("boss", "admin")
    lead = await hire("lead", "supervisor", team_id=teams["one"])
    near = await hire("near", team_id=teams["two"])
    far = await hire("far", team_id=teams["cards"])
    async with db.transaction() as tx:
        seen = {
            staff.username: {s.id for s in (await api.list_staff(tx, staff.actor())).items}
            for staff in (boss, lead, near)
        }
    assert seen["boss"] == {boss.id, lead.id, near.id, far.id}
    assert seen["lead"] == {lead.id, near.id}
    assert seen["near"] == {near.id}


async def test_list_pages_filters_and_escapes(db: Database, hire: Any) -> None:
    for n in range(7):
        await hire(f"agent_{n}")
    await hire("agentx9", "qa")
    async with db.transaction() as tx:
        seen: list[str] = []
        cursor = None
        while True:
            page = await api.list_staff(tx, SYSTEM, limit=3, cursor=cursor)
            seen += [s.username for s in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert seen == sorted(seen)
        assert len(seen) == 8
        assert len((await api.list_staff(tx, SYSTEM, q="T_")).items) == 7
        assert [s.username for s in (await api.list_staff(tx, SYSTEM, role="qa")).items] == ["agentx9"]


@pytest.mark.parametrize("who", ["agent", "supervisor", "qa"])
async def test_only_managers_manage(desks: Any, hire: Any, who: str) -> None:
    target = await hire("target")
    await hire("someone", who)
    desk = desks()
    await desk.sign_in("someone")
    body = {"username": "new.one", "name": "New", "roles": ["admin"]}
    for method, path, json in (
        ("POST", "/staff", body),
        ("PATCH", f"/staff/{target.id}", {"roles": ["admin"]}),
        ("POST", f"/staff/{target.id}/deactivation", None),
        ("POST", f"/staff/{target.id}/password-reset", {}),
        ("POST", "/organisation/business-lines", {"name": "x"}),
        ("GET", "/audit", None),
    ):
        answer = await desk.send(method, path, json=json)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


async def test_actions_check_permissions_themselves(db: Database, hire: Any) -> None:
    actor = (await hire("li.na")).actor()
    async with db.transaction() as tx:
        with pytest.raises(Forbidden):
            await api.create_staff(tx, actor, username="xx", name="x", roles=["admin"])
        with pytest.raises(Forbidden):
            await api.deactivate_staff(tx, actor, new_id())
        with pytest.raises(Forbidden):
            await api.create_team(tx, actor, "x", new_id())


async def test_hiring_changing_and_leaving_through_the_door(db: Database, desks: Any, hire: Any) -> None:
    teams = await organise(db)
    await hire("boss", "admin")
    boss, agent = desks(), desks()
    await boss.sign_in("boss")
    made = await boss.send(
        "POST", "/staff", json={"username": "Li.Na", "name": " 李  娜 ", "team_id": str(teams["one"])}
    )
    assert made.status_code == 201
    body = made.json()
    assert (body["username"], body["name"], body["roles"]) == ("li.na", "李 娜", ["agent"])
    assert body["team"]["name"] == "一组"
    assert (await agent.sign_in("li.na", body["password"])).status_code == 201

    path = f"/staff/{body['id']}"
    changed = await boss.send("PATCH", path, json={"roles": ["agent", "qa"], "team_id": None})
    assert changed.json()["roles"] == ["agent", "qa"]
    assert changed.json()["team"] is None
    assert "conversations.read.all" in (await agent.http.get("/session")).json()["staff"]["permissions"]

    assert (await boss.send("PATCH", path, json={"active": False})).json()["active"] is False
    assert (await agent.http.get("/me")).status_code == 401
    assert (await agent.sign_in("li.na", body["password"])).status_code == 401
    assert (await boss.send("DELETE", f"{path}/deactivation")).json()["active"] is True
    assert (await agent.http.get("/me")).status_code == 401
    assert (await agent.sign_in("li.na", body["password"])).status_code == 201

    async with db.transaction() as tx:
        events = (await tx.execute(select(event_table).order_by(event_table.c.id))).all()
        actions = (await tx.execute(select(audit_entry_table.c.action))).scalars().all()
    kinds = [e.kind for e in events if str(e.subject_id) == body["id"]]
    assert kinds == [
        "access.staff_created",
        "access.staff_changed",
        "access.session_ended",
        "access.staff_deactivated",
        "access.staff_reactivated",
    ]
    assert {"access.staff_deactivated", "access.staff_changed", "access.signed_in"} <= set(actions)


async def test_reset_lifts_locks_and_ends_sessions(desks: Any, hire: Any, clock: FixedClock) -> None:
    staff = await hire("li.na")
    await hire("boss", "admin")
    boss, agent = desks(), desks()
    await boss.sign_in("boss")
    await agent.sign_in("li.na")
    clock.advance(timedelta(seconds=1))
    for _ in range(5):
        await desks().sign_in("li.na", "wrong")
    assert (await desks().sign_in("li.na")).status_code == 423
    clock.advance(timedelta(seconds=1))
    answer = await boss.send("POST", f"/staff/{staff.id}/password-reset", json={})
    assert answer.status_code == 201
    assert (await agent.http.get("/me")).status_code == 401
    assert (await desks().sign_in("li.na", answer.json()["password"])).status_code == 201


async def test_an_admin_always_remains(db: Database, hire: Any) -> None:
    one, two = await hire("one", "admin"), await hire("two", "admin")

    async def leave(actor: api.Staff, whom: api.Staff) -> str:
        try:
            async with db.transaction() as tx:
                await api.deactivate_staff(tx, actor.actor(), whom.id)
        except Conflict as error:
            return error.code
        return "done"

    assert await leave(one, one) == "own_account"
    assert sorted(await asyncio.gather(leave(one, two), leave(two, one))) == ["done", "last_admin"]
    async with db.transaction() as tx:
        left = [s for s in (one, two) if (await api.actor_of(tx, s.id))]
        assert len(left) == 1
        with pytest.raises(Conflict, match="last_admin"):
            await api.change_staff(tx, SYSTEM, left[0].id, {"roles": ["agent"]})


async def test_names_are_taken_once(db: Database, hire: Any) -> None:
    answers = await asyncio.gather(*(hire("same") for _ in range(5)), return_exceptions=True)
    assert sorted(type(a).__name__ for a in answers) == ["Conflict"] * 4 + ["Staff"]


async def test_organisation_tree_through_the_door(db: Database, desks: Any, hire: Any) -> None:
    await hire("boss", "admin")
    boss = desks()
    await boss.sign_in("boss")
    tree = (await boss.send("POST", "/organisation/business-lines", json={"name": "信贷"})).json()
    line = tree["items"][0]["id"]
    again = await boss.send("POST", "/organisation/business-lines", json={"name": "信贷"})
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    tree = (
        await boss.send("POST", "/organisation/teams", json={"name": "一组", "business_line_id": line})
    ).json()
    team = tree["items"][0]["children"][0]["id"]
    await hire("li.na", team_id=UUID(team))
    tree = (await boss.http.get("/organisation")).json()
    (node,) = tree["items"][0]["children"][0]["children"]
    assert (node["kind"], node["name"], node["parent_id"]) == ("agent", "Li.Na", team)
    full = await boss.send("DELETE", f"/organisation/teams/{team}")
    assert (full.status_code, full.json()["code"]) == (409, "not_empty")
    person = node["id"]
    await boss.send("PATCH", f"/staff/{person}", json={"team_id": None})
    assert (await boss.send("DELETE", f"/organisation/business-lines/{line}")).json()["code"] == "not_empty"
    assert (await boss.send("DELETE", f"/organisation/teams/{team}")).status_code == 204
    assert (await boss.send("DELETE", f"/organisation/business-lines/{line}")).status_code == 204
    assert (await boss.http.get("/organisation")).json() == {"items": []}
    gone = await boss.send("PATCH", f"/staff/{person}", json={"team_id": team})
    assert (gone.status_code, gone.json()["code"]) == (404, "team_not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"username": "a\x00b", "name": "x"},
        {"username": "ab", "name": "\x00"},
        {"username": "ab", "name": "   "},
        {"username": "a b", "name": "x"},
        {"username": "ab", "name": "x", "roles": ["king"]},
        {"username": "ab", "name": "x", "password": "short"},
        {"username": "ab", "name": "x" * 65},
    ],
)
async def test_bad_staff_is_422(desks: Any, hire: Any, body: dict[str, Any]) -> None:
    await hire("boss", "admin")
    boss = desks()
    await boss.sign_in("boss")
    answer = await boss.send("POST", "/staff", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]
