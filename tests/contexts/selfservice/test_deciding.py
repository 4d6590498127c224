"""What staff do with customers' requests: take, put back, answer; and that the customer hears of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.selfservice.actions.telling import TELL, Telling
from tandem.contexts.selfservice.endpoints import staff
from tandem.kit.http import problems
from tandem.kit.ids import new_id

from .conftest import World
from .test_paying import GatewayRefused, stuck_refund

PHONE = "13811112222"
ANSWER = {"verdict": "partly", "answer": "经核实，九月的罚息已减免一半，将在三个工作日内退回。"}
SYSTEM = Actor.system("test")


class Phones:
    """Text messages as they arrived; the first is not taken over when it is told so."""

    def __init__(self) -> None:
        self.got: dict[str, tuple[str, str]] = {}
        self.away = False

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        if self.away:
            raise ConnectionError("away")
        self.got.setdefault(key, (phone, text))


class Office:
    """Staff at the desk."""

    def __init__(self, world: World) -> None:
        self.world, self.phones, self.house = world, Phones(), "zh-CN"
        self.app = FastAPI()
        self.app.state.db = world.db
        problems.install(self.app)
        self.app.include_router(staff.routes())

    async def call(self, who: Actor, method: str, path: str, body: object = None) -> httpx.Response:
        self.app.dependency_overrides[current_caller] = lambda: who
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://desk") as http:
            return await http.request(method, path, json=body)

    async def listed(self, who: Actor, query: str = "") -> list[dict[str, Any]]:
        answer = await self.call(who, "GET", f"/self-requests?{query}")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def tell(self, id_: str) -> None:
        db, zone = self.world.db, self.world.counter.zone
        await Telling(db, self.phones, locale=self.house, zone=zone)({"request_id": id_})


def person(name: str, *roles: str) -> Actor:
    return Actor("staff", new_id(), name, permissions_of(roles))


LI, WANG = person("李敏", "agent"), person("王强", "agent")
BOSS, QA = person("陈主管", "supervisor"), person("质检", "qa")


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


async def asked(world: World, kind: str = "fee_dispute", **more: Any) -> str:
    body = {"client_id": new_id().hex, "kind": kind, "text": "多收了罚息", **more}
    if kind == "fee_dispute":
        body |= {"loan": "A1", "fee": "penalty"}
    made = (await world.mei.call("POST", "/requests", body)).json()
    id_: str = made["id"]
    return id_


async def test_taken_by_one_and_answered(world: World, office: Office) -> None:
    id_ = await asked(world)
    assert (await office.call(QA, "GET", "/self-requests")).status_code == 403
    assert (await office.call(QA, "POST", f"/self-requests/{id_}/take")).status_code == 403
    for _ in range(2):  # twice is once
        assert (await office.call(LI, "POST", f"/self-requests/{id_}/take")).status_code == 204
    for path, body in (("take", None), ("put-back", None), ("answer", ANSWER)):
        refused = await office.call(WANG, "POST", f"/self-requests/{id_}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "request_taken"), path
    assert [(one["taken_by_name"], one["state"]) for one in await office.listed(LI, "mine=true")] == [
        ("李敏", "taken")
    ]
    assert await office.listed(WANG, "mine=true") == []
    assert (await office.call(BOSS, "POST", f"/self-requests/{id_}/put-back")).status_code == 204
    for bad in ({**ANSWER, "answer": " "}, {**ANSWER, "verdict": "maybe"}, {"verdict": "upheld"}):
        assert (await office.call(WANG, "POST", f"/self-requests/{id_}/answer", bad)).status_code == 422
    for _ in range(2):
        assert (await office.call(WANG, "POST", f"/self-requests/{id_}/answer", ANSWER)).status_code == 204
    other = await office.call(WANG, "POST", f"/self-requests/{id_}/answer", {**ANSWER, "verdict": "upheld"})
    assert (other.status_code, other.json()["code"]) == (409, "request_answered")
    assert await office.listed(LI) == []
    done = (await office.listed(LI, "answered=true"))[0]
    assert (done["answered_by_name"], done["verdict"], done["told"]) == ("王强", "partly", None)
    seen = (await world.mei.get("/requests"))[0]
    assert (seen["state"], seen["verdict"], seen["answer"]) == ("answered", "partly", ANSWER["answer"])
    missing = await office.call(LI, "POST", f"/self-requests/{new_id()}/take")
    assert missing.json()["code"] == "request_not_found"
    assert (await world.happened()).count("selfservice.request_answered") == 1
    audited = [action for action, _ in await world.audited()]
    for action in ("request_taken", "request_put_back", "request_answered"):
        assert audited.count(f"selfservice.{action}") == 1
    assert "罚息" not in str(await world.audited())


async def test_the_list_pages_and_counts(world: World, office: Office) -> None:
    kinds = ("credit_objection", "limit_review", "credit_objection")
    ids = []
    for kind in kinds:
        ids.append(await asked(world, kind))
        world.clock.advance(timedelta(minutes=1))
    first = (await office.call(LI, "GET", "/self-requests?limit=2")).json()
    assert [one["id"] for one in first["items"]] == ids[:2]
    rest = (await office.call(LI, "GET", f"/self-requests?limit=2&cursor={first['next']}")).json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (ids[2:], None)
    assert (await office.call(LI, "GET", "/self-requests?cursor=x")).json()["code"] == "bad_cursor"
    assert [one["id"] for one in await office.listed(LI, "kind=limit_review")] == [ids[1]]
    assert (await office.listed(LI))[0]["customer_name"] == "mei"
    counted = (await office.call(LI, "GET", "/self-requests/waiting")).json()
    nothing = {"untold": 0, "refunds_asked": 0, "refunds_stuck": 0}
    assert counted == {"fee_dispute": 0, "credit_objection": 2, "limit_review": 1, **nothing}
    await answered(office, ids[:2])
    assert [one["id"] for one in await office.listed(LI, "answered=true")] == [ids[1], ids[0]]


async def answered(office: Office, ids: Sequence[str]) -> None:
    for id_ in ids:
        assert (await office.call(LI, "POST", f"/self-requests/{id_}/answer", ANSWER)).status_code == 204


async def test_restricted_data_stays_closed(world: World, office: Office) -> None:
    id_ = await asked(world)
    async with world.db.transaction() as tx:
        await customers.restrict(tx, world.mei.visitor.customer_id, BOSS, reason="dispute")
    shown = (await office.listed(LI))[0]
    assert (shown["closed"], shown["text"]) == (True, "")
    assert (await office.listed(BOSS))[0]["text"] == "多收了罚息"
    for path, body in (("take", None), ("answer", ANSWER)):
        refused = await office.call(LI, "POST", f"/self-requests/{id_}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "customer_restricted")
    assert (await office.call(BOSS, "POST", f"/self-requests/{id_}/answer", ANSWER)).status_code == 204
    await has_phone(world)
    await office.tell(id_)  # nothing is sent to whom nothing may be done with
    assert office.phones.got == {}


async def has_phone(world: World) -> None:
    async with world.db.transaction() as tx:
        await customers.note_personal(tx, world.mei.visitor.customer_id, "phone", PHONE, source="core")


async def test_told_in_the_open_conversation(world: World, office: Office) -> None:
    visitor = world.mei.visitor
    await has_phone(world)
    async with world.db.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
        talk, _ = await conversations.open_conversation(
            tx, customer_id=visitor.customer_id, customer_name="mei", customer_verified=True, channel="web",
            account="demo", queue_key="general",
        )  # fmt: skip
    id_ = await asked(world)
    await office.tell(id_)  # not before there is an answer
    await answered(office, [id_])
    assert await queued(world) == [id_]
    for _ in range(2):
        await office.tell(id_)
    async with world.db.transaction() as tx:
        said, _ = await conversations.messages(tx, talk.id)
    lines = [one for one in said if one.kind == "system" and one.payload["event"] == "request_answered"]
    assert len(lines) == 1
    assert ANSWER["answer"] in lines[0].text
    assert lines[0].audience == "all"
    assert office.phones.got == {}
    assert (await office.listed(LI, "answered=true"))[0]["told"] == "conversation"


async def test_told_by_a_text_message_otherwise(world: World, office: Office) -> None:
    id_ = await asked(world)
    await answered(office, [id_])
    await has_phone(world)
    office.phones.away = True
    with pytest.raises(ConnectionError):
        await office.tell(id_)
    office.phones.away = False
    for _ in range(2):
        await office.tell(id_)
    ((phone, said),) = office.phones.got.values()
    assert phone == PHONE
    assert "部分支持" in said
    assert ANSWER["answer"] not in said  # it is read where one has shown who one is
    assert (await office.listed(LI, "answered=true"))[0]["told"] == "sms"


async def queued(world: World) -> list[str]:
    async with world.db.transaction() as tx:
        rows = await tx.execute(text("SELECT payload FROM pgqueuer WHERE entrypoint = :name"), {"name": TELL})
        return [str(UUID(orjson.loads(row.payload)["request_id"])) for row in rows]


async def test_what_the_chat_registered_is_answered_too(world: World, office: Office) -> None:
    accounts = LoanAccounts(world.book, journalled(world.counter.commands))
    now = world.clock.now()
    await accounts.dispute("B1", now, "A1", "penalty", "罚息多收了", "chat-1")
    await accounts.object_to_report("B1", now, "A1", "征信显示逾期有误", "chat-2")
    await asked(world)  # from the pages: the core has it too, and it is one request
    for _ in range(2):
        await world.hear()
    found = await office.listed(LI)
    assert {(one["kind"], one["fee"], one["text"]) for one in found} == {
        ("fee_dispute", "penalty", "多收了罚息"), ("fee_dispute", "penalty", "罚息多收了"),
        ("credit_objection", None, "征信显示逾期有误"),
    }  # fmt: skip
    assert len(found) == 3
    assert {one["customer_id"] for one in found} == {str(world.mei.visitor.customer_id)}
    assert [one["answer_by"] for one in found if one["kind"] == "credit_objection"] == ["2026-12-13"]


async def test_a_dispute_that_the_core_had_before_the_page_is_not_lost(world: World, office: Office) -> None:
    """The core took it, its answer was lost, and so was the customer's: the journal learns it later."""
    client_id = new_id().hex
    body = {"client_id": client_id, "kind": "fee_dispute", "text": "多收了罚息", "loan": "A1", "fee": None}
    actor, who = Actor("customer", new_id(), "mei"), world.mei.visitor.customer_id
    params = {"loan": "A1", "fee": "other", "description": "多收了罚息"}
    command = loans.Command(f"request:{who}:{client_id}", "B1", "dispute", params)
    await world.counter.commands.perform(actor, command)
    for _ in range(2):
        await world.hear()
    (found,) = await office.listed(LI)
    assert (found["text"], found["customer_id"], found["loan"]) == ("多收了罚息", str(who), "A1")
    again = await world.mei.call("POST", "/requests", body)  # the page asks again, with the same client id
    assert (again.status_code, again.json()["id"]) == (200, found["id"])
    other = await world.mei.call("POST", "/requests", {**body, "fee": "penalty"})
    assert other.json()["code"] == "client_id_reused"
    assert len(await office.listed(LI)) == 1


async def test_refunds_of_restricted_customers_say_not_whose_they_are(world: World, office: Office) -> None:
    _, order = await stuck_refund(world, GatewayRefused("no_payment"))
    who = world.mei.visitor.customer_id
    async with world.db.transaction() as tx:
        person_ = await customers.recognise(tx, "web_signed", "demo", "mei-2", name="梅", verified=True)
        await customers.merge(tx, person_.id, who, actor=SYSTEM, reason="同一人")
        await customers.restrict(tx, person_.id, BOSS, reason="dispute")
        assert await customers.restricted_among(tx, [who, person_.id, new_id()]) == {who, person_.id}
        assert await customers.restricted_among(tx, []) == set()
    (shown,) = (await office.call(LI, "GET", "/self-refunds")).json()["items"]
    names = ("borrower", "customer_name", "payment_no", "loan", "restricted")
    assert [shown[one] for one in names] == ["", "", "", None, True]
    (whole,) = (await office.call(BOSS, "GET", "/self-refunds")).json()["items"]
    assert (whole["borrower"], whole["restricted"], whole["order_id"]) == ("B1", False, order)
    for path, body in (("again", None), ("close", {"how": "not_owed"})):
        refused = await office.call(LI, "POST", f"/self-refunds/{shown['id']}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "customer_restricted")
    await asked(world)
    listed = (await office.listed(LI))[0]
    assert [listed[one] for one in ("closed", "customer_name", "loan", "fee")] == [True, "", None, None]
