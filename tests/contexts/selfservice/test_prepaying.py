"""Repaying part of the principal ahead on the pages: quoted by the ledger, paid once, booked whole or given back."""

from typing import Any

import httpx
import pytest

from tandem.contexts.loans.api import CoreTimedOut
from tandem.kit.ids import new_id

from .conftest import World

FEN = 200_000
"""Of A1, which has 1,000,000 of principal left on 2026-11-23."""


def deed(**params: object) -> dict[str, object]:
    return {"client_id": new_id().hex, "deed": "prepay", "loan": "A1", "card": "c1", **params}


async def quoted(world: World, fen: int = FEN) -> dict[str, Any]:
    found: dict[str, Any] = await world.mei.get("/prepayment-quote", loan="A1", fen=str(fen))
    return found


async def plan(world: World) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = (await world.mei.get("/loan", loan="A1"))["schedule"]
    return [one for one in lines if one["state"] != "paid"]


async def ordered(world: World, fen: int, principal: int | None, **more: Any) -> httpx.Response:
    body = {"loan": "A1", **more} | ({} if principal is None else {"principal_fen": principal})
    return await world.mei.order(fen, "prepay", **body)


async def test_a_quote_and_what_comes_of_it(world: World) -> None:
    before = await plan(world)
    quote = await quoted(world)
    assert quote["total_fen"] == quote["principal_fen"] + quote["interest_fen"] + quote["fee_fen"]
    assert (len(quote["plan"]), quote["next_before_fen"]) == (len(before), before[0]["left_fen"])
    assert quote["plan"][0]["left_fen"] < before[0]["left_fen"]
    assert await plan(world) == before  # asking changes nothing
    body = deed(fen=FEN, total_fen=quote["total_fen"])
    done = (await world.mei.call("POST", "/acts", body)).json()
    assert done["state"] == "done"
    assert done["number"]
    assert await plan(world) == quote["plan"]
    assert (await world.mei.call("POST", "/acts", body)).json() == done  # a double click
    other = await world.mei.call("POST", "/acts", {**body, "fen": FEN + 100, "total_fen": FEN + 100})
    assert (other.status_code, other.json()["code"]) == (409, "loan_key_reused")
    assert await plan(world) == quote["plan"]
    assert (await world.mei.get("/payments"))["payments"][0]["fen"] == quote["total_fen"]


async def test_by_the_cashier(world: World) -> None:
    quote = await quoted(world)
    order = (await ordered(world, quote["total_fen"], FEN)).json()
    await world.gateway.pay(order["cashier_url"].removeprefix("/pay/"), notices=2)
    await world.work()
    shown = await world.mei.get(f"/orders/{order['id']}")
    assert (shown["state"], shown["purpose"], shown["refunds"]) == ("done", "prepay", [])
    assert shown["number"]
    assert await plan(world) == quote["plan"]


async def test_too_little_goes_back_whole_and_too_much_in_part(world: World) -> None:
    before = await plan(world)
    first = (await ordered(world, FEN, FEN)).json()
    await world.gateway.pay(first["cashier_url"].removeprefix("/pay/"), fen=FEN - 1)
    await world.work()
    shown = await world.mei.get(f"/orders/{first['id']}")
    assert (shown["state"], [one["fen"] for one in shown["refunds"]]) == ("returned", [FEN - 1])
    assert await plan(world) == before
    second = (await ordered(world, FEN, FEN)).json()
    await world.gateway.pay(second["cashier_url"].removeprefix("/pay/"), fen=FEN + 500)
    await world.work()
    shown = await world.mei.get(f"/orders/{second['id']}")
    assert (shown["state"], [one["fen"] for one in shown["refunds"]]) == ("done", [500])


@pytest.mark.parametrize(
    ("fen", "code"),
    [
        (0, "loan_bad_amount"), (-FEN, "loan_bad_amount"), (49_999, "loan_too_little"),
        (1_000_000, "loan_too_much"), (10**13, "loan_too_much"),
    ],
)  # fmt: skip
async def test_amounts_that_cannot_be_meant(world: World, fen: int, code: str) -> None:
    answer = await world.mei.call("GET", "/prepayment-quote", loan="A1", fen=str(fen))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["title"]
    placed = await ordered(world, fen, fen)
    assert (placed.status_code, placed.json()["code"]) == (409, code)
    audited = [data for action, data in await world.audited() if action == "loans.question_refused"]
    wanted = 0 if code == "loan_too_little" else 2
    assert audited == [{"question": "prepayment_quote", "code": code.removeprefix("loan_")}] * wanted


async def test_what_cannot_be_ordered(world: World) -> None:
    for fen, principal in ((FEN - 1, FEN), (FEN + 1, FEN)):  # not what was quoted
        answer = await ordered(world, fen, principal)
        assert (answer.status_code, answer.json()["code"]) == (409, "loan_changed")
        assert answer.json()["most_fen"] == FEN
    assert (await ordered(world, FEN, None)).status_code == 422
    assert (await world.mei.order(1_000, principal_fen=1_000)).status_code == 422
    for loan in ("C1", "A0"):  # somebody else's, settled
        answer = await ordered(world, FEN, FEN, loan=loan)
        assert (answer.status_code, answer.json()["code"]) == (404, "loan_not_found")
    body = {"client_id": new_id().hex, "purpose": "prepay", "loan": "A1", "fen": FEN, "principal_fen": FEN}
    assert (await world.mei.call("POST", "/orders", body)).status_code == 200
    other = await world.mei.call("POST", "/orders", {**body, "fen": FEN + 100, "principal_fen": FEN + 100})
    assert (other.status_code, other.json()["code"]) == (409, "client_id_reused")


async def test_levels(world: World) -> None:
    world.mei.stands("public", None)
    answer = await world.mei.call("GET", "/prepayment-quote", loan="A1", fen=str(FEN))
    assert (answer.status_code, answer.json()["level"]) == (403, "bound")
    world.mei.stands("bound")
    assert (await quoted(world))["total_fen"] == FEN
    for path, body in (
        ("/acts", deed(fen=FEN, total_fen=FEN)),
        ("/orders", {"client_id": new_id().hex, "purpose": "prepay", "loan": "A1", "fen": FEN, "principal_fen": FEN}),
    ):  # fmt: skip
        answer = await world.mei.call("POST", path, body)
        assert (answer.status_code, answer.json()["level"]) == (403, "fresh")


async def test_a_core_that_times_out_is_never_reported_as_done(world: World) -> None:
    quote = await quoted(world)
    world.book.after = CoreTimedOut()
    body = deed(fen=FEN, total_fen=FEN)
    assert (await world.mei.call("POST", "/acts", body)).json()["state"] == "pending"
    assert (await world.mei.call("POST", "/acts", body)).json()["state"] == "pending"
    world.book.after = None
    assert (await world.mei.call("POST", "/acts", body)).json()["state"] == "done"
    assert await plan(world) == quote["plan"]  # once


async def test_one_paid_when_another_was_quicker_goes_back(world: World) -> None:
    order = (await ordered(world, FEN, FEN)).json()
    assert (await world.mei.call("POST", "/acts", deed(fen=FEN, total_fen=FEN))).json()["state"] == "done"
    await world.gateway.pay(order["cashier_url"].removeprefix("/pay/"))
    await world.work()
    shown = await world.mei.get(f"/orders/{order['id']}")
    assert (shown["state"], [one["fen"] for one in shown["refunds"]]) == ("returned", [FEN])
    assert "本月" in shown["reason"]
