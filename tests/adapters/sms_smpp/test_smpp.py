"""SMPP 3.4 against a simulated centre over a real socket."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from tandem.adapters.sms_smpp import SmppGateway, pdu, rows
from tandem.adapters.sms_smpp.models import smpp_errand_table, smpp_line_table
from tandem.adapters.sms_smpp.session import Broken, Session
from tandem.adapters.sms_smpp.settings import read
from tandem.adapters.sms_smpp.texts import decoded, encoded, receipt
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, Outgoing, SendLater, SendRefused
from tandem.contexts.channels.sms.channel import SmsChannel
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.repository import accounts
from tandem.kit.db import Database
from tandem.kit.ids import new_id

from .center_sim import HEAD, Centre, send, serving

PHONE = "13900000000"


@dataclass
class World:
    centre: Centre
    db: Database
    gateway: SmppGateway
    channel: SmsChannel
    account: Account

    async def says(self, text: str = "您的账单已出。"):
        return await self.channel.send(self.account, Outgoing(new_id(), PHONE, "text", text))

    async def kept(self) -> list[tuple[str, ...]]:
        i = inbox_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(i.kind, i.sender, i.payload).order_by(i.id))
            return [(row.kind, row.sender, row.payload["text"] or row.payload["state"]) for row in rows.all()]


async def holding(gateway: SmppGateway, lines: int = 1) -> None:
    """Until the gateway holds so many lines."""
    async with asyncio.timeout(10):
        while await gateway.tend() < lines:  # noqa: ASYNC110 -- a line is taken by a task of its own
            await asyncio.sleep(0.01)


async def other_account(world: World, **more) -> Account:
    """One more account, at a centre of its own."""
    kept = world.gateway._accounts
    async with world.db.transaction() as tx:
        await accounts.add(
            tx, kept.vault, kind="sms", key="other", name="短信二", queue_key="general",
            settings={**world.account.settings, **more.get("settings", {})},
            secrets={"password": more.get("password", "geheim")},
        )  # fmt: skip
    found = await kept.by_key("sms", "other")
    assert found is not None
    return found


@pytest.fixture
async def world(database_url: str, monkeypatch) -> AsyncIterator[World]:
    monkeypatch.setattr("tandem.adapters.sms_smpp.line._RENEW_S", 0.05)
    monkeypatch.setattr("tandem.adapters.sms_smpp.line._LOOK_S", 0.01)
    db = Database(database_url, pool_size=4)
    kept = Accounts(db, Fernet(Fernet.generate_key()))
    gateway = SmppGateway(kept, db.clock)
    async with serving() as centre:
        told = {
            "gateway": "smpp", "signature": "禾穗", "host": "127.0.0.1", "port": centre.port, "system_id": "tandem",
            "source": "106900",
        }  # fmt: skip
        async with db.transaction() as tx:
            await accounts.add(
                tx, kept.vault, kind="sms", key="main", name="短信", queue_key="general", settings=told,
                secrets={"password": "geheim"},
            )  # fmt: skip
        account = await kept.by_key("sms", "main")
        assert account is not None
        await holding(gateway)
        yield World(centre, db, gateway, SmsChannel([gateway]), account)
        await gateway.close()
    await db.close()


async def test_one_line_for_many_messages_and_a_receipt_asked_for(world):
    assert [(await world.says()).external_id for _ in range(3)] == ["m1", "m2", "m3"]
    assert world.centre.binds == 1
    one = world.centre.submitted[0]
    assert (one.source, one.to, one.receipt, one.coding) == ("106900", "8613900000000", 1, 8)
    assert one.text() == "【禾穗】您的账单已出。"


async def test_a_long_text_goes_in_joined_segments(world):
    text = "贷款" * 60 + "😀" * 10
    sent = await world.says(text)
    parts = world.centre.submitted
    assert sent.external_id == f"m{len(parts)}"
    assert "".join(one.text() for one in parts) == f"【禾穗】{text}"
    assert [list(one.content[:3]) + list(one.content[4:6]) for one in parts] == [
        [5, 0, 3, len(parts), number] for number in range(1, len(parts) + 1)
    ]
    assert len({one.content[3] for one in parts}) == 1
    assert all(len(one.content) <= 140 for one in parts)


async def test_what_statuses_mean(world):
    for status, ends in [
        (0x58, SendLater("gateway_busy")),
        (0x14, SendLater("gateway_busy")),
        (0x0B, SendRefused("gateway_refused")),
        (0x08, SendLater("gateway_code")),
    ]:
        world.centre.statuses = [status]
        with pytest.raises(type(ends)) as caught:
            await world.says()
        assert caught.value.code == ends.code
    assert (await world.says()).external_id == "m1"


async def test_a_lost_line_is_opened_again(world):
    await world.says()
    world.centre.statuses = [None]
    with pytest.raises(SendLater, match="gateway_away"):
        await world.says()
    assert (await world.says()).external_id == "m2"
    assert world.centre.binds == 2


async def test_a_wrong_password_waits_for_a_person(world):
    wrong = await other_account(world, password="wrong")
    await holding(world.gateway, 2)
    with pytest.raises(SendLater, match="gateway_login"):
        await world.channel.send(wrong, Outgoing(new_id(), PHONE, "text", "您好"))
    assert [(one.key, one.ok) for one in await world.channel.check(wrong)][-2:] == [
        ("reached", True),
        ("login", False),
    ]
    away = replace(world.account, settings={**world.account.settings, "port": 1})
    assert [(one.key, one.ok) for one in await world.channel.check(away)][-1] == ("reached", False)
    await world.says()
    await _noted(world)
    assert all(one.ok for one in await world.channel.check(world.account))
    assert world.centre.binds == 1  # a centre that lets an account bind once would refuse a look of its own


async def _noted(world: World) -> None:
    async with asyncio.timeout(10):
        while True:
            async with world.db.transaction() as tx:
                if await rows.bound(tx, world.account.id):
                    return
            await asyncio.sleep(0.01)


async def test_a_centre_that_never_answers_delays_no_other(world):
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    await other_account(world, settings={"port": server.sockets[0].getsockname()[1]})
    await holding(world.gateway, 2)
    async with asyncio.timeout(4):  # a bind is given ten seconds
        assert (await world.says()).external_id == "m1"
        assert await world.centre.deliver("好".encode("utf-16-be")) == 0
    server.close()


async def test_one_worker_is_bound_and_the_others_send_through_it(world):
    other = SmppGateway(world.gateway._accounts, world.db.clock)
    assert await other.tend() == 0
    sent = await SmsChannel([other]).send(world.account, Outgoing(new_id(), PHONE, "text", "您好"))
    assert (sent.external_id, world.centre.binds) == ("m1", 1)
    world.centre.statuses = [0x0B, 0x58]
    for ends in (SendRefused, SendLater):
        with pytest.raises(ends):
            await SmsChannel([other]).send(world.account, Outgoing(new_id(), PHONE, "text", "您好"))
    async with world.db.transaction() as tx:
        assert (await tx.execute(select(smpp_errand_table))).all() == []
    # The first one dies: its lease ends.
    (kept,) = world.gateway._lines.values()
    kept.task.cancel()
    kept.line._session._lose("killed")
    async with world.db.transaction() as tx:
        await tx.execute(update(smpp_line_table).values(held_until=tx.now - timedelta(seconds=1)))
    await holding(other)
    assert (
        await SmsChannel([other]).send(world.account, Outgoing(new_id(), PHONE, "text", "您好"))
    ).external_id == "m2"
    assert world.centre.binds == 2
    await other.close()


async def test_what_nobody_can_hand_over_is_tried_later_and_not_left(world, monkeypatch):
    monkeypatch.setattr("tandem.adapters.sms_smpp.gateway._ERRAND_S", 0.3)
    await world.gateway.close()
    with pytest.raises(SendLater, match="gateway_away"):
        await world.says()
    async with world.db.transaction() as tx:
        assert (await tx.execute(select(smpp_errand_table))).all() == []


async def test_replies_and_receipts_are_acknowledged_after_they_are_kept(world):
    centre = world.centre
    await world.says()
    assert await centre.deliver("我的账单是多少".encode("utf-16-be")) == 0
    assert await centre.deliver(b"hello {", coding=0) == 0  # 0x7b is ä in GSM 03.38
    assert await centre.deliver(b"\x05\x00\x03\x07\x02\x01" + "长".encode("utf-16-be"), esm=0x40) == 0
    done = b"id:m1 sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:DELIVRD err:000 text:x"
    assert await centre.deliver(done, esm=4, coding=0) == 0
    assert await centre.deliver(done, esm=4, coding=0) == 0
    assert await centre.deliver(done.replace(b"DELIVRD", b"ENROUTE"), esm=4, coding=0) == 0
    assert await centre.deliver(b"menu", source=b"10086", coding=0) == 0
    assert await world.kept() == [
        ("message", PHONE, "我的账单是多少"), ("message", PHONE, "hello ä"), ("message", PHONE, "长"),
        ("receipt", "report:m1", "delivered"),
    ]  # fmt: skip


async def test_what_could_not_be_kept_is_not_acknowledged(world):
    await world.says()
    world.gateway._accounts = None  # whatever breaks below: the edge to the centre must not lose a reply
    assert await world.centre.deliver("好".encode("utf-16-be")) == 0x08


@pytest.mark.parametrize("junk", [b"\x00" * 16, HEAD.pack(1 << 30, 5, 0, 1), HEAD.pack(18, 5, 0, 1) + b"ab"])
async def test_junk_ends_the_line_and_nothing_else(world, junk):
    await world.says()
    (kept,) = world.gateway._lines.values()
    session = kept.line._session
    world.centre.lines[-1].write(junk)
    await session._tasks[0]
    assert session.closed
    await world.says()
    assert world.centre.binds == 2


async def test_the_line_is_enquired_and_a_foreign_command_is_refused(world):
    async def deliver(body: bytes) -> None: ...

    session = Session(read(world.account), deliver, enquire_s=0.001)
    await session.open()
    await world.centre.until(lambda: world.centre.enquired >= 2)
    send(world.centre.lines[-1], 0x00000103, 0, 5, b"")
    await world.says()
    await session.close()
    await session.close()
    with pytest.raises(Broken):
        await session.request(pdu.ENQUIRE_LINK)


async def test_settings_that_cannot_work_lose_nothing(world):
    for wrong in [
        {"host": ""},
        {"system_id": "键"},
        {"port": 0},
        {"window": 0},
        {"source": "a\r\nb"},
        {"system_id": "x" * 16},
    ]:
        account = replace(world.account, settings={**world.account.settings, **wrong})
        with pytest.raises(SendLater, match="account_unfit"):
            await world.channel.send(account, Outgoing(new_id(), PHONE, "text", "您好"))
        assert not (await world.channel.check(account))[-1].ok


def test_a_receipt_by_optional_parameters():
    tlvs = struct.pack(">HH", 0x1E, 4) + b"far\x00" + struct.pack(">HHB", 0x427, 1, 5)
    body = (
        b"\x00\x01\x01" + b"8613900000000\x00\x00\x00\x00" + bytes([4, 0, 0]) + b"\x00\x00" + bytes(5) + tlvs
    )
    told = pdu.read_delivered(body)
    assert told.is_receipt
    assert receipt(told) == ("far", False, "UNDELIV")


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300), st.integers(0, 255)
)
def test_what_is_sent_can_be_read(text, reference):
    found = []
    for content, coding, header in encoded(text, reference):
        assert len(content) <= (160 if coding == 0 else 140)
        found.append(decoded(pdu.Delivered("", 0x40 if header else 0, coding, content)))
    assert "".join(found) == text


@given(st.binary(max_size=120))
def test_any_body_is_read_or_refused(body):
    with suppress(pdu.Malformed):
        told = pdu.read_delivered(body)
        receipt(told)
        decoded(told)


async def until(true) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 -- what the line's own tasks do is not told
            await asyncio.sleep(0.01)


async def test_whose_lease_ended_unbinds_also_without_the_database(world, monkeypatch):
    async def away(*_: object) -> bool:
        raise ConnectionError("away")

    (kept,) = world.gateway._lines.values()
    await world.says()
    session = kept.line._session
    monkeypatch.setattr(rows, "hold", away)
    await world.says()  # until the lease ends
    kept.line._held_until = 0.0
    await until(lambda: session.closed)
    with pytest.raises(
        SendLater, match="gateway_away"
    ):  # nor is it bound again for a message that was under way
        await kept.line.submit(new_id(), PHONE, "您好")
    assert world.centre.binds == 1


async def test_a_slow_centre_does_not_keep_the_lease_from_being_renewed(world, monkeypatch):
    renewed = []
    (kept,) = world.gateway._lines.values()
    hold, asked = rows.hold, asyncio.Event()

    async def counting(*args: object) -> bool:
        if asked.is_set():
            renewed.append(args)
        return await hold(*args)

    async def never() -> None:
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(rows, "hold", counting)
    monkeypatch.setattr(kept.line, "_errands", never)
    await until(lambda: len(renewed) >= 2)


async def test_an_answer_of_the_last_moment_is_no_reason_to_send_again(world, monkeypatch):
    monkeypatch.setattr("tandem.adapters.sms_smpp.gateway._ERRAND_S", 0.1)
    await world.gateway.close()
    ask = rows.ask

    async def answered(tx, id_, *rest):
        await ask(tx, id_, *rest)
        await rows.settle(tx, id_, "sent", "m7")

    async def too_early(tx, id_):
        return None

    monkeypatch.setattr(rows, "ask", answered)
    monkeypatch.setattr(rows, "answer", too_early)
    assert (await world.says()).external_id == "m7"
