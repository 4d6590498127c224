"""Signing in through the door: cookie, CSRF, locks, ends."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, update

from tandem.contexts.access.api import AccessOptions, Gate, Passwords, install
from tandem.contexts.access.models import login_attempt_table, session_table, staff_table
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.events import event_table

PASSWORD = "correct horse 42"


async def rows(db: Database, table: Any) -> list[Any]:
    async with db.transaction() as tx:
        return list((await tx.execute(select(table))).all())


async def kinds(db: Database) -> list[str]:
    return [row.kind for row in await rows(db, event_table)]


async def test_sign_in_gives_cookie_session_and_rights(desks: Any, hire: Any) -> None:
    await hire("li.na", "supervisor")
    desk = desks()
    answer = await desk.sign_in(" LI.na ")
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["staff"]["username"] == "li.na"
    assert "board.read" in body["staff"]["permissions"]
    assert body["staff"]["team"] is None
    assert body["expires_at"] == "2026-03-02T13:00:00Z"
    again = await desk.http.get("/session")
    assert again.json() == body


async def test_neither_cookie_nor_csrf_token_is_in_the_database(desks: Any, hire: Any, db: Database) -> None:
    await hire("li.na")
    desk = desks()
    await desk.sign_in("li.na")
    token = desk.http.cookies["tandem_session"]
    (row,) = await rows(db, session_table)
    assert token not in str(row)
    assert desk.csrf not in str(row)
    assert "127.0.0.1" not in str(row)


async def test_secure_cookie_behind_https(app: FastAPI, desks: Any, hire: Any) -> None:
    install(app, Gate(AccessOptions(secret=b"x" * 32, cheap_passwords=True, secure_cookies=True)))
    await hire("li.na")
    assert "secure" in (await desks().sign_in("li.na")).headers["set-cookie"].lower()


@pytest.mark.parametrize("who", ["li.na", "nobody", "left", "no.password"])
async def test_refusals_look_alike(desks: Any, hire: Any, db: Database, who: str) -> None:
    await hire("li.na")
    for username, change in (
        ("left", {"deactivated_at": db.clock.now(), "deactivated_by": "x"}),
        ("no.password", {"password_hash": None}),
    ):
        staff = await hire(username)
        async with db.transaction() as tx:
            await tx.execute(update(staff_table).where(staff_table.c.id == staff.id).values(change))
    right_or_wrong = "not it, sorry" if who == "li.na" else PASSWORD
    answer = await desks().sign_in(who, right_or_wrong)
    assert answer.status_code == 401
    assert answer.json()["code"] == "bad_credentials"
    assert "set-cookie" not in answer.headers


async def test_an_unknown_name_costs_a_hash_too() -> None:
    passwords = Passwords(cheap=True)
    calls: list[str] = []
    passwords._fits = lambda kept, password: bool(calls.append(kept))  # type: ignore[method-assign]
    assert await passwords.verify(None, "whatever") is False
    assert len(calls) == 1
    assert calls[0].startswith("$argon2id$")


async def test_five_failures_lock_known_and_unknown_names(
    desks: Any, hire: Any, db: Database, clock: FixedClock
) -> None:
    await hire("li.na")
    desk = desks()
    for name in ("li.na", "nobody"):
        for _ in range(5):
            assert (await desk.sign_in(name, "wrong")).status_code == 401
        locked = await desk.sign_in(name)
        assert locked.status_code == 423
        assert locked.json()["code"] == "locked"
        assert locked.headers["retry-after"] == "900"
        assert "15 min" in locked.json()["detail"]
    assert "nobody" not in str(await rows(db, login_attempt_table))
    clock.advance(timedelta(minutes=15))
    assert (await desk.sign_in("li.na")).status_code == 201


async def test_success_forgets_failures(desks: Any, hire: Any, clock: FixedClock) -> None:
    await hire("li.na")
    desk = desks()
    for _ in range(3):
        for _ in range(4):
            assert (await desk.sign_in("li.na", "wrong")).status_code == 401
        clock.advance(timedelta(seconds=1))
        assert (await desk.sign_in("li.na")).status_code == 201


async def test_parallel_guesses_cannot_outrun_the_lock(desks: Any, hire: Any) -> None:
    await hire("li.na")
    answers = await asyncio.gather(*(desks().sign_in("li.na", f"guess {n}") for n in range(20)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [401] * 5 + [423] * 15


async def test_address_limit(app: FastAPI, desks: Any) -> None:
    install(app, Gate(AccessOptions(secret=b"x" * 32, cheap_passwords=True, logins_per_minute=1)))
    codes = [(await desks().sign_in(f"user{n}", "wrong")) for n in range(21)]
    assert [c.status_code for c in codes] == [401] * 20 + [429]
    assert int(codes[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 201),
        ("http://desk.test", 201),
        ("https://ok.example.com", 201),
        ("https://evil.example.com", 403),
        ("https://ok.example.com.evil.com", 403),
        ("null", 403),
    ],
)
async def test_sign_in_checks_origin(
    app: FastAPI, desks: Any, hire: Any, origin: str | None, status: int
) -> None:
    options = AccessOptions(
        secret=b"x" * 32, cheap_passwords=True, allowed_origins=("https://OK.example.com/",)
    )
    install(app, Gate(options))
    await hire("li.na")
    body = {"username": "li.na", "password": PASSWORD}
    answer = await desks().http.post("/session", json=body, headers={"Origin": origin} if origin else {})
    assert answer.status_code == status


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
async def test_writing_needs_the_csrf_token(desks: Any, hire: Any, token: str | None) -> None:
    await hire("li.na")
    desk = desks()
    await desk.sign_in("li.na")
    headers = {} if token is None else {"X-CSRF-Token": token.encode()}
    answer = await desk.http.patch("/me", json={"locale": "en"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert (await desk.send("PATCH", "/me", json={"locale": "en"})).json()["locale"] == "en"


async def test_csrf_token_of_another_session_does_not_fit(desks: Any, hire: Any) -> None:
    await hire("li.na")
    one, other = desks(), desks()
    await one.sign_in("li.na")
    await other.sign_in("li.na")
    one.csrf = other.csrf
    assert (await one.send("DELETE", "/session")).status_code == 403


@pytest.mark.parametrize("cookie", [None, "forged", "é" * 10, "x" * 5000])
async def test_without_a_session_401(desks: Any, cookie: str | None) -> None:
    headers = {} if cookie is None else {"Cookie": f"tandem_session={cookie}".encode()}
    answer = await desks().http.get("/session", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_idle_and_absolute_ends(desks: Any, hire: Any, clock: FixedClock) -> None:
    await hire("li.na")
    idle, busy = desks(), desks()
    await idle.sign_in("li.na")
    await busy.sign_in("li.na")
    for _ in range(14):
        clock.advance(timedelta(minutes=50))
        assert (await busy.http.get("/me")).status_code == 200
    assert (await idle.http.get("/me")).status_code == 401
    clock.advance(timedelta(minutes=20))
    assert (await busy.http.get("/me")).status_code == 401


async def test_sign_out_ends_this_session_only(desks: Any, hire: Any, db: Database) -> None:
    await hire("li.na")
    one, other = desks(), desks()
    await one.sign_in("li.na")
    await other.sign_in("li.na")
    cookie = one.http.cookies["tandem_session"]
    answer = await one.send("DELETE", "/session")
    assert answer.status_code == 204
    assert 'tandem_session=""' in answer.headers["set-cookie"]
    assert (
        await desks().http.get("/session", headers={"Cookie": f"tandem_session={cookie}"})
    ).status_code == 401
    assert (await other.http.get("/session")).status_code == 200
    assert (await kinds(db)).count("access.session_ended") == 1


async def test_changing_the_password_ends_other_sessions(desks: Any, hire: Any, db: Database) -> None:
    staff = await hire("li.na")
    one, other = desks(), desks()
    await one.sign_in("li.na")
    await other.sign_in("li.na")
    wrong = await one.send("POST", "/me/password", json={"old": "nope", "new": "better horse 43"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
    weak = await one.send("POST", "/me/password", json={"old": PASSWORD, "new": "short"})
    assert weak.json()["errors"] == [
        {"field": "new", "message": "The password needs at least 10 characters."}
    ]
    done = await one.send("POST", "/me/password", json={"old": PASSWORD, "new": "better horse 43"})
    assert done.status_code == 204
    assert (await one.http.get("/me")).status_code == 200
    assert (await other.http.get("/me")).status_code == 401
    assert (await desks().sign_in("li.na")).status_code == 401
    assert (await desks().sign_in("li.na", "better horse 43")).status_code == 201
    (ended,) = [e for e in await rows(db, event_table) if e.kind == "access.session_ended"]
    assert ended.topics == [f"staff:{staff.id}"]
    assert ended.data["reason"] == "password_changed"


async def test_old_hash_parameters_are_renewed_at_sign_in(desks: Any, hire: Any, db: Database) -> None:
    staff = await hire("li.na")
    old = PasswordHasher(time_cost=2, memory_cost=32, parallelism=1).hash(PASSWORD)
    async with db.transaction() as tx:
        await tx.execute(update(staff_table).where(staff_table.c.id == staff.id).values(password_hash=old))
    assert (await desks().sign_in("li.na")).status_code == 201
    (row,) = await rows(db, staff_table)
    assert row.password_hash != old
    assert (await desks().sign_in("li.na")).status_code == 201


async def test_preferences_merge_and_are_bounded(desks: Any, hire: Any) -> None:
    await hire("li.na")
    desk = desks()
    await desk.sign_in("li.na")
    await desk.send("PATCH", "/me", json={"preferences": {"dense": True, "sound": "ding"}})
    answer = await desk.send("PATCH", "/me", json={"preferences": {"sound": None, "theme": "dark"}})
    assert answer.json()["preferences"] == {"dense": True, "theme": "dark"}
    assert (await desk.http.get("/session")).json()["staff"]["preferences"] == {
        "dense": True,
        "theme": "dark",
    }
    large = await desk.send("PATCH", "/me", json={"preferences": {"x": "y" * 20_000}})
    assert (large.status_code, large.json()["code"]) == (422, "preferences_too_large")
    nul = await desk.send("PATCH", "/me", json={"preferences": {"x": ["\x00"]}})
    assert nul.status_code == 422
    surrogate = '{"preferences": {"x": "\\ud800"}}'
    answer = await desk.http.patch(
        "/me", content=surrogate, headers={"X-CSRF-Token": desk.csrf, "Content-Type": "application/json"}
    )
    assert answer.status_code == 422


async def test_flood_of_hashes_is_refused() -> None:
    passwords = Passwords(cheap=True, threads=1, queue=1)
    answers = await asyncio.gather(*(passwords.hash("x") for _ in range(5)), return_exceptions=True)
    refused = [a for a in answers if isinstance(a, Exception)]
    assert len(refused) == 3
    assert {getattr(a, "status", None) for a in refused} == {503}


def test_forwarded_address_counts_only_behind_trusted_proxies() -> None:
    from starlette.requests import Request

    def address(peer: str, forwarded: str) -> str | None:
        scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
        return Gate(AccessOptions(secret=b"x", trusted_proxies=("10.0.0.1", "10.0.0.2"))).address(
            Request(scope)
        )

    assert address("9.9.9.9", "1.1.1.1") == "9.9.9.9"
    assert address("10.0.0.1", "6.6.6.6, 1.1.1.1") == "1.1.1.1"
    assert address("10.0.0.1", "1.1.1.1, 10.0.0.2") == "1.1.1.1"
    assert address("10.0.0.1", "") == "10.0.0.1"
