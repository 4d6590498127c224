"""Copies hold what the pages know of a person; erasures wait for money, and leave only what the law keeps."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.contexts.selfservice import api as selfservice
from tandem.contexts.selfservice.models import self_certificate_table, self_request_table
from tandem.contexts.verification import repository as proofs
from tandem.contexts.verification.api import Proof
from tandem.kit.errors import Conflict
from tandem.kit.ids import new_id
from tandem.kit.objects import ObjectMissing
from tandem.wiring.privacy import parts_of_a_person

from .conftest import World

SYSTEM = Actor.system("test")
WORDS = "多收了罚息，我的电话是13900001234"


async def used_the_pages(world: World) -> str:
    """She repaid, asked for something, got a certificate, proved who she is and was blocked; the certificate's code."""
    _, page = await world.mei.at_the_cashier(10_000)
    await world.gateway.pay(page)
    await world.work()
    body = {"client_id": new_id().hex, "kind": "credit_objection", "text": WORDS}
    await world.mei.call("POST", "/requests", body)
    made = (await world.mei.call("POST", "/certificates", {"loan": "A0"})).json()["certificate"]
    async with world.db.transaction() as tx:
        me = world.mei.visitor.customer_id
        await proofs.add_proof(tx, Proof(new_id(), me, "s-mei", "code", "B1", tx.now, None), None)
        await customers.block(tx, me, SYSTEM, reason="abuse", days=1)
    return str(made["code"])


def privacy(world: World) -> tuple[customers.Privacy, list[customers.PersonalPart]]:
    """Without the core: her loan is not settled."""
    parts = parts_of_a_person(world.db, None, world.counter.zone)
    return customers.Privacy(world.db, world.counter.objects, parts), parts


async def ask(world: World, kind: str) -> customers.PrivacyRequest:
    kept, parts = privacy(world)
    async with world.db.transaction() as tx:
        who = world.mei.visitor.customer_id
        asked = await customers.request_privacy(tx, who, kind, SYSTEM, reason="本人来信申请", parts=parts)
    await kept.carry_out({"request": str(asked.id)})
    async with world.db.transaction() as tx:
        return await customers.privacy_request(tx, asked.id)


async def test_a_copy_holds_what_the_pages_know(world: World) -> None:
    code = await used_the_pages(world)
    made = await ask(world, "export")
    async with world.db.transaction() as tx:
        document = await privacy(world)[0].read_copy(tx, made)
    told: dict[str, Any] = document["sections"]
    mine = {one["record"]: one for one in told["self_service"]}
    assert mine["order"]["paid_fen"] == 10_000
    assert mine["request"]["text"] == WORDS
    assert mine["certificate"]["code"] == code.replace("-", "")
    assert [one["method"] for one in told["verification"]] == ["code"]
    assert [one["reason"] for one in told["blocks"]] == ["abuse"]
    page = customers.as_page(document, "zh-CN", ZoneInfo("Asia/Shanghai"))
    for title in ("自助服务", "身份核验记录", "禁言记录", "标签与分群"):
        assert f"<h2>{title}</h2>" in page


@pytest.mark.parametrize("state", ["open", "paid", "asked", "stuck"])
async def test_money_on_its_way_stops_an_erasure(world: World, state: str) -> None:
    _, page = await world.mei.at_the_cashier(10_000)
    if state != "open":
        await world.gateway.pay(page)
    if state in ("asked", "stuck"):
        await world.work()
        async with world.db.transaction() as tx:
            add = text(
                "INSERT INTO self_refund (id, order_id, payment_no, fen, reason, state, created_at) "
                "SELECT gen_random_uuid(), id, payment_no, 5, 'too_much', :state, now() FROM self_order"
            )
            await tx.execute(add, {"state": state})
    with pytest.raises(Conflict, match="open_orders"):
        await ask(world, "erase")


async def test_nothing_is_kept_that_she_wrote(world: World) -> None:
    code = await used_the_pages(world)
    async with world.db.transaction() as tx:
        (key,) = (await tx.execute(select(self_certificate_table.c.object_key))).scalars()
    assert (await ask(world, "erase")).state == "done"
    for _ in range(2):
        await world.hear()
        async with world.db.transaction() as tx:
            assert (await tx.execute(select(self_request_table.c.text))).scalar_one() == ""
            issued = (await tx.execute(select(self_certificate_table))).one()
        assert (issued.holder, issued.object_key) == ("", "")
    with pytest.raises(ObjectMissing):
        await world.counter.objects.open(key)
    told = (await world.http.get(f"/api/v1/certificates/{code}")).json()
    assert (told["holder"], told["amount_fen"]) == ("", 480_000)  # the paper in her hand is still true
    async with world.db.transaction() as tx:
        assert [one.paid_fen for one in await selfservice.orders_of(tx, "B1", 9)] == [10_000]
