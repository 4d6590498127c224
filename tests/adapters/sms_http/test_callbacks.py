"""Reports and replies: verified, kept once, in any order; everything else refused and named."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import orjson
import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tandem.adapters.sms_http import callbacks
from tandem.adapters.sms_http.reading import Unreadable, read_replies, read_reports
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.api import Accounts, create_account
from tandem.contexts.channels.written.models import inbox_table
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.http.problems import install
from tandem.kit.ids import new_id

from .gateway_sim import KEY_ID, SECRET, heads

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
REPLY = {"id": "r1", "from": "+8613900000000", "text": "我的账单是多少", "at": "2026-11-22T10:59:00+08:00"}
REPORT = {"id": "far-1", "state": "DELIVRD", "at": 1_795_316_000}


@dataclass
class World:
    db: Database
    client: httpx.AsyncClient

    async def brings(self, what: str, body: object, *, secret=SECRET, late=0.0, key="main", **changed):
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        signed = {**heads(NOW.timestamp() - late, content, secret), **changed}
        return await self.client.post(f"/channels/sms/{key}/{what}", content=content, headers=signed)

    async def kept(self) -> list[tuple[str, str, str]]:
        i = inbox_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(i.external_id, i.sender, i.kind).order_by(i.id))
            return [tuple(row) for row in rows.all()]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    db = Database(database_url, pool_size=2, clock=FixedClock(NOW))
    vault = Fernet(Fernet.generate_key())
    admin = Actor("staff", new_id(), "管理员", permissions_of(["admin"]))
    told = {
        "signature": "禾穗",
        "url": "https://gateway.example/send",
        "key_id": KEY_ID,
        "blocked_codes": "MK:0012",
    }
    async with db.transaction() as tx:
        for key, gateway in (("main", "http"), ("phones", "local")):
            await create_account(
                tx, vault, admin, kind="sms", key=key, name="短信", queue_key="general",
                settings={**told, "gateway": gateway}, secrets={"secret": SECRET},
            )  # fmt: skip
    app = FastAPI()
    install(app)
    app.include_router(callbacks(Accounts(db, vault), db.clock))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://tandem") as client:
        yield World(db, client)
    await db.close()


async def test_replies_are_kept_once_under_one_number(world):
    for _ in range(3):
        answer = await world.brings("replies", {"replies": [REPLY, {**REPLY, "id": "r2", "from": "10086"}]})
        assert answer.status_code == 200
    assert answer.json() == {"kept": 0, "left_out": 1}
    assert await world.kept() == [("reply:r1", "13900000000", "message")]


async def test_reports_in_any_order_each_once(world):
    states = ["UNDELIV", "ENROUTE", "DELIVRD", "UNDELIV"]
    answer = await world.brings("reports", {"reports": [{**REPORT, "state": one} for one in states]})
    assert answer.json() == {"kept": 2, "left_out": 0}
    assert [one[0] for one in await world.kept()] == ["report:far-1:failed", "report:far-1:delivered"]


BELIEVED = [
    ({"secret": "forged"}, 403, "sms_bad_signature"),
    ({"secret": ""}, 403, "sms_bad_signature"),
    ({"X-Tandem-Signature": ""}, 403, "sms_bad_signature"),
    ({"X-Tandem-Signature": "é"}, 403, "sms_bad_signature"),
    ({"X-Tandem-Timestamp": "1795316399"}, 403, "sms_bad_signature"),
    ({"late": 301}, 403, "sms_stale_callback"),
    ({"late": -301}, 403, "sms_stale_callback"),
    ({"late": 299}, 200, None),
    ({"late": -299}, 200, None),
    ({"key": "nobody"}, 404, "sms_account_unknown"),
    ({"key": "phones"}, 404, "sms_account_unknown"),
]


async def test_who_is_believed(world):
    for more, status, code in BELIEVED:
        if "X-Tandem-Signature" in more:
            # Heads are bytes on the wire.
            heads_ = {**more, "X-Tandem-Signature": more["X-Tandem-Signature"].encode("latin-1")}
        else:
            heads_ = more
        answer = await world.brings("replies", {"replies": [REPLY]}, **heads_)
        assert (answer.status_code, answer.json().get("code")) == (status, code), more
        if status == 200:
            assert answer.json()["left_out"] == 0
    assert len(await world.kept()) == 1


async def test_the_refused_leave_nothing(world):
    for more, status, _ in BELIEVED:
        if status != 200 and "X-Tandem-Signature" not in more:
            await world.brings("replies", {"replies": [REPLY]}, **more)
    assert await world.kept() == []


async def test_a_body_changed_on_its_way_is_refused(world):
    content = orjson.dumps({"replies": [REPLY]})
    answer = await world.client.post(
        "/channels/sms/main/replies",
        content=content.replace(b"r1", b"r2"),
        headers=heads(NOW.timestamp(), content),
    )
    assert answer.status_code == 403
    assert await world.kept() == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no JSON"),
        (b"[]", "replies must be a list"),
        ({"replies": []}, "replies must be a list"),
        ({"replies": [REPLY] * 201}, "replies must be a list"),
        ({"replies": [1]}, "replies[0] must be an object"),
        ({"replies": [REPLY, {**REPLY, "id": ""}]}, "replies[1].id"),
        ({"replies": [{**REPLY, "id": "a\r\nb"}]}, "replies[0].id"),
        ({"replies": [{**REPLY, "text": 5}]}, "replies[0].text"),
        ({"replies": [{**REPLY, "at": "2026-11-22T10:59:00"}]}, "replies[0].at"),
        ({"replies": [{**REPLY, "at": 10**18}]}, "replies[0].at"),
        ({"replies": [{**REPLY, "at": "2036-11-22T10:59:00Z"}]}, "replies[0].at"),
    ],
)
def test_what_cannot_be_read_is_named(body, says):
    with pytest.raises(Unreadable) as why:
        read_replies(body if isinstance(body, bytes) else orjson.dumps(body), NOW)
    assert says in str(why.value)


async def test_of_what_cannot_be_read_nothing_is_kept(world):
    answer = await world.brings("replies", {"replies": [REPLY, {**REPLY, "id": ""}]})
    assert (answer.status_code, answer.json()["code"]) == (400, "sms_unreadable")
    assert "replies[1].id" in answer.json()["detail"]
    assert await world.kept() == []


async def test_too_much_at_once(world):
    answer = await world.brings("replies", b" " * (256 * 1024 + 1))
    assert answer.status_code == 413


def test_a_report_that_the_recipient_refused():
    failed = {"id": 5, "state": "UNDELIV", "code": "MK:0012", "at": "2026-11-22T02:59:00Z"}
    (one,) = read_reports(orjson.dumps({"reports": [failed]}), frozenset({"mk:0012"}), NOW)
    assert (one.about, one.state, one.reason) == ("5", "failed", "recipient_refused")


def test_a_clock_that_goes_fast_counts_as_now():
    fast = {**REPLY, "at": (NOW + timedelta(hours=1)).isoformat()}
    ((one,), _) = read_replies(orjson.dumps({"replies": [fast]}), NOW)
    assert one.at == NOW


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
FIELD = st.sampled_from(["id", "from", "text", "at", "state", "code"])


@given(st.dictionaries(FIELD, JSON, max_size=6) | JSON, st.sampled_from(["replies", "reports"]))
def test_readers_read_or_refuse(item, name):
    body = orjson.dumps({name: [item]}, option=orjson.OPT_NON_STR_KEYS) if _storable(item) else b"\xff"
    with suppress(Unreadable):
        read_replies(body, NOW) if name == "replies" else read_reports(body, frozenset(), NOW)


def _storable(item: object) -> bool:
    try:
        orjson.dumps(item)
    except (TypeError, ValueError):
        return False
    return True


def test_one_odd_item_costs_no_other_of_its_batch():
    """The gateway brings a refused batch again and again, and gives up: whole batches were lost."""
    odd = [{**REPLY, "id": "o1", "text": " "}, {**REPLY, "id": "o2", "text": "长" * 2_001}]
    found, machines = read_replies(orjson.dumps({"replies": [*odd, REPLY]}), NOW)
    assert ([len(one.text) for one in found], machines) == ([2_000, len(REPLY["text"])], 1)
