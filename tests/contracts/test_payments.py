"""What every PaymentGateway must do; run over the adapters there are."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tandem.adapters.payments_local import LocalGateway
from tandem.adapters.payments_local.signing import HEADER, SKEW, sign
from tandem.contexts.selfservice.ports import BadNotice, Charge, GatewayRefused, Receipt, Refund
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[LocalGateway]:
    db = Database(database_url, pool_size=2, clock=FixedClock(NOW))
    yield LocalGateway(db, b"a secret for tests")
    await db.close()


def charge(number: str, fen: int = 1_000) -> Charge:
    return Charge(number, fen, "还款", "/back", NOW + timedelta(minutes=30))


async def paid(gateway: LocalGateway, number: str, fen: int = 1_000) -> Receipt:
    await gateway.pay((await gateway.create(charge(number, fen))).removeprefix("/pay/"))
    receipt = await gateway.query(number)
    assert receipt is not None
    return receipt


async def test_charges(gateway: LocalGateway) -> None:
    page = await gateway.create(charge("1"))
    assert await gateway.create(charge("1")) == page
    assert await gateway.create(charge("2")) != page
    assert await gateway.query("1") == Receipt("1", "open", None, 0)
    assert await gateway.query("nobody's") is None
    done = await paid(gateway, "1")
    assert (done.state, done.paid_fen) == ("paid", 1_000)
    assert await gateway.close("1") == done  # what is paid stays paid
    assert (await gateway.close("2")).state == "closed"
    assert (await gateway.close("nobody's")).state == "closed"
    assert not await gateway.pay((await gateway.create(charge("2"))).removeprefix("/pay/"))


async def test_refunds(gateway: LocalGateway) -> None:
    payment = (await paid(gateway, "1")).payment_no or ""
    number = await gateway.refund(Refund("k1", "1", payment, 400))
    assert await gateway.refund(Refund("k1", "1", payment, 400)) == number
    assert await gateway.refund(Refund("k2", "1", payment, 600)) != number
    for refund, code in (
        (Refund("k3", "1", payment, 1), "too_much"),
        (Refund("k4", "1", "P0", 1), "no_payment"),
    ):
        with pytest.raises(GatewayRefused) as refused:
            await gateway.refund(refund)
        assert refused.value.code == code


async def test_notices(gateway: LocalGateway) -> None:
    heard: list[tuple[bytes, dict[str, str]]] = []

    async def hear(body: bytes, headers: object) -> None:
        heard.append((body, dict(headers)))  # type: ignore[call-overload]

    gateway.deliver = hear
    receipt = await paid(gateway, "1")
    body, headers = heard[0]
    assert gateway.read_notice(body, headers, NOW) == receipt
    bad = [
        (body, {}, NOW), (body + b" ", headers, NOW), (body, {HEADER: "t=1,v1=00"}, NOW), (body, {HEADER: "é"}, NOW),
        (body, headers, NOW + SKEW + timedelta(seconds=1)), (body, sign(b"another key", body, NOW), NOW),
        (b"[]", sign(gateway._key, b"[]", NOW), NOW), (b"\xff", sign(gateway._key, b"\xff", NOW), NOW),
    ]  # fmt: skip
    for content, told, now in bad:
        with pytest.raises(BadNotice):
            gateway.read_notice(content, told, now)
