"""What every PushSender does, tried on each of them."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.far_end import FarEnd, answer, far_end

from tandem.adapters.push_http import AccountPushes, Gateway, HttpPushes, PushChannel, router
from tandem.adapters.push_local import LocalPushes, forget
from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.models import audit_entry_table
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.ports import (
    Account,
    DeviceGone,
    Outgoing,
    Push,
    PushLater,
    PushRefused,
    PushSender,
    SendRefused,
)
from tandem.contexts.channels.written.setup import check_filled
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.http import problems
from tandem.kit.ids import new_id
from tandem.kit.outbound import Internal, Outbound

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECRET, SHARED = b"a root secret for tests, long enough", "shared with the gateway"
INSIDE = Internal.parse(["127.0.0.0/8"])


def a_push(**over: object) -> Push:
    usual = Push(
        id=new_id(), site="app", platform="ios", token="f3a1" * 16, title="禾穗", body="您有一条新消息",
        collapse_key="talk-1", data={"seq": "3"}, expires_at=NOW,
    )  # fmt: skip
    return replace(usual, **over)  # type: ignore[arg-type]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2, clock=FixedClock(NOW))
    yield database
    await database.close()


class LocalEnd:
    """The demo's handsets."""

    def __init__(self, db: Database) -> None:
        self.db, self.port = db, LocalPushes(db, SECRET)

    def gone(self) -> Push:
        return a_push(token="gone:0123456789ab")

    async def arrived(self) -> list[tuple[str, str, str]]:
        """(id, token's conversation, words) of what a handset would have shown, each push once."""
        async with self.db.transaction() as tx:
            return sorted((str(one.id), one.title, one.body) for one in await self.port.newest(tx, 50))


class HttpEnd:
    """A gateway of somebody else's, that keeps to docs/howto/connect-an-app.md."""

    def __init__(self, far: FarEnd) -> None:
        self.far = far
        self.port = HttpPushes(Gateway(far.url, "k1", SHARED), Outbound(INSIDE, timeout_s=5), FixedClock(NOW))

    def gone(self) -> Push:
        self.far.answers.append(answer(404, b'{"code": "device_gone"}'))
        return a_push()

    async def arrived(self) -> list[tuple[str, str, str]]:
        told = {heard.headers["idempotency-key"]: orjson.loads(heard.body) for heard in self.far.heard}
        return sorted((id_, one["title"], one["body"]) for id_, one in told.items())


End = LocalEnd | HttpEnd


@pytest.fixture(params=["local", "http"])
async def end(request: pytest.FixtureRequest, db: Database) -> AsyncIterator[End]:
    if request.param == "local":
        yield LocalEnd(db)
        return
    async with far_end() as far:
        yield HttpEnd(far)


@pytest.fixture
async def http() -> AsyncIterator[HttpEnd]:
    async with far_end() as far:
        yield HttpEnd(far)


async def test_a_push_arrives_once_however_often_it_is_sent(end: End) -> None:
    port: PushSender = end.port
    push = a_push()
    await port.send(push)
    await port.send(push)
    assert await end.arrived() == [(str(push.id), "禾穗", "您有一条新消息")]


async def test_a_removed_app_is_told(end: End) -> None:
    with pytest.raises(DeviceGone):
        await end.port.send(end.gone())


@pytest.fixture
def sender(db: Database) -> LocalPushes:
    return LocalPushes(db, SECRET)


async def arrived(db: Database, sender: LocalPushes) -> list[tuple[str, bool]]:
    async with db.transaction() as tx:
        return [(one.body, one.shown) for one in await sender.newest(tx, 50)]


async def test_the_last_of_a_conversation_is_shown_on_each_handset(db: Database, sender: LocalPushes) -> None:
    for over in (
        {"body": "一"},
        {"body": "二"},
        {"body": "三", "token": "another handset!"},
        {"body": "四", "collapse_key": "talk-2"},
    ):
        await sender.send(a_push(**over))
    assert sorted(await arrived(db, sender)) == [("一", False), ("三", True), ("二", True), ("四", True)]


async def test_a_request_is_signed_and_says_everything(http: HttpEnd) -> None:
    push = a_push()
    await http.port.send(push)
    (heard,) = http.far.heard
    stamp = heard.headers["x-tandem-timestamp"]
    assert (heard.headers["x-tandem-key"], int(stamp)) == ("k1", int(NOW.timestamp()))
    signed = hmac.new(SHARED.encode(), stamp.encode() + b"." + heard.body, sha256).hexdigest()
    assert heard.headers["x-tandem-signature"] == signed
    assert orjson.loads(heard.body) == {
        "id": str(push.id), "app": "app", "platform": "ios", "token": push.token, "title": "禾穗",
        "body": "您有一条新消息", "collapse_key": "talk-1", "data": {"seq": "3"}, "expires_at": NOW.isoformat(),
    }  # fmt: skip
    assert SHARED not in repr(http.port.gateway)


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        (answer(410), DeviceGone), (answer(400, b'{"code": "device_gone"}'), DeviceGone), (answer(429), PushLater),
        (answer(503), PushLater), (answer(401), PushLater), (answer(302, location="/elsewhere"), PushLater),
        (answer(500, b'{"code": "device_gone"}'), PushLater), (b"nonsense\r\n\r\n", PushLater),
        (answer(422, b'{"code": "bad_token"}'), PushRefused), (answer(413, b"\xff"), PushRefused),
    ],
    ids=["gone", "gone_by_code", "crowded", "away", "unsigned", "elsewhere", "broken", "no_http", "bad", "unread"],
)  # fmt: skip
async def test_what_an_answer_means(http: HttpEnd, said: bytes, raised: type[Exception]) -> None:
    http.far.answers.append(said)
    with pytest.raises(raised) as caught:
        await http.port.send(a_push())
    assert type(caught.value) is raised
    assert len(http.far.heard) == 1  # a redirect is not followed
    if raised is PushRefused:
        assert caught.value.reason in ("bad_token", "http_413")  # type: ignore[attr-defined]


async def test_addresses_inside_are_closed(http: HttpEnd) -> None:
    closed = HttpPushes(http.port.gateway, Outbound(Internal.parse([])), FixedClock(NOW))
    with pytest.raises(PushLater, match=r"url_scheme|address_internal"):
        await closed.send(a_push())
    assert http.far.heard == []


async def test_whether_it_is_there_and_a_push_to_try(http: HttpEnd, db: Database) -> None:
    app = FastAPI()
    problems.install(app)
    app.state.db = db
    app.include_router(router(http.port))
    who = Actor("staff", new_id(), "周管理", permissions_of(["admin"]))
    app.dependency_overrides[current_caller] = lambda: who
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as desk:
        assert (await desk.get("/push-gateway")).json()["wrong"] is None
        assert orjson.loads(http.far.heard[-1].body) == {"check": True}
        http.far.answers += [403, 410, 429, answer(400, b'{"code": "bad_token"}')]
        assert (await desk.get("/push-gateway")).json()["wrong"] == "http_403"
        body = {"app": "app", "platform": "ios", "token": "f3a1f3a1"}
        said = [(await desk.post("/push-gateway/tests", json=body)).json() for _ in range(4)]
        assert [one["outcome"] for one in said] == ["device_gone", "later", "refused", "sent"]
        assert said[2]["reason"] == "bad_token"
        assert (await desk.post("/push-gateway/tests", json={**body, "token": "有 空格"})).status_code == 422
        who = Actor("staff", new_id(), "李坐席", permissions_of(["agent"]))
        assert (await desk.get("/push-gateway")).status_code == 403
        assert (await desk.post("/push-gateway/tests", json=body)).status_code == 403
    async with db.transaction() as tx:
        told = (await tx.execute(select(audit_entry_table.c.action, audit_entry_table.c.data))).all()
    assert [row.action for row in told] == ["push.tested"] * 4
    assert "f3a1" not in str(told)


async def test_what_it_says_is_sealed_and_forgotten_after_a_day(db: Database, sender: LocalPushes) -> None:
    await sender.send(a_push(body="账单已出"))
    other = LocalPushes(db, b"another secret")
    assert await arrived(db, other) == []
    clock = db.clock
    assert isinstance(clock, FixedClock)
    async with db.transaction() as tx:
        assert await forget(tx) == 0
    clock.advance(timedelta(days=1, seconds=1))
    async with db.transaction() as tx:
        assert await forget(tx) == 1


class Gateways:
    """Stands for channels.api.Accounts: what of it pushes need."""

    def __init__(self, *accounts: Account) -> None:
        self.known, self.sent, self.errors = list(accounts), 0, []

    async def of_kind(self, kind: str) -> list[Account]:
        return [one for one in self.known if one.kind == kind]

    async def note_sent(self, account: Account) -> None:
        self.sent += 1

    async def note_error(self, account: Account, code: str) -> None:
        self.errors.append(code)


def connected(url: str, app: str = "", **over: object) -> Account:
    told = {"url": url, "key_id": "k1"} | ({"app": app} if app else {})
    usual = Account(new_id(), "push", "gateway", "推送", "", told, {"secret": SHARED})
    return replace(usual, **over)  # type: ignore[arg-type]


CHANNEL = PushChannel(Outbound(INSIDE, timeout_s=5), FixedClock(NOW))


class Kept:
    def __init__(self) -> None:
        self.pushes: list[Push] = []

    async def send(self, push: Push) -> None:
        self.pushes.append(push)


async def test_pushes_go_to_the_gateway_that_was_connected_for_the_app() -> None:
    async with far_end() as far, far_end() as other:
        accounts, rest = Gateways(connected(other.url), connected(far.url, "app")), Kept()
        pushes = AccountPushes(accounts, CHANNEL, rest)  # type: ignore[arg-type]
        await pushes.send(a_push())
        await pushes.send(a_push(site="second_app"))
        assert (len(far.heard), len(other.heard), rest.pushes, accounts.sent) == (1, 1, [], 2)
        far.answers.append(answer(400, b'{"code": "quota"}'))
        with pytest.raises(PushRefused):
            await pushes.send(a_push())
        accounts.known[1] = replace(accounts.known[1], paused_at=NOW)
        with pytest.raises(PushLater):
            await pushes.send(a_push())
        assert (len(far.heard), accounts.errors) == (2, ["quota"])


async def test_without_one_they_go_where_the_settings_say() -> None:
    rest = Kept()
    await AccountPushes(Gateways(), CHANNEL, rest).send(a_push())  # type: ignore[arg-type]
    assert len(rest.pushes) == 1
    with pytest.raises(PushRefused, match="no_gateway"):
        await AccountPushes(Gateways(), CHANNEL, None).send(a_push())  # type: ignore[arg-type]


async def test_an_administrator_looks_at_it_and_tries_it() -> None:
    async with far_end() as far:
        account = connected(far.url, "app")
        check_filled(CHANNEL.fields, account.settings, account.secrets)
        assert [(one.key, one.ok) for one in await CHANNEL.check(account)] == [
            ("settings", True),
            ("gateway", True),
        ]
        far.answers.append(answer(401, b""))
        assert [(one.ok, one.detail) for one in await CHANNEL.check(account)] == [
            (True, ""),
            (False, "http_401"),
        ]
        short = replace(account, secrets={"secret": "short"})
        assert [(one.key, one.ok) for one in await CHANNEL.check(short)] == [("settings", False)]
        await CHANNEL.send(account, Outgoing(new_id(), "ios:" + "a:b" * 20, "text", "这是一条测试"))
        await CHANNEL.send(
            connected(far.url), Outgoing(new_id(), "second_app:android:" + "c" * 64, "text", "测试")
        )
        told = [orjson.loads(heard.body) for heard in far.heard[-2:]]
        assert [(one["app"], one["platform"], one["body"]) for one in told] == [
            ("app", "ios", "这是一条测试"), ("second_app", "android", "测试"),
        ]  # fmt: skip
        far.answers.append(answer(410, b""))
        with pytest.raises(SendRefused, match="device_gone"):
            await CHANNEL.send(account, Outgoing(new_id(), "ios:" + "a" * 64, "text", "x"))


@pytest.mark.parametrize("recipient", ["", "ios", "ios:short", "pager:" + "a" * 64, "ios:" + "a" * 5_000])
async def test_a_test_needs_a_platform_and_a_token(recipient: str) -> None:
    with pytest.raises(SendRefused, match="bad_recipient"):
        await CHANNEL.send(connected("https://x.example", "app"), Outgoing(new_id(), recipient, "text", "x"))
