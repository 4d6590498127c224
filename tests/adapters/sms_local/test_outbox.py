"""The outbox: written once, read by those who may, and only with the key."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import select, text

from tandem.adapters.sms_local import LocalSms, forget, replies, router
from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.repository import accounts
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.http.problems import install
from tandem.kit.ids import new_id

PHONE, OTHER = "13900000000", "13911110000"
TEXT = "验证码482913，5分钟内有效。"


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2, clock=FixedClock(datetime(2026, 11, 22, 10, tzinfo=UTC)))
    yield database
    await database.close()


async def test_written_once_and_sealed(db: Database) -> None:
    outbox = LocalSms(db, b"a root secret")
    for _ in range(2):
        await outbox.send(PHONE, TEXT, purpose="bind", key="one")
    await outbox.send(OTHER, TEXT, purpose="bind", key="two")
    async with db.transaction() as tx:
        assert [(one.phone, one.text) for one in await outbox.newest(tx, PHONE, 10)] == [(PHONE, TEXT)]
        assert len(await outbox.newest(tx, None, 10)) == 2
        assert await LocalSms(db, b"another secret").newest(tx, None, 10) == []
        rows = (
            (await tx.execute(text("SELECT row_to_json(m)::text FROM sms_local_message m"))).scalars().all()
        )
        (shown,) = [str(one) for one in await outbox.newest(tx, PHONE, 10)]
    assert not [row for row in [*rows, shown] if PHONE in row or "482913" in row]


async def test_forgotten_after_a_day(db: Database) -> None:
    outbox = LocalSms(db, b"a root secret")
    await outbox.send(PHONE, TEXT, purpose="bind", key="one")
    assert isinstance(db.clock, FixedClock)
    db.clock.advance(timedelta(hours=25))
    async with db.transaction() as tx:
        assert await forget(tx) == 1
        assert await outbox.newest(tx, None, 10) == []


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("supervisor", 403)])
async def test_read_by_those_who_may_and_audited(db: Database, role: str, status: int) -> None:
    outbox = LocalSms(db, b"a root secret")
    await outbox.send(PHONE, TEXT, purpose="bind", key="one")
    app = FastAPI()
    app.state.db = db
    install(app)
    app.include_router(router(outbox))
    actor = Actor("staff", new_id(), "周敏", permissions_of([role]))
    app.dependency_overrides[current_caller] = lambda: actor
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:
        answer = await client.get("/local/sms", params={"phone": PHONE})
        refused = await client.get("/local/sms", params={"phone": "abc"})
    assert (answer.status_code, refused.status_code) == (status, 422)
    async with db.transaction() as tx:
        audited = (await tx.execute(text("SELECT action, data::text FROM access_audit_entry"))).all()
    if status == 200:
        assert answer.json()[0]["text"] == TEXT
        assert [tuple(row) for row in audited] == [("sms_local.read", '{"count": 1}')]
    else:
        assert audited == []


@pytest.mark.parametrize(
    ("role", "changed", "status"),
    [
        ("admin", {}, 204),
        ("supervisor", {}, 403),
        ("admin", {"phone": "10086"}, 422),
        ("admin", {"text": "  "}, 422),
        ("admin", {"text": "长" * 1_001}, 422),
        ("admin", {"account": "nobody"}, 404),
        ("admin", {"account": "far"}, 404),
    ],
)
async def test_a_telephone_writes_and_its_message_is_kept_once(
    db: Database, role: str, changed: dict[str, str], status: int
) -> None:
    outbox, kept = LocalSms(db, b"a root secret"), Accounts(db, Fernet(Fernet.generate_key()))
    async with db.transaction() as tx:
        for key, gateway in (("demo", "local"), ("far", "http")):
            await accounts.add(
                tx, kept.vault, kind="sms", key=key, name="短信", queue_key="general",
                settings={"gateway": gateway}, secrets={},
            )  # fmt: skip
    app = FastAPI()
    app.state.db = db
    install(app)
    app.include_router(replies(outbox, kept))
    app.include_router(router(outbox))
    actor = Actor("staff", new_id(), "周敏", permissions_of([role]))
    app.dependency_overrides[current_caller] = lambda: actor
    told = {"id": str(new_id()), "phone": f"+86 {PHONE}", "text": "我的账单是多少", **changed}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:
        for _ in range(2):
            answer = await client.post("/local/sms", json=told)
            assert answer.status_code == status
        shown = (await client.get("/local/sms")).json()
    async with db.transaction() as tx:
        rows = (await tx.execute(select(inbox_table.c.sender, inbox_table.c.payload["text"].astext))).all()
        audited = (await tx.execute(text("SELECT data::text FROM access_audit_entry"))).scalars().all()
    assert not [line for line in audited if PHONE in line]
    if status != 204:
        assert rows == []
        return
    assert [tuple(row) for row in rows] == [(PHONE, "我的账单是多少")]
    assert [(one["direction"], one["encoding"], one["segments"]) for one in shown] == [("in", "ucs2", 1)]
