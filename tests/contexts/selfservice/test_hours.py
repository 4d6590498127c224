"""Money is taken only for what the ledger does at this hour."""

from datetime import timedelta

from .conftest import World


async def test_nobody_pays_for_a_settlement_that_the_ledger_would_not_take(world: World) -> None:
    """It is said before anybody pays, with the hours; a bill can be paid meanwhile."""
    shown = (await world.mei.get("/overview"))["hours"]
    assert shown == {
        "settle": {"open": True, "changes_at": "2026-11-23T14:00:00Z", "text": "每天 08:00–22:00"}
    }
    world.clock.advance(timedelta(hours=12, minutes=1))  # 22:01
    assert (await world.mei.get("/overview"))["hours"]["settle"]["open"] is False
    quote = await world.mei.get("/quote", loan="A1", on="2026-11-23")
    refused = await world.mei.order(quote["to_pay_fen"], "settle", loan="A1")
    assert (refused.status_code, refused.json()["code"]) == (409, "loan_closed")
    assert (await world.mei.order(10_000, loan="A1")).status_code == 200
    assert ("selfservice.order_refused", "loan_closed") in [
        (action, data.get("code")) for action, data in await world.audited()
    ]


async def test_a_cashier_page_closes_before_the_ledger_does(world: World) -> None:
    """What was paid at the last moment is booked still."""
    world.clock.advance(timedelta(hours=11, minutes=50))  # 21:50
    quote = await world.mei.get("/quote", loan="A1", on="2026-11-23")
    order, page = await world.mei.at_the_cashier(quote["to_pay_fen"], "settle", loan="A1")
    assert (await world.mei.get(f"/orders/{order}"))["expires_at"] == "2026-11-23T13:58:00Z"
    world.clock.advance(timedelta(minutes=7, seconds=50))
    assert await world.gateway.pay(page)
    await world.later(minutes=1)
    assert (await world.mei.get(f"/orders/{order}"))["state"] == "done"
