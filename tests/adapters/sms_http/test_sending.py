"""Handing messages to a gateway over real HTTP, and what its answers mean."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.sms_http import HttpGateway
from tandem.adapters.sms_http.outcomes import outcome
from tandem.adapters.sms_http.settings import Codes
from tandem.contexts.channels.ports import Account, Outgoing, SendLater, SendRefused, Sent, Template
from tandem.contexts.channels.sms.channel import SmsChannel
from tandem.kit.clock import FixedClock
from tandem.kit.ids import new_id

from .gateway_sim import KEY_ID, SECRET, SimulatedGateway, serving

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PHONE = "13900000000"


@dataclass
class World:
    sim: SimulatedGateway
    channel: SmsChannel
    account: Account

    def told(self, **settings) -> Account:
        return replace(self.account, settings={**self.account.settings, **settings})


@pytest.fixture
async def world() -> AsyncIterator[World]:
    gateway = HttpGateway(FixedClock(NOW))
    async with serving(SimulatedGateway()) as sim:
        settings = {"gateway": "http", "signature": "禾穗消费金融", "url": sim.url, "key_id": KEY_ID}
        account = Account(new_id(), "sms", "main", "短信", "general", settings, {"secret": SECRET})
        yield World(sim, SmsChannel([gateway]), account)
        await gateway.close()


def outgoing(text: str = "您的账单已出。", recipient: str = PHONE, **more) -> Outgoing:
    return Outgoing(new_id(), recipient, "text", text, **more)


async def test_signed_with_signature_and_counted(world):
    message = outgoing("贷" * 70, "+86 139 0000 0000", template=Template("bill", "SMS_1", {"sum": "1200"}))
    sent = await world.channel.send(world.account, message)
    assert sent == Sent(f"far-{message.id}")
    (told,) = world.sim.taken.values()
    assert told == {
        "id": str(message.id), "to": PHONE, "text": "【禾穗消费金融】" + "贷" * 70, "encoding": "ucs2", "segments": 2,
        "template": {"id": "SMS_1", "values": {"sum": "1200"}},
    }  # fmt: skip


@pytest.mark.parametrize(
    "recipient", ["10086", "", "+85291234567", "13900000000\r\nX-Evil: 1", "1390000000a"]
)
async def test_no_mobile_number_is_refused_before_anything_is_sent(world, recipient):
    with pytest.raises(SendRefused, match="no_mobile_number"):
        await world.channel.send(world.account, outgoing(recipient=recipient))
    assert world.sim.requests == []


async def test_no_head_can_be_slipped_in(world):
    for key_id in ["tandem\r\nX-Evil: 1", "键", ""]:
        with pytest.raises(SendLater, match="account_unfit"):
            await world.channel.send(world.told(key_id=key_id), outgoing())
    assert world.sim.requests == []


async def test_a_text_with_line_breaks_is_data(world):
    await world.channel.send(world.account, outgoing("第一行\r\nX-Evil: 1"))
    assert "x-evil" not in world.sim.requests[0]
    assert next(iter(world.sim.taken.values()))["text"].endswith("第一行\r\nX-Evil: 1")


async def test_a_wrong_secret_waits_for_a_person(world):
    account = replace(world.account, secrets={"secret": "another secret, long"})
    with pytest.raises(SendLater, match="gateway_login"):
        await world.channel.send(account, outgoing())
    assert [(one.key, one.ok) for one in await world.channel.check(account)][-1] == ("login", False)


async def test_answers_too_long_redirects_and_nobody_there(world):
    world.sim.answers = [
        (200, b'{"id":"a"' + b" " * 100_000 + b"}", {}),
        (302, b"", {"location": "http://127.0.0.1:1/"}),
        (429, b"", {"retry-after": "90"}),
    ]
    for code in ("gateway_answer", "gateway_away", "gateway_busy"):
        with pytest.raises(SendLater, match=code) as caught:
            await world.channel.send(world.account, outgoing())
    assert caught.value.after == timedelta(seconds=90)
    with pytest.raises(SendLater, match="gateway_away"):
        await world.channel.send(world.told(url="http://127.0.0.1:1/send"), outgoing())
    found = await world.channel.check(world.told(url="http://127.0.0.1:1/send"))
    assert [(one.key, one.ok) for one in found] == [
        ("signature", True),
        ("settings", True),
        ("reached", False),
    ]


async def test_settings_that_cannot_work_lose_nothing(world):
    for wrong in [{"url": "ftp://x"}, {"url": "http://"}, {"url": "http://[x"}, {"signature": ""}]:
        with pytest.raises(SendLater):
            await world.channel.send(world.told(**wrong), outgoing())
        assert not (await world.channel.check(world.told(**wrong)))[-1].ok, wrong


CODES = Codes(frozenset({"0", "ok"}), frozenset({"e1"}), frozenset({"mk:0012"}), frozenset({"flow"}))


@pytest.mark.parametrize(
    ("status", "body", "ends"),
    [
        (200, b'{"code":0,"id":7}', Sent("7")),
        (201, b'{"id":"a"}', Sent("a")),
        (200, b'{"code":"OK","id":"a"}', Sent("a")),
        (200, b'{"code":"E1"}', SendRefused("gateway_refused")),
        (400, b'{"code":"FLOW"}', SendLater("gateway_busy")),
        (200, b'{"code":"MK:0012"}', SendRefused("recipient_refused")),
        (422, b"", SendRefused("gateway_refused")),
        (200, b'{"code":"E9","id":"a"}', SendLater("gateway_code")),
        (200, b"<html>", SendLater("gateway_answer")),
        (200, b"[1]", SendLater("gateway_answer")),
        (200, b'{"id":"a\\nb"}', SendLater("gateway_answer")),
        (200, b'{"id":true}', SendLater("gateway_answer")),
        (503, b'{"code":"0","id":"a"}', SendLater("gateway_away")),
        (401, b"", SendLater("gateway_login")),
    ],
)
def test_what_answers_mean(status, body, ends):
    if isinstance(ends, Sent):
        assert outcome(status, body, CODES) == ends
        return
    with pytest.raises(type(ends)) as caught:
        outcome(status, body, CODES)
    assert caught.value.code == ends.code


@given(st.integers(100, 599), st.binary(max_size=200), st.none() | st.text(max_size=8))
def test_every_answer_ends_in_one_of_three_ways(status, body, retry_after):
    with suppress(SendRefused, SendLater):
        assert isinstance(outcome(status, body, CODES, retry_after), Sent)
