"""Seeing where one is signed in, and ending that."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tandem.contexts.access.models import audit_entry_table
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.ids import new_id


async def three(desks: Any, hire: Any) -> list[Any]:
    """One person at three browsers."""
    await hire("li.na")
    found = [desks() for _ in range(3)]
    for desk in found:
        assert (await desk.sign_in("li.na")).status_code == 201
    return found


async def mine(desk: Any) -> list[dict[str, Any]]:
    answer = await desk.http.get("/me/sessions")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def here(desk: Any) -> dict[str, str]:
    return {"X-CSRF-Token": desk.csrf}


async def test_lists_ones_own_and_marks_this_one(desks: Any, hire: Any) -> None:
    first, *_ = await three(desks, hire)
    await hire("wu")
    other = desks()
    await other.sign_in("wu")
    listed = await mine(first)
    assert len(listed) == 3
    assert sum(one["current"] for one in listed) == 1
    assert set(listed[0]) == {"id", "created_at", "last_seen_at", "user_agent", "current"}
    assert len(await mine(other)) == 1


async def test_ends_one_and_audits_it(desks: Any, hire: Any, db: Database) -> None:
    first, second, third = await three(desks, hire)
    gone = next(one["id"] for one in await mine(second) if one["current"])
    answer = await first.http.delete(f"/me/sessions/{gone}", headers=here(first))
    assert answer.status_code == 204
    assert [(await desk.http.get("/session")).status_code for desk in (first, second, third)] == [
        200,
        401,
        200,
    ]
    again = await first.http.delete(f"/me/sessions/{gone}", headers=here(first))
    assert (again.status_code, again.json()["code"]) == (404, "session_not_found")
    async with db.transaction() as tx:
        rows = (await tx.execute(select(audit_entry_table.c.action, audit_entry_table.c.subject))).all()
    assert ("access.session_ended", f"session:{gone}") in {tuple(row) for row in rows}


async def test_ends_all_others(desks: Any, hire: Any) -> None:
    first, second, third = await three(desks, hire)
    assert (await first.http.delete("/me/sessions", headers=here(first))).status_code == 204
    assert [(await desk.http.get("/session")).status_code for desk in (first, second, third)] == [
        200,
        401,
        401,
    ]


async def test_somebody_elses_does_not_exist(desks: Any, hire: Any) -> None:
    first, *_ = await three(desks, hire)
    await hire("wu")
    other = desks()
    await other.sign_in("wu")
    theirs = (await mine(first))[0]["id"]
    for id_ in (theirs, new_id()):
        answer = await other.http.delete(f"/me/sessions/{id_}", headers=here(other))
        assert answer.status_code == 404
    assert len(await mine(first)) == 3


async def test_needs_the_token_against_forged_requests(desks: Any, hire: Any) -> None:
    first, *_ = await three(desks, hire)
    answer = await first.http.delete("/me/sessions")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


async def test_those_that_are_over_are_not_listed(desks: Any, hire: Any, clock: FixedClock) -> None:
    first, *_ = await three(desks, hire)
    clock.advance(timedelta(minutes=30))
    await mine(first)
    clock.advance(timedelta(days=2))
    late = desks()
    await late.sign_in("li.na")
    assert [one["current"] for one in await mine(late)] == [True]
