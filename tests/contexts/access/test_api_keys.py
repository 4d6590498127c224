"""API keys: shown once, kept hashed, good for their scopes until they end."""

from datetime import timedelta
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.api import AccessOptions, CurrentStaff, Gate, install, permissions, require
from tandem.contexts.access.api_keys import bearer_key, key_hash, new_key, well_formed
from tandem.contexts.access.models import api_key_table, audit_entry_table
from tandem.contexts.access.permissions import ALL
from tandem.contexts.access.scopes import SCOPE_PERMISSIONS, SCOPES, permissions_in
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.i18n import known

SECRET = b"x" * 32
# What would make a key, or who holds it, stronger; what needs a person or a seat.
NEVER = {
    permissions.STAFF_MANAGE, permissions.SETTINGS_MANAGE, permissions.INTEGRATIONS_MANAGE,
    permissions.CONVERSATIONS_REPLY, permissions.CONVERSATIONS_CLAIM, permissions.CONVERSATIONS_ASSIGN,
    permissions.CONVERSATIONS_TAKEOVER, permissions.PRESENCE_MANAGE, permissions.LOANS_ACT,
    permissions.DRAFTS_DECIDE, permissions.CUSTOMERS_PRIVACY, permissions.CUSTOMERS_RESTRICTED,
}  # fmt: skip


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """With a door that names its permission, and one that does not."""
    extra = APIRouter()

    @extra.post("/entries")
    async def edit(actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_EDIT))]) -> str:
        return actor.label

    @extra.api_route("/own", methods=["GET", "POST"])
    async def own(actor: CurrentStaff) -> str:
        return actor.label

    app.include_router(extra, prefix="/api/v1")
    return app


@pytest.fixture
async def admin(desks: Any, hire: Any) -> Any:
    await hire("boss", "admin")
    desk = desks()
    await desk.sign_in("boss")
    return desk


async def made(admin: Any, *scopes: str, **more: Any) -> dict[str, Any]:
    body = {"name": "数据仓库", "scopes": list(scopes or ("audit.read",)), **more}
    answer = await admin.send("POST", "/api-keys", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_scopes_give_no_power_over_people_or_keys() -> None:
    assert SCOPE_PERMISSIONS.keys() == set(SCOPES)
    everything = permissions_in(SCOPES)
    assert everything <= ALL
    assert everything & NEVER == set()
    assert permissions_in(["from.the.future"]) == frozenset()
    assert all(known(f"access.scope.{scope}") for scope in SCOPES)


@given(st.text(max_size=60))
def test_headers_that_are_no_keys(text: str) -> None:
    key = bearer_key(text)
    assert key is None or text.lower().startswith("bearer ")
    assert bearer_key(f"Bearer tdm_{text}") == f"tdm_{text}".strip()
    assert not well_formed(f"tdm_{text}") or len(text) == 43


def test_hashes_are_keyed() -> None:
    key = new_key()
    assert well_formed(key)
    assert bearer_key(f"Bearer {key}") == key
    assert bearer_key("Bearer eyJhbGciOi") is None
    assert key_hash(SECRET, key) == key_hash(SECRET, key) != key_hash(b"y" * 32, key)


async def test_a_key_is_shown_once_and_kept_hashed(admin: Any, db: Database) -> None:
    key = (await made(admin))["key"]
    listed = await admin.send("GET", "/api-keys")
    assert key not in listed.text
    assert listed.json()[0]["shown"] == key[:10]
    assert listed.json()[0]["created_by"] == "Boss"
    async with db.transaction() as tx:
        row = (await tx.execute(select(api_key_table))).one()
        audit = (await tx.execute(select(audit_entry_table.c.data))).scalars().all()
    assert row.key_hash == key_hash(SECRET, key)
    assert key not in str(row) + str(audit)


async def test_it_opens_its_scopes_and_nothing_else(admin: Any, desks: Any) -> None:
    http = desks().http
    key = await made(admin, "knowledge.edit")
    http.headers["Authorization"] = f"Bearer {key['key']}"
    assert (await http.post("/entries")).json() == f"integration:{key['id']}"
    assert (await http.get("/own")).status_code == 200
    for method, path, code in (
        ("GET", "/audit", "forbidden"),
        ("GET", "/staff", "forbidden"),
        ("GET", "/api-keys", "forbidden"),
        ("POST", "/own", "people_only"),
        ("GET", "/me", "people_only"),
        ("GET", "/session", "people_only"),
        ("POST", "/me/password", "people_only"),
    ):
        answer = await http.request(
            method, path, json={"old": "a", "new": "b"} if path[:3] == "/me" else None
        )
        assert (answer.status_code, answer.json()["code"]) == (403, code), path


async def test_a_cookie_beside_a_key_adds_nothing(admin: Any) -> None:
    key = (await made(admin, "knowledge.read"))["key"]
    answer = await admin.http.get("/audit", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 403


async def test_a_key_that_is_none_opens_nothing(admin: Any, desks: Any) -> None:
    http = desks().http
    for key in ("tdm_", "tdm_short", new_key(), f"{new_key()}x"):
        answer = await http.get("/own", headers={"Authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_api_key")
    other = await http.get("/own", headers={"Authorization": "Bearer eyJhbGciOi"})
    assert other.json()["code"] == "not_signed_in"


async def test_it_ends_by_time_or_by_hand(admin: Any, desks: Any, clock: FixedClock) -> None:
    until = (clock.now() + timedelta(days=1)).isoformat()
    short, long = await made(admin, expires_at=until), await made(admin)
    http = desks().http

    async def says(key: dict[str, Any]) -> tuple[int, str | None]:
        answer = await http.get("/audit", headers={"Authorization": f"Bearer {key['key']}"})
        return answer.status_code, None if answer.status_code == 200 else answer.json()["code"]

    assert [await says(short), await says(long)] == [(200, None), (200, None)]
    for _ in range(2):
        gone = await admin.send("DELETE", f"/api-keys/{long['id']}")
        assert (gone.status_code, gone.json()["state"], gone.json()["revoked_by"]) == (200, "revoked", "Boss")
    clock.advance(timedelta(days=1))
    assert [await says(short), await says(long)] == [(401, "api_key_expired"), (401, "api_key_revoked")]
    past = await admin.sign_in("boss")
    assert past.status_code == 201
    body = {"name": "x", "scopes": ["audit.read"], "expires_at": until}
    assert (await admin.send("POST", "/api-keys", json=body)).status_code == 422


async def test_use_is_noted_now_and_then(admin: Any, desks: Any, db: Database, clock: FixedClock) -> None:
    key = (await made(admin))["key"]
    http = desks().http
    http.headers["Authorization"] = f"Bearer {key}"

    async def noted() -> Any:
        await http.get("/audit")
        async with db.transaction() as tx:
            return (await tx.execute(select(api_key_table.c.last_used_at))).scalar_one()

    first = await noted()
    clock.advance(timedelta(minutes=9))
    assert await noted() == first
    clock.advance(timedelta(minutes=2))
    assert await noted() == clock.now()


async def test_each_key_has_its_own_pace(app: FastAPI, admin: Any, desks: Any) -> None:
    fast, slow = await made(admin), await made(admin, per_minute=12)
    install(app, Gate(AccessOptions(secret=SECRET, cheap_passwords=True)))
    http = desks().http
    answers = [
        (await http.get("/own", headers={"Authorization": f"Bearer {key['key']}"}))
        for key in (slow, slow, slow, fast)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert int(answers[2].headers["retry-after"]) >= 1


async def test_what_a_key_did_is_told_by_its_name(admin: Any, desks: Any, db: Database) -> None:
    from tandem.contexts.access.actions.sealing import seal
    from tandem.contexts.access.api import record

    key = await made(admin)
    async with db.transaction() as tx:
        await record(tx, Actor("integration", key["id"], "数据仓库"), "customers.read", "customer:1")
    await seal(db, None)
    entries = (await admin.send("GET", "/audit?action=customers.")).json()["items"]
    assert entries[0]["actor"] == {"id": key["id"], "name": "数据仓库"}
    kinds = (await admin.send("GET", "/audit?actor=integration")).json()["items"]
    assert len(kinds) == 1


@pytest.mark.parametrize("who", ["agent", "supervisor", "qa"])
async def test_only_administrators_make_keys(desks: Any, hire: Any, who: str) -> None:
    await hire("someone", who)
    desk = desks()
    await desk.sign_in("someone")
    body = {"name": "x", "scopes": ["audit.read"]}
    for method, path in (("GET", "/api-keys"), ("POST", "/api-keys"), ("GET", "/api-key-scopes")):
        assert (await desk.send(method, path, json=body)).status_code == 403


async def test_bad_requests(admin: Any) -> None:
    for body in (
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["staff.manage"]},
        {"name": " ", "scopes": ["audit.read"]},
        {"name": "x", "scopes": ["audit.read"], "per_minute": 0},
        {"name": "x", "scopes": ["audit.read"], "expires_at": "2026-11-22"},
    ):
        assert (await admin.send("POST", "/api-keys", json=body)).status_code == 422, body
    gone = await admin.send("DELETE", "/api-keys/0197c1a4-6d2e-7b43-9a10-5b8f0e6c2d11")
    assert (gone.status_code, gone.json()["code"]) == (404, "api_key_not_found")
    scopes = (await admin.send("GET", "/api-key-scopes")).json()
    assert [one["key"] for one in scopes] == list(SCOPES)
    assert all(one["grantable"] for one in scopes)
