"""Paying by the gateway: whatever comes twice, late, wrong or not at all, the ledger has the money once, or it goes
back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import httpx
import pytest
from fastapi import FastAPI

from tandem.adapters.payments_local import LocalGateway
from tandem.contexts.access.api import Actor
from tandem.contexts.loans import api as loans
from tandem.contexts.loans.api import CoreTimedOut, CoreUnavailable
from tandem.contexts.selfservice import api as selfservice
from tandem.contexts.selfservice.endpoints import router
from tandem.contexts.selfservice.health import orders_check
from tandem.contexts.selfservice.ports import GatewayAway, GatewayRefused, Receipt, Refund
from tandem.kit.errors import Conflict, Forbidden, NotFound, Unavailable
from tandem.kit.health import Unhealthy
from tandem.kit.http import problems
from tandem.kit.ids import new_id

from .conftest import Person, World


async def test_a_repayment(world: World) -> None:
    due = await world.due()
    order, page = await world.mei.at_the_cashier(due)
    assert await world.gateway.pay(page)
    # The notice was here before the browser came back; the ledger has not been asked yet.
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "paid"
    await world.work()
    shown = await world.mei.get(f"/orders/{order}")
    assert shown["state"] == "done"
    assert shown["number"]
    assert shown["refunds"] == []
    payments = (await world.mei.get("/payments"))["payments"]
    assert payments[0]["fen"] == due
    assert [kind for kind in await world.happened() if kind.startswith("selfservice")] == [
        "selfservice.order_made", "selfservice.payment_arrived", "selfservice.order_booked",
    ]  # fmt: skip


async def test_a_settlement(world: World) -> None:
    quote = await world.mei.get("/quote", loan="A1", on="2026-11-23")
    order, page = await world.mei.at_the_cashier(quote["to_pay_fen"], "settle", loan="A1")
    await world.gateway.pay(page)
    await world.work()
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "done"
    states = {one["id"]: one["state"] for one in (await world.mei.get("/overview"))["loans"]}
    assert states == {"A0": "settled", "A1": "settled"}
    assert (await world.mei.get("/overview"))["bill"] is None


async def test_a_double_click_is_one_order(world: World) -> None:
    body = {"client_id": new_id().hex, "purpose": "repay", "fen": 1_000}
    answers = await asyncio.gather(*(world.mei.call("POST", "/orders", body) for _ in range(4)))
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert {answer.json()["cashier_url"] for answer in answers} == {answers[0].json()["cashier_url"]}
    other = await world.mei.call("POST", "/orders", {**body, "fen": 2_000})
    assert (other.status_code, other.json()["code"]) == (409, "client_id_reused")


async def test_a_notice_twice_books_once(world: World) -> None:
    due = await world.due()
    _, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.pay(page, notices=3)
    await world.work()
    await world.work()
    assert await world.due() == due - 10_000
    assert (await world.happened()).count("selfservice.payment_arrived") == 1


async def test_a_lost_notice_is_asked_for(world: World) -> None:
    order, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.pay(page, notices=0)
    await world.work()
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "open"
    await world.later(seconds=11)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "done"


async def test_a_forged_notice_changes_nothing_and_is_audited(world: World) -> None:
    order, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.forge(page)
    await world.later(seconds=11)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "open"
    refused = [data for action, data in await world.audited() if action == "selfservice.notice_refused"]
    assert refused == [{"gateway": "local", "why": "wrong signature"}]
    raw = await world.http.post("/api/v1/payments/notices", content=b'{"state":"paid"}')
    assert (raw.status_code, raw.json()["code"]) == (401, "bad_payment_notice")


@pytest.mark.parametrize("broken", ["before", "after"])
async def test_a_core_that_does_not_answer(world: World, broken: str) -> None:
    """`paid` is all that is said until the core says more; it is booked once."""
    due = await world.due()
    order, page = await world.mei.at_the_cashier(10_000)
    setattr(world.book, broken, CoreUnavailable() if broken == "before" else CoreTimedOut())
    await world.gateway.pay(page)
    await world.work()
    await world.later(seconds=20)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "paid"
    setattr(world.book, broken, None)
    await world.later(minutes=1)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "done"
    assert await world.due() == due - 10_000


async def test_money_for_a_settled_loan_goes_back(world: World) -> None:
    quote = await world.book.settlement_quote("B1", "A1", world.counter.today)
    order, page = await world.mei.at_the_cashier(10_000, loan="A1")
    settle = loans.Command(
        "elsewhere", "B1", "settle", {"loan": "A1", "card": "c1", "total_fen": quote.to_pay_fen}
    )
    await world.counter.commands.perform(world.mei.visitor.actor, settle)
    await world.gateway.pay(page)
    await world.later(seconds=30)
    shown = await world.mei.get(f"/orders/{order}")
    assert (shown["state"], shown["number"]) == ("returned", None)
    assert shown["reason"]
    assert shown["refunds"] == [{"fen": 10_000, "reason": "not_booked", "state": "done"}]


async def test_paid_too_much(world: World) -> None:
    due = await world.due()
    order, page = await world.mei.at_the_cashier(due)
    await world.gateway.pay(page, fen=due + 777)
    await world.later(seconds=30)
    shown = await world.mei.get(f"/orders/{order}")
    assert (shown["state"], shown["paid_fen"]) == ("done", due + 777)
    assert shown["refunds"] == [{"fen": 777, "reason": "too_much", "state": "done"}]


async def test_paid_too_little(world: World) -> None:
    """Part of a repayment is a repayment; a settlement is whole or goes back."""
    due = await world.due()
    order, page = await world.mei.at_the_cashier(due)
    await world.gateway.pay(page, fen=due - 5_000)
    await world.later(seconds=30)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "done"
    assert await world.due() == 5_000
    quote = await world.mei.get("/quote", loan="A1", on="2026-11-23")
    order, page = await world.mei.at_the_cashier(quote["to_pay_fen"], "settle", loan="A1")
    await world.gateway.pay(page, fen=quote["to_pay_fen"] - 1)
    await world.later(seconds=30)
    shown = await world.mei.get(f"/orders/{order}")
    assert (shown["state"], shown["refunds"][0]["fen"]) == ("returned", quote["to_pay_fen"] - 1)


async def test_paid_twice(world: World) -> None:
    due = await world.due()
    order, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.pay(page)
    await world.gateway.pay_again(page)
    await world.later(seconds=30)
    assert (await world.mei.get(f"/orders/{order}"))["refunds"] == [
        {"fen": 10_000, "reason": "paid_twice", "state": "done"}
    ]
    assert await world.due() == due - 10_000


async def test_a_payment_that_fails(world: World) -> None:
    order, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.fail(page)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "failed"
    assert not await world.gateway.pay(page)


async def test_an_order_runs_out_and_cannot_be_paid_then(world: World) -> None:
    order, page = await world.mei.at_the_cashier(10_000)
    await world.later(minutes=31)
    await world.later(minutes=6)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "expired"
    assert not await world.gateway.pay(page)
    assert (await world.mei.get(f"/orders/{order}"))["cashier_url"] is None


async def test_paid_at_the_last_moment_counts(world: World) -> None:
    """The order has run out here, and was paid there before: closing says so."""
    order, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.pay(page, notices=0)
    await world.later(minutes=40)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "done"


async def test_a_gateway_that_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> str:
        raise GatewayAway()

    body = {"client_id": new_id().hex, "purpose": "repay", "fen": 1_000}
    with monkeypatch.context() as patch:
        patch.setattr(world.gateway, "create", away)
        answer = await world.mei.call("POST", "/orders", body)
        assert (answer.status_code, answer.json()["code"]) == (503, "payments_away")
    answer = await world.mei.call("POST", "/orders", body)  # the same click again
    assert answer.json()["cashier_url"].startswith("/pay/")


async def test_a_refund_is_asked_for_again_and_paid_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = await world.due()
    order, page = await world.mei.at_the_cashier(due)
    real, asked = world.gateway.refund, []

    async def answers_late(refund):  # type: ignore[no-untyped-def]
        asked.append(refund.key)
        await real(refund)
        if len(asked) == 1:
            raise GatewayAway()

    monkeypatch.setattr(world.gateway, "refund", answers_late)
    await world.gateway.pay(page, fen=due + 100)
    await world.later(seconds=30)
    await world.later(minutes=1)
    assert len(asked) == 2
    assert len(set(asked)) == 1
    assert (await world.mei.get(f"/orders/{order}"))["refunds"][0]["state"] == "done"


async def test_a_notice_that_is_not_taken_comes_again(world: World) -> None:
    order, page = await world.mei.at_the_cashier(10_000)
    taken = world.gateway.deliver
    assert taken is not None

    async def down(*_: object) -> None:
        raise Unavailable()

    world.gateway.deliver = down
    await world.gateway.pay(page)
    world.gateway.deliver = taken
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "open"
    world.clock.advance(timedelta(seconds=6))
    assert await world.gateway.send_due() == 1
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "paid"


async def test_amounts_that_cannot_be_meant(world: World) -> None:
    due = await world.due()
    wrong = (0, -1, -(10**15), 10**15, due + 1)
    for fen in wrong:
        answer = await world.mei.order(fen)
        assert (answer.status_code, answer.json()["code"]) == (422, "order_amount")
    refused = [data for action, data in await world.audited() if action == "selfservice.order_refused"]
    assert refused == [{"purpose": "repay", "loan": None, "code": "order_amount"}] * len(wrong)
    assert (await world.mei.order(due)).status_code == 200


async def test_a_settlement_at_yesterdays_price(world: World) -> None:
    quote = await world.mei.get("/quote", loan="A1", on="2026-11-23")
    answer = await world.mei.order(quote["to_pay_fen"] - 1, "settle", loan="A1")
    assert (answer.status_code, answer.json()["code"]) == (409, "loan_changed")
    assert answer.json()["most_fen"] == quote["to_pay_fen"]


async def test_somebody_elses_loan_is_not_found_and_audited(world: World) -> None:
    for purpose in ("repay", "settle"):
        answer = await world.mei.order(1_000, purpose, loan="C1")
        assert (answer.status_code, answer.json()["code"]) == (404, "loan_not_found")
    assert [action for action, _ in await world.audited()].count("loans.question_refused") == 2


async def test_somebody_elses_order_is_not_found_and_audited(world: World) -> None:
    order, _ = await world.mei.at_the_cashier(1_000)
    bo: Person = await world.person("bo", "B2")
    answer: httpx.Response = await bo.call("GET", f"/orders/{order}")
    assert (answer.status_code, answer.json()["code"]) == (404, "order_not_found")
    assert ("selfservice.order_refused", {"code": "not_own"}) in await world.audited()
    assert await bo.get("/orders") == []


async def test_the_cashier_page(world: World) -> None:
    order, page = await world.mei.at_the_cashier(114_999)
    shown = await world.http.get(f"/pay/{page}")
    assert "¥1,149.99" in shown.text
    assert "禾穗消费金融" in shown.text
    back = await world.http.post(f"/pay/{page}", data={"how": "pay"})
    assert (back.status_code, back.headers["location"]) == (303, f"/h5/?site=demo#/order/{order}")
    assert (await world.http.get("/pay/nobody-knows")).status_code == 404


async def test_one_bad_order_keeps_nobody_elses_money_waiting(world: World) -> None:
    """The older one cannot be looked at; the newer one and the refund are seen to, and it is tried again later."""
    bad, _ = await world.mei.at_the_cashier(10_000)
    world.clock.advance(timedelta(seconds=1))
    good, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.pay(page, notices=0)
    asked = world.gateway.query

    tried = 0

    async def query(order_no: str) -> Receipt | None:
        nonlocal tried
        if order_no == bad:
            tried += 1
            raise ValueError("an answer that nobody expected")
        return await asked(order_no)

    world.gateway.query = query  # type: ignore[method-assign]
    await world.later(seconds=30)
    assert (await world.mei.get(f"/orders/{good}"))["state"] == "done"
    assert tried == 1
    await world.later(minutes=1)
    assert tried > 1


class Refusing(LocalGateway):
    """Gives nothing back."""

    says: Exception | None = None

    async def refund(self, refund: Refund) -> str:
        if self.says is not None:
            raise self.says
        return await super().refund(refund)


async def stuck_refund(world: World, says: Exception) -> tuple[Refusing, str]:
    """A payment too much that the gateway will not give back; the order's id."""
    gateway = Refusing(world.db, b"a secret for tests")
    gateway.says, gateway.deliver = says, world.gateway.deliver
    world.counter = replace(world.counter, gateway=gateway)
    due = await world.due()
    order, page = await world.mei.at_the_cashier(due)
    await world.gateway.pay(page, fen=due + 777)
    await world.later(seconds=30)
    return gateway, order


async def test_a_refund_that_waits_for_long_degrades_health(world: World) -> None:
    await stuck_refund(world, GatewayAway())
    probe = orders_check(world.db).probe
    assert str(await probe()) == "all paid orders are booked"
    await world.later(minutes=20)
    with pytest.raises(Unhealthy, match="a refund asked for at"):
        await probe()


CLERK = Actor("staff", new_id(), "会计", frozenset({"loans.read", "loans.act"}))
READER = Actor("staff", new_id(), "客服", frozenset({"loans.read"}))


async def test_people_end_a_stuck_refund(world: World) -> None:
    gateway, order = await stuck_refund(world, GatewayRefused("no_payment"))
    with pytest.raises(Unhealthy, match="1 refunds refused"):
        await orders_check(world.db).probe()
    async with world.db.transaction() as tx:
        (one,) = await selfservice.refunds(tx, READER)
        assert (one.refund.state, one.refund.fen, str(one.order.id)) == ("stuck", 777, order)
        for action in (selfservice.ask_again, partial(selfservice.close_refund, how="not_owed")):
            with pytest.raises(Forbidden):
                await action(tx, READER, one.refund.id)
        with pytest.raises(NotFound, match="refund_not_found"):
            await selfservice.ask_again(tx, CLERK, new_id())
        await selfservice.ask_again(tx, CLERK, one.refund.id)
        with pytest.raises(Conflict, match="refund_not_stuck"):
            await selfservice.close_refund(tx, CLERK, one.refund.id, "not_owed")
    await world.work()  # it refuses again
    async with world.db.transaction() as tx:
        await selfservice.close_refund(tx, CLERK, one.refund.id, "paid_otherwise")
    shown = await world.mei.get(f"/orders/{order}")
    assert shown["refunds"] == [{"fen": 777, "reason": "too_much", "state": "closed"}]
    assert str(await orders_check(world.db).probe()) == "all paid orders are booked"
    gateway.says = None
    await world.later(minutes=10)
    assert (await world.mei.get(f"/orders/{order}"))["refunds"][0]["state"] == "closed"
    done = [(action, data.get("how")) for action, data in await world.audited() if "refund" in action]
    assert done == [
        ("selfservice.refund_stuck", None), ("selfservice.refunds_read", None),
        ("selfservice.refund_asked_again", None), ("selfservice.refund_stuck", None),
        ("selfservice.refund_closed", "paid_otherwise"),
    ]  # fmt: skip


async def test_a_refund_asked_for_again_is_made(world: World) -> None:
    gateway, order = await stuck_refund(world, GatewayRefused("no_payment"))
    gateway.says = None
    async with world.db.transaction() as tx:
        (one,) = await selfservice.refunds(tx, CLERK)
        await selfservice.ask_again(tx, CLERK, one.refund.id)
    await world.work()
    assert (await world.mei.get(f"/orders/{order}"))["refunds"][0]["state"] == "done"


async def test_many_unsigned_notices_fill_no_audit_trail(world: World) -> None:
    app = FastAPI()
    problems.install(app)
    app.include_router(router(replace(world.counter, rate_limits=True)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        said = [(await http.post("/payments/notices", content=b"{}")).status_code for _ in range(30)]
    assert set(said) == {401, 429}
    noted = [action for action, _ in await world.audited() if action == "selfservice.notice_refused"]
    assert len(noted) == said.count(401) < 15
