"""The panel: who the customer is and how they stand, by permission; and what agents do with loans from there."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from tandem.adapters.loans_local import LocalLoanBook, PostgresStore, take_in
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.resolving import WrapUp
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.panorama import standing
from tandem.contexts.desktop.panorama.reading import Panorama
from tandem.contexts.desktop.ports import Parts, Picture, Tag
from tandem.contexts.loans import api as loans
from tandem.demo.seed.borrowers import borrower_of
from tandem.kit.clock import Clock
from tandem.kit.db import Tx

from .conftest import SYSTEM, Desk, Lender
from .events import tell

ZONE = ZoneInfo("Asia/Shanghai")


class _From:
    """Time that goes on from a moment."""

    def __init__(self, at: datetime) -> None:
        self._ahead = at - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


@pytest.fixture
def clock() -> Clock:
    """The morning of today: the ledger settles from 8:00 to 22:00 in Shanghai."""
    return _From(datetime.now(ZONE).replace(hour=10))


async def borrower(lender: Lender, number: str = "two_loans") -> Actor:
    """A customer who is proven to be this borrower of the local core."""
    wanted = borrower_of(number)
    assert wanted is not None
    await take_in(PostgresStore(lender.db), [wanted], datetime.now(UTC).astimezone(ZONE).date())
    person = await lender.do(
        customers.recognise, "web_signed", "demo", f"demo-{number}", name="李小禾", verified=True,
        attributes={"account": number},
    )  # fmt: skip
    return Actor.customer(person.id, "李小禾")


async def served(lender: Lender, desk: Desk, who: Actor) -> str:
    """The desk holds a conversation of the customer's."""
    opened, _ = await lender.do(
        api.open_conversation, customer_id=who.id, customer_name=who.name, customer_verified=True, channel="web",
        account="demo", queue_key="general",
    )  # fmt: skip
    await lender.do(api.request_person, opened.id, who, reason="asked_for_person")
    await lender.do(api.claim, opened.id, desk.actor)
    return str(opened.id)


async def audited(lender: Lender, desk: Desk) -> list[str]:
    async with lender.db.transaction() as tx:
        query = text("SELECT action FROM access_audit_entry WHERE actor = :a ORDER BY at, id")
        return list((await tx.execute(query, {"a": desk.actor.label})).scalars())


async def test_an_agent_sees_who_it_is_and_what_is_owed(lender: Lender) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    here = await served(lender, agent, who)
    seen = await agent.get(f"/customers/{who.id}/panorama", conversation=here)
    assert (seen["customer"]["name"], seen["customer"]["verified"], seen["customer"]["borrower"]) == (
        "李小禾", True, "two_loans",
    )  # fmt: skip
    lending = seen["lending"]
    assert lending["state"] == "ok"
    running = [one for one in lending["loans"] if one["state"] != "settled"]
    assert len(running) == 2
    book = LocalLoanBook(PostgresStore(lender.db), lender.db.clock, ZONE)
    for one in running:
        bill = await book.bill("two_loans", one["id"])
        assert (one["due_fen"], one["due_on"]) == (bill.due_fen, bill.due_on.isoformat())
    assert "offer_certificate" in [one["code"] for one in seen["steps"]]
    assert [one["conversation_id"] for one in seen["contacts"]] == [here]
    assert [seen[part] for part in ("need", "strategy")] == [None] * 2, "absent"
    assert seen["level"] == "bound", "vouched for by the lender's own site"
    assert seen["tags"] == []
    assert "customer.read" in await audited(lender, agent)
    boss = await lender.desk("zhou", "admin")
    await lender.do(customers.restrict, who.id, boss.actor, reason="dispute")
    seen = await boss.get(f"/customers/{who.id}/panorama")
    assert (seen["customer"]["restricted"], seen["steps"]) == (True, []), "only stored"


async def test_the_level_is_that_of_a_conversation_of_theirs_that_one_may_read(lender: Lender) -> None:
    agent, other = await lender.desk("lin"), await lender.desk("chen", queues=[await another_queue(lender)])
    who, elsewhere = await borrower(lender), await lender.customer()
    mine, theirs = await served(lender, agent, who), await served(lender, agent, elsewhere)
    path = f"/customers/{who.id}/panorama"
    assert (await agent.get(path, conversation=mine))["level"] == "bound"
    assert (await agent.get(path, conversation=theirs))["level"] is None, "somebody else's"
    assert (await other.get(path, conversation=mine))["level"] is None, "not theirs to read"
    unknown = "00000000-0000-7000-8000-000000000000"
    assert (await agent.get(path, conversation=unknown))["level"] is None


async def another_queue(lender: Lender) -> UUID:
    made: UUID = await lender.do(api.create_queue, "other", "另一队列")
    return made


async def test_what_an_unreadable_conversation_was_about_is_not_shown(lender: Lender) -> None:
    agent, other = await lender.desk("lin"), await lender.desk("chen", queues=[await another_queue(lender)])
    who = await borrower(lender)
    here = UUID(await served(lender, agent, who))
    code = await lender.do(api.create_disposition, "complaint", "投诉催收", "Complaint", position=0)
    await lender.do(api.resolve, here, agent.actor, WrapUp(code, "投诉催收电话", True))
    (mine,) = (await agent.get(f"/customers/{who.id}/panorama"))["contacts"]
    (theirs,) = (await other.get(f"/customers/{who.id}/panorama"))["contacts"]
    assert (mine["disposition"], mine["readable"]) == ("投诉催收", True)
    assert (theirs["disposition"], theirs["summary"], theirs["readable"]) == (None, None, False)


async def test_who_may_not_see_the_customer_learns_nothing(lender: Lender) -> None:
    agent, stranger = await lender.desk("lin"), await lender.desk("editor", "knowledge_editor", queues=[])
    who = await borrower(lender)
    await served(lender, agent, who)
    for path in ("panorama", "timeline", "lending", "loan-plan?loan=two_loans-L1"):
        assert (await stranger.call("GET", f"/customers/{who.id}/{path}")).status_code == 404
    body = {"key": "k" * 12, "kind": "repay", "params": {"card": "card-6217", "fen": 100}}
    assert (await stranger.call("POST", f"/customers/{who.id}/loan-commands", body)).status_code in (403, 404)
    unknown = "00000000-0000-7000-8000-000000000000"
    assert (await agent.call("GET", f"/customers/{unknown}/panorama")).status_code == 404


async def test_without_loans_read_the_rest_is_shown(lender: Lender) -> None:
    agent, reader = await lender.desk("lin"), await lender.desk("quinn", "qa", queues=[])
    who = await borrower(lender)
    await served(lender, agent, who)
    seen = await reader.get(f"/customers/{who.id}/panorama")
    assert (seen["lending"]["state"], seen["lending"]["loans"]) == ("forbidden", [])
    await loans.Commands(lender.db, LocalLoanBook(PostgresStore(lender.db), lender.db.clock, ZONE)).perform(
        SYSTEM, loans.Command("k2", "two_loans", "repay", {"card": "card-6217", "fen": 100})
    )
    for book in (None, LocalLoanBook(PostgresStore(lender.db), lender.db.clock, ZONE)):
        panel = Panorama(lender.db, book, ZONE, Parts())
        for actor, shown in ((reader.actor, 0), (agent.actor, 1)):
            assert len((await panel.read(actor, who.id))["lending"]["commands"]) == shown  # type: ignore[arg-type]
    assert (await reader.call("GET", f"/customers/{who.id}/lending")).status_code == 403
    anybody = await lender.customer()
    await served(lender, agent, anybody)
    assert (await agent.get(f"/customers/{anybody.id}/panorama"))["lending"]["state"] == "unbound"
    refused = await agent.call("GET", f"/customers/{anybody.id}/lending")
    assert (refused.status_code, refused.json()["code"]) == (409, "customer_not_bound")


async def made_sure(lender: Lender, desk: Desk, who: Actor, here: str) -> None:
    """The customer writes, and the agent makes sure of them."""
    wrote = {"client_id": "asks-settling", "text": "帮我结清", "payload": {"session": "s1"}}
    await lender.do(api.receive, UUID(here), who, **wrote)
    body = {"borrower": "two_loans", "how": "call_back"}
    made = await desk.call("POST", f"/conversations/{here}/verification", body)
    assert (made.status_code, made.json()["level"]) == (201, "fresh"), made.text


async def test_a_command_wants_the_customer_proven(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    who, other = await borrower(lender), await lender.customer()
    here, elsewhere = await served(lender, agent, who), await served(lender, agent, other)
    base = f"/customers/{who.id}"
    needs = (await agent.get(f"{base}/panorama"))["needs"]
    assert (needs["change_phone"], needs["dispute"]) == ("fresh", "bound")

    async def asks(desk: Desk, number: int, **more: str) -> tuple[int, Any]:
        body = {
            "key": f"repay-{number:04}",
            "kind": "repay",
            "params": {"card": "card-6217", "fen": 1_000},
            **more,
        }
        answer = await desk.call("POST", f"{base}/loan-commands", body)
        return answer.status_code, answer.json()

    status, said = await asks(agent, 1, conversation=here)
    assert (status, said["code"], said["level"], said["have"]) == (
        403,
        "customer_not_proven",
        "fresh",
        "bound",
    )
    assert (await asks(agent, 2))[1]["have"] == "public", "on their page nobody has proven anything"
    assert (await asks(agent, 3, conversation=elsewhere))[1]["have"] == "public", (
        "somebody else's conversation"
    )
    assert (await asks(agent, 4, override="branch"))[1]["code"] == "forbidden"
    for words in (" ", "客户在柜台出示证件"):  # no free text in the audit trail
        assert (await asks(boss, 5, override=words))[0] == 422
    assert (await asks(boss, 6, override="branch"))[1]["state"] == "done"
    assert "customer.loan_command_overridden" in await audited(lender, boss)
    await made_sure(lender, agent, who, here)
    assert (await asks(agent, 7, conversation=here))[1]["state"] == "done"
    lender.db.clock._ahead += timedelta(minutes=11)  # type: ignore[attr-defined]
    assert (await asks(agent, 8, conversation=here))[0] == 403, "no longer fresh"
    assert (await asks(agent, 7, conversation=here))[1]["state"] == "done", (
        "what became of it is told all the same"
    )
    trail = await audited(lender, agent)
    assert trail.count("customer.loan_command_refused") == 4
    assert "verification.vouched" in trail


async def test_settling_early_by_quote_agrees_everywhere(lender: Lender) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    here = await served(lender, agent, who)
    await made_sure(lender, agent, who, here)
    loan, base = "two_loans-L2", f"/customers/{who.id}"
    quote = await agent.get(f"{base}/settlement-quote", loan=loan)
    assert quote["total_fen"] == quote["principal_fen"] + quote["interest_fen"] + quote["fee_fen"]
    body = {"key": "settle-0001", "kind": "settle", "conversation": here,
            "params": {"loan": loan, "card": "card-6217", "total_fen": quote["total_fen"]}}  # fmt: skip
    done = await agent.call("POST", f"{base}/loan-commands", body)
    assert done.status_code == 201, done.text
    assert done.json()["state"] == "done", done.text
    again = await agent.call("POST", f"{base}/loan-commands", body)
    assert again.json()["id"] == done.json()["id"], "the same key does nothing twice"
    other = {**body, "params": {**body["params"], "total_fen": 1}}
    assert (await agent.call("POST", f"{base}/loan-commands", other)).json()["code"] == "loan_key_reused"
    await tell(lender.db)
    seen = await agent.get(f"{base}/panorama")
    assert {one["id"]: one["state"] for one in seen["lending"]["loans"]}[loan] == "settled"
    assert seen["lending"]["commands"][0]["number"] == done.json()["number"]
    line = (await agent.get(f"{base}/timeline", group=["loan"]))["items"][0]
    assert (line["kind"], line["data"]["number"], line["actor"]["name"]) == (
        "loan.done", done.json()["number"], "Lin",
    )  # fmt: skip
    assert line["command"]["params"]["total_fen"] == quote["total_fen"]
    trail = await audited(lender, agent)
    assert "customer.loan_command_asked" in trail
    assert "loans.command_done" in trail


async def test_bad_commands_are_refused_with_a_reason(lender: Lender) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    here = await served(lender, agent, who)
    await made_sure(lender, agent, who, here)
    base = f"/customers/{who.id}"

    async def command(kind: str, **params: object) -> tuple[int, str | None]:
        body = {
            "key": f"key-{kind}-{len(str(params))}-{hash(str(params)) % 999}",
            "kind": kind,
            "params": params,
            "conversation": here,
        }
        answer = await agent.call("POST", f"{base}/loan-commands", body)
        return answer.status_code, answer.json().get("refusal")

    assert await command("repay", card="card-6217", fen=0) == (201, "bad_amount")
    assert await command("repay", card="card-0000", fen=100) == (201, "no_card")
    assert await command("certificate", loan="two_loans-L2", delivery="app") == (201, "not_settled")
    assert await command("certificate", loan="overdue-L1", delivery="app") == (201, "no_loan")
    assert await command("change_phone", phone="12") == (201, "bad_phone")
    assert (await command("swallow", loan="x"))[0] == 422
    plan = await agent.call("GET", f"{base}/loan-plan", params={"loan": "overdue-L1"})
    assert (plan.status_code, plan.json()["code"]) == (404, "loan_unknown")
    past = await agent.call(
        "GET", f"{base}/settlement-quote", params={"loan": "two_loans-L2", "on": "2020-01-01"}
    )
    assert (past.status_code, past.json()["refusal"]) == (409, "past")
    mine = await agent.get(f"{base}/loan-plan", loan="two_loans-L2")
    assert len(mine["instalments"]) == mine["contract"]["periods"] == 12
    assert mine["contract"]["annual_rate"] == "0.1825"
    assert "loans.question_refused" in await audited(lender, agent)


class Silent(LocalLoanBook):
    """A core that does not answer: at once, or ever."""

    waits = False

    async def standing(self, customer: str) -> loans.Standing:
        if self.waits:
            await asyncio.Event().wait()
        raise loans.CoreUnavailable()

    async def standing_within(self, tx: Tx, customer: str) -> loans.Standing | None:
        return None

    async def perform(self, command: loans.Command, expires_at: datetime) -> loans.Outcome:
        raise loans.CoreTimedOut()

    async def outcome(self, key: str) -> loans.Outcome | None:
        raise loans.CoreTimedOut()


@pytest.mark.parametrize("waits", [False, True])
async def test_a_core_that_is_down_hides_nothing_else(
    lender: Lender, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PATIENCE_S", 0.05)
    monkeypatch.setattr("tandem.contexts.desktop.panorama.reading.PATIENCE_S", 0.05)
    who = await borrower(lender)
    book = Silent(PostgresStore(lender.db), lender.db.clock, ZONE)
    book.waits = waits
    agent = Actor("staff", who.id, "Lin", SYSTEM.permissions)
    left = await loans.Commands(lender.db, book).perform(
        agent, loans.Command("k1", "two_loans", "repay", {"card": "card-6217", "fen": 100})
    )
    assert left.state == "pending"
    seen = await Panorama(lender.db, book, ZONE, Parts()).read(agent, who.id)  # type: ignore[arg-type]
    assert (seen["lending"]["state"], seen["customer"]["name"]) == ("down", "李小禾")
    assert [(one["kind"], one["state"]) for one in seen["lending"]["commands"]] == [("repay", "pending")]
    assert [one["code"] for one in seen["steps"]] == ["wait_for_core"]


async def test_parts_that_are_plugged_in_are_shown(lender: Lender) -> None:
    who = await borrower(lender)
    begun = datetime(2026, 11, 1, tzinfo=UTC)

    async def picture(tx: Tx, person: customers.Person, locale: str, profiling: bool) -> Picture:
        assert not profiling
        return Picture(
            [Tag(who.id, "vip", f"重点客户 {locale}", None, "hand", "长期按时还款", begun, None, "Lin")]
        )

    actor = Actor.customer(who.id, "李小禾")
    await lender.do(
        customers.note_consent, who.id, "service", False, text_version=None, channel="web", actor=actor
    )
    panel = Panorama(lender.db, None, ZONE, Parts(picture=picture))
    seen = await panel.read(SYSTEM, who.id)  # type: ignore[arg-type]
    assert seen["tags"][0]["name"] == "重点客户 zh-CN"
    assert seen["lending"]["state"] == "absent"
    assert [one["code"] for one in seen["steps"]] == ["ask_consent"]


async def test_screens_hear_that_a_customer_changed(lender: Lender) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    stranger = await lender.desk("editor", "knowledge_editor", queues=[])
    await served(lender, agent, who)
    async with agent.socket() as screen, stranger.socket() as other:
        for one in (screen, other):
            await one.say(type="watch", topics=[f"customer:{who.id}"])
            await one.say(type="watch", topics=[f"customer:{who.id}"])
            await one.say(type="open", conversation_id="nonsense")
            await one.until("error")
        await tell(lender.db)
        frame = await screen.until("customer")
        assert frame["customer_id"] == str(who.id)
        await other.say(type="open", conversation_id="nonsense")
        assert (await other.hear())["type"] == "error", "a stranger hears nothing"


async def test_a_restricted_customer_does_not_end_the_following_of_others(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    who, shut = await borrower(lender), await lender.customer()
    await served(lender, agent, who)
    await boss.call("POST", f"/customers/{shut.id}/restrictions", {"reason": "request"})
    await tell(lender.db)
    async with agent.socket() as screen:
        await screen.say(type="watch", topics=[f"customer:{shut.id}", f"customer:{who.id}"])
        await screen.say(type="open", conversation_id="nonsense")
        assert (await screen.until("error"))["type"] == "error"
        await lender.do(customers.restrict, who.id, boss.actor, reason="dispute")
        await tell(lender.db)
        assert (await screen.until("customer", "error"))["customer_id"] == str(who.id)


async def test_the_gathered_standing_is_the_one_told_at_once(lender: Lender) -> None:
    store, clock = PostgresStore(lender.db), lender.db.clock
    for number in ("two_loans", "overdue", "settled"):
        await borrower(lender, number)
        told = await loans.standing(LocalLoanBook(store, clock, ZONE), number)
        assert await loans.standing(_Questions(LocalLoanBook(store, clock, ZONE)), number) == told
    assert (await loans.standing(LocalLoanBook(store, clock, ZONE), "nobody")).limit is None


class _Questions:
    """The same book without the short way."""

    def __init__(self, book: LocalLoanBook) -> None:
        self.loans, self.bill, self.limit = book.loans, book.bill, book.limit
        self.cards, self.certificates = book.cards, book.certificates


def test_patience_ends_before_people_notice() -> None:
    assert timedelta(seconds=standing.PATIENCE_S) < timedelta(seconds=1)
