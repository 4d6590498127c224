"""What the pages may see and do, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tandem.adapters.accounts_loans import LoanAccounts, journalled
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans.api import CoreTimedOut, CoreUnavailable, reconcile
from tandem.contexts.selfservice.levels import NEEDED
from tandem.contexts.verification.borrowers import KnownBorrowers
from tandem.kit.ids import new_id

from .conftest import World

SYSTEM = Actor.system("test")
LOOKS = (
    ("/overview", {}), ("/loan", {"loan": "A1"}), ("/quote", {"loan": "A1", "on": "2026-11-23"}), ("/limit", {}),
    ("/payments", {}), ("/orders", {}), ("/certificates", {}), ("/requests", {}),
)  # fmt: skip


def deed(deed: str, **params: object) -> dict[str, object]:
    return {"client_id": new_id().hex, "deed": deed, **params}


async def test_levels(world: World) -> None:
    mei = world.mei
    mei.stands("public", None)
    assert (await mei.get("/standing"))["level"] == "public"
    for path, params in LOOKS:
        refused = (await mei.call("GET", path, **params)).json()
        assert (refused["code"], refused["level"]) == ("verification_needed", "bound"), path
    mei.stands("bound")
    for path, params in LOOKS:
        await mei.get(path, **params)
    wants_fresh = [
        ("/acts", deed("change_due_day", day=3)), ("/acts", deed("repay", card="c1", fen=1_000)),
        ("/orders", {"client_id": new_id().hex, "purpose": "repay", "fen": 1_000}), ("/certificates", {"loan": "A0"}),
    ]  # fmt: skip
    for path, body in wants_fresh:
        answer = await mei.call("POST", path, body)
        assert (answer.status_code, answer.json()["level"]) == (403, "fresh"), path
    assert {level.word for level in NEEDED.values()} == {"bound", "fresh"}
    nobody = await world.http.get("/api/v1/web/self/overview", headers={"authorization": "Bearer nobody"})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "bad_token")
    assert (await world.http.get("/api/v1/web/self/overview")).status_code == 401


async def test_looking(world: World) -> None:
    overview = await world.mei.get("/overview")
    assert overview["bill"] == {"due_on": "2026-12-08", "due_fen": 115_000, "loans": 1, "overdue": False}
    assert [one["id"] for one in overview["loans"]] == ["A0", "A1"]
    assert overview["pays"] is True
    loan = await world.mei.get("/loan", loan="A1")
    assert [line["state"] for line in loan["schedule"]] == ["paid"] * 2 + ["planned"] * 10
    assert sum(line["principal_fen"] for line in loan["schedule"]) == 1_200_000
    assert (await world.mei.get("/loan", loan="A0"))["bill"] is None
    assert (await world.mei.get("/limit"))["limit"]["fen"] == 5_000_000


async def test_what_cannot_be_asked(world: World) -> None:
    for path in ("/loan", "/quote"):
        answer = await world.mei.call("GET", path, loan="C1", on="2026-11-23")
        assert (answer.status_code, answer.json()["code"]) == (404, "loan_not_found")
    for on, code in (("2026-11-22", "loan_past"), ("2026-12-24", "loan_too_far")):
        answer = await world.mei.call("GET", "/quote", loan="A1", on=on)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert answer.json()["title"] not in (code, "Conflict")
    refused = [data["code"] for action, data in await world.audited() if action == "loans.question_refused"]
    assert refused == ["no_loan", "no_loan", "past", "too_far"]


async def test_repaying_by_a_bound_card(world: World) -> None:
    body = deed("repay", card="c1", fen=15_000)
    first = (await world.mei.call("POST", "/acts", body)).json()
    assert (first["state"], first["reason"]) == ("done", None)
    assert (await world.mei.call("POST", "/acts", body)).json() == first
    assert await world.due() == 100_000
    reused = await world.mei.call("POST", "/acts", {**body, "fen": 16_000})
    assert (reused.status_code, reused.json()["code"]) == (409, "loan_key_reused")


REFUSED = (
    (deed("repay", card="c1", fen=0), "bad_amount"), (deed("repay", card="c1", fen=-5), "bad_amount"),
    (deed("repay", card="c1", fen=10**8), "too_much"), (deed("repay", card="c9", fen=1_000), "no_card"),
    (deed("repay", fen=1_000), "bad_parameters"), (deed("change_due_day", day=31), "bad_day"),
    (deed("change_due_day", day=8), "same_day"), (deed("request_limit", fen=1), "too_little"),
    (deed("change_phone", phone="1390000"), "bad_phone"),
    (deed("settle", loan="A1", card="c1", total_fen=1), "changed"),
)  # fmt: skip


async def test_refused_with_a_reason_and_an_audit_entry(world: World) -> None:
    for asked, refusal in REFUSED:
        said = (await world.mei.call("POST", "/acts", asked)).json()
        assert (said["state"], said["refusal"]) == ("refused", refusal)
        assert said["reason"]
        assert refusal not in said["reason"]
    audited = [data["code"] for action, data in await world.audited() if action == "loans.command_refused"]
    assert audited == [refusal for _, refusal in REFUSED]
    # Nobody says of a page that money has arrived.
    arrived = await world.mei.call("POST", "/acts", deed("repay", card="c1", payment="P1", fen=1_000))
    assert arrived.status_code == 422


async def test_somebody_elses_loan(world: World) -> None:
    answer = await world.mei.call("POST", "/acts", deed("settle", loan="C1", card="c1", total_fen=600_000))
    assert (answer.status_code, answer.json()["code"]) == (404, "loan_not_found")
    assert "loans.command_refused" in [action for action, _ in await world.audited()]


async def test_a_core_that_does_not_answer_is_never_reported_as_done(world: World) -> None:
    body = deed("repay", card="c1", fen=15_000)
    world.book.after = CoreTimedOut()
    assert (await world.mei.call("POST", "/acts", body)).json()["state"] == "pending"
    assert (await world.mei.call("POST", "/acts", body)).json()["state"] == "pending"
    world.book.after = None
    assert (await world.mei.call("POST", "/acts", body)).json()["state"] == "done"
    assert await world.due() == 100_000
    world.book.before = CoreUnavailable()
    said = (await world.mei.call("POST", "/acts", deed("repay", card="c1", fen=15_000))).json()
    assert (said["state"], said["refusal"]) == ("refused", "core_unavailable")


async def test_without_a_core_or_a_gateway(world: World) -> None:
    from fastapi import FastAPI
    from httpx import ASGITransport, AsyncClient

    from tandem.contexts.selfservice.endpoints import router
    from tandem.kit.http import problems

    app = FastAPI()
    app.state.db = world.db
    problems.install(app)
    app.include_router(router(replace(world.counter, gateway=None, book=None)))
    auth = {"authorization": "Bearer mei"}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test", headers=auth) as http:
        assert (await http.get("/web/self/overview")).json()["code"] == "core_away"
        body = {"client_id": new_id().hex, "purpose": "repay", "fen": 1}
        assert (await http.post("/web/self/orders", json=body)).json()["code"] == "payments_away"
        assert (await http.post("/payments/notices")).json()["code"] == "bad_payment_notice"


OLD, NEW = "13811112222", "13912345678"


async def holders(world: World, phone: str) -> tuple[list[object], object]:
    """Who has the number; whose codes it gets."""
    async with world.db.transaction() as tx:
        found = [one.id for one in await customers.by_personal(tx, "phone", phone)]
        return found, await KnownBorrowers().by_phone(tx, phone)


async def test_the_number_before_finds_nobody(world: World) -> None:
    """The core has a new one, by the page, by the chat or by the journal's asking: codes go there, and to nobody who
    has the old number today, though it was proven once."""
    me = world.mei.visitor.customer_id
    async with world.db.transaction() as tx:
        session = await customers.recognise(tx, "web", "demo", "s9")
        await customers.merge(tx, me, session.id, actor=SYSTEM, reason="test")
        await customers.note_personal(tx, session.id, "phone", OLD, source="customer", verified=True)
    assert await holders(world, OLD) == ([me], ["B1"])
    world.book.after = CoreTimedOut()
    unheld = await world.mei.call("POST", "/acts", deed("change_phone", phone=NEW))
    assert (unheld.status_code, unheld.json()["code"]) == (403, "number_not_held")
    world.people.held.add((me, NEW))
    asked = await world.mei.call("POST", "/acts", deed("change_phone", phone=NEW))
    assert asked.json()["state"] == "pending"
    await world.hear()
    assert await holders(world, OLD) == ([me], ["B1"])  # nobody knows yet
    world.book.after = None
    world.clock.advance(timedelta(minutes=1))
    await reconcile(world.db, world.book)
    await world.hear()
    assert await holders(world, OLD) == ([], [])
    assert await holders(world, NEW) == ([me], ["B1"])
    async with world.db.transaction() as tx:
        blind = (await tx.vault.blind(tx, "phone", OLD)).hex()
        assert await customers.by_identity(tx, "phone", "any", blind) is None
    await world.hear()  # again: nothing changes
    assert await holders(world, NEW) == ([me], ["B1"])
    assert NEW not in str(await world.audited())


async def test_a_number_changed_in_the_chat_counts_too(world: World) -> None:
    accounts = LoanAccounts(world.book, journalled(world.counter.commands))
    await accounts.change_phone("B1", world.clock.now(), NEW, "chat-1")
    await world.hear()
    assert await holders(world, NEW) == ([world.mei.visitor.customer_id], ["B1"])


class Phones:
    """Everybody's telephone; `away`: none can be reached."""

    def __init__(self) -> None:
        self.got: dict[str, tuple[str, str]] = {}
        self.away = False

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        if self.away:
            raise RuntimeError("no gateway")
        self.got.setdefault(key, (phone, text))


@pytest.mark.parametrize("away", [False, True])
async def test_the_number_before_hears_that_it_counts_no_more(world: World, away: bool) -> None:
    """Whoever has it notices a change that was not theirs; out of reach, it stops nobody."""
    me, phones = world.mei.visitor.customer_id, Phones()
    phones.away = away
    async with world.db.transaction() as tx:
        await customers.note_personal(tx, me, "phone", OLD, source="core")
    world.people.held.add((me, NEW))
    await world.mei.call("POST", "/acts", deed("change_phone", phone=NEW))
    await world.hear(phones)
    await world.hear(phones)  # again: nothing more is sent
    assert await holders(world, NEW) == ([me], ["B1"])
    assert [phone for phone, _ in phones.got.values()] == ([] if away else [OLD])
    assert away or f"尾号{NEW[-4:]}" in next(iter(phones.got.values()))[1]


async def test_an_erased_person_gets_no_number_back(world: World) -> None:
    world.people.held.add((world.mei.visitor.customer_id, NEW))
    await world.mei.call("POST", "/acts", deed("change_phone", phone=NEW))
    async with world.db.transaction() as tx:
        await tx.execute(text("UPDATE customer SET erased_at = now()"))
    await world.hear()
    assert await holders(world, NEW) == ([], [])


async def test_requests(world: World) -> None:
    mei = world.mei
    body = {
        "client_id": new_id().hex,
        "kind": "fee_dispute",
        "loan": "A1",
        "fee": "penalty",
        "text": " 多收了罚息 ",
    }
    made = (await mei.call("POST", "/requests", body)).json()
    assert made["number"].startswith("FY20261123")
    assert (made["text"], made["answer_by"]) == ("多收了罚息", None)
    assert (await mei.call("POST", "/requests", body)).json() == made
    for other in ({"text": "其实是另一笔"}, {"fee": "other"}):
        reused = await mei.call("POST", "/requests", {**body, **other})
        assert (reused.status_code, reused.json()["code"]) == (409, "client_id_reused")
    body = {"client_id": new_id().hex, "kind": "credit_objection", "text": "征信显示逾期，但我已按时还款"}
    made = (await mei.call("POST", "/requests", body)).json()
    assert (made["number"][:10], made["answer_by"]) == ("ZX20261123", "2026-12-13")
    assert [one["kind"] for one in await mei.get("/requests")] == ["credit_objection", "fee_dispute"]
    for bad, status in (({"loan": "C1"}, 404), ({"text": " \n "}, 422), ({"kind": "cancel_debt"}, 422)):
        answer = await mei.call("POST", "/requests", {**body, "client_id": new_id().hex, **bad})
        assert answer.status_code == status
    assert "loans.question_refused" in [action for action, _ in await world.audited()]
    assert (await world.happened()).count("selfservice.request_made") == 2


async def test_a_request_is_a_note_in_the_open_conversation(world: World) -> None:
    visitor = world.mei.visitor
    async with world.db.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
        talk, _ = await conversations.open_conversation(
            tx, customer_id=visitor.customer_id, customer_name="mei", customer_verified=True, channel="web",
            account="demo", queue_key="general",
        )  # fmt: skip
    body = {"client_id": new_id().hex, "kind": "credit_objection", "text": "九月并没有逾期"}
    made = (await world.mei.call("POST", "/requests", body)).json()
    async with world.db.transaction() as tx:
        said, _ = await conversations.messages(tx, talk.id)
    notes = [one for one in said if one.kind == "note"]
    assert len(notes) == 1
    assert made["number"] in notes[0].text
    assert "九月并没有逾期" in notes[0].text


async def test_no_two_requests_have_the_same_number(world: World) -> None:
    asked = {"kind": "credit_objection", "text": "征信有误"}
    numbers = []
    for _ in range(3):
        answer = await world.mei.call("POST", "/requests", {**asked, "client_id": new_id().hex})
        numbers.append(answer.json()["number"])
    assert [int(one[10:]) for one in numbers] == list(range(int(numbers[0][10:]), int(numbers[0][10:]) + 3))
    assert {len(one) for one in numbers} == {17}


async def test_an_ended_session_shows_nothing_more(world: World) -> None:
    """On a shared telephone: whoever still has its token sees nobody's loans."""
    assert (await world.mei.call("DELETE", "/standing")).status_code == 204
    refused = await world.mei.call("GET", "/overview")
    assert (refused.status_code, refused.json()["level"]) == (403, "bound")
    assert (await world.mei.call("DELETE", "/standing")).status_code == 204
