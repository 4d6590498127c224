"""Calling addresses that others chose: nothing inside is reached, nothing hangs, nothing floods."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.far_end import FarEnd, answer, far_end

from tandem.kit.outbound import (
    ANSWER_BYTES,
    Internal,
    Outbound,
    OutboundFailed,
    UrlRefused,
    checked_url,
    refusal,
)

LOOPBACK = Internal.parse(["127.0.0.0/8"])
NOTHING = Internal()


@pytest.fixture
async def far() -> AsyncIterator[FarEnd]:
    async with far_end() as made:
        yield made


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "::127.0.0.1", "64:ff9b::7f00:1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "ff02::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_inside_are_closed(address: str) -> None:
    assert refusal("crm.example.com", address, NOTHING) == "address_internal"


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2400:3200::1", "2606:4700::1111"])
def test_public_addresses_are_open(address: str) -> None:
    assert refusal("crm.example.com", address, NOTHING) is None


@given(st.ip_addresses(v=4))
def test_no_private_address_hides_in_a_mapped_one(address: object) -> None:
    assert refusal("a.example", f"::ffff:{address}", NOTHING) == refusal("a.example", str(address), NOTHING)


@given(st.ip_addresses())
def test_whatever_python_knows_to_be_private_is_closed(address: object) -> None:
    if not address.is_global:  # type: ignore[attr-defined]
        assert refusal("a.example", str(address), NOTHING) == "address_internal"


def test_exceptions_are_named() -> None:
    internal = Internal.parse(["crm.corp.example", "10.20.0.0/16"])
    assert refusal("CRM.corp.example.", "192.168.3.4", internal) is None
    assert refusal("crm.corp.example", "127.0.0.1", internal) is None
    assert refusal("crm.corp.example", "169.254.169.254", internal) == "address_internal"
    assert refusal("crm.corp.example", "::ffff:169.254.169.254", internal) == "address_internal"
    assert refusal("other.example", "192.168.3.4", internal) == "address_internal"
    assert refusal("other.example", "10.20.30.40", internal) is None
    assert refusal("metadata.example", "169.254.169.254", Internal.parse(["169.254.169.254"])) is None
    with pytest.raises(ValueError, match="no host"):
        Internal.parse(["https://crm.example"])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://crm.example.com/x", "url_scheme"),
        ("ftp://crm.example.com/x", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("//crm.example.com", "url_unreadable"),
        ("https://", "url_scheme"),
        ("", "url_unreadable"),
        ("https://a.example/\r\nhost: b", "url_unreadable"),
        ("https://a.example/a b", "url_unreadable"),
        ("https://" + "a" * 3000, "url_unreadable"),
        ("https://me:secret@crm.example.com/", "url_credentials"),
        ("https://crm.example.com/#top", "url_fragment"),
        ("https://crm.example.com:22/", "url_port"),
        ("https://127.0.0.1/", "address_internal"),
        ("https://[::1]/", "address_internal"),
        ("https://[::ffff:10.0.0.1]/", "address_internal"),
        ("https://localhost/", "address_internal"),
    ],
)
def test_urls_that_are_refused(url: str, code: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        checked_url(url, NOTHING)
    assert refused.value.code == code


def test_urls_that_are_taken() -> None:
    for url in (
        "https://crm.example.com/hooks?a=1",
        "https://crm.example.com:8443/",
        "https://贷款.example/",
    ):
        assert checked_url(url, NOTHING)
    assert checked_url("http://127.0.0.1:8080/", LOOPBACK)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "localhost.", "0"])
async def test_other_spellings_of_this_machine_are_seen_when_they_are_called(host: str) -> None:
    """The system's resolver reads them all; what counts is where they lead."""
    with pytest.raises(OutboundFailed) as failed:
        await Outbound(NOTHING, timeout_s=5).post(f"https://{host}/", {}, b"")
    assert failed.value.code in ("address_internal", "name_unknown")


async def test_a_post_arrives_and_its_answer_comes_back(far: FarEnd) -> None:
    far.answers = [answer(202, b"thanks", retry_after="7")]
    got = await Outbound(LOOPBACK).post(far.url, {"content-type": "application/json"}, b'{"a":1}')
    assert (got.status, got.body, got.whole, got.retry_after) == (202, b"thanks", True, 7)
    (heard,) = far.heard
    assert heard.line == "POST /hooks?from=tandem HTTP/1.1"
    assert heard.body == b'{"a":1}'
    assert heard.headers["host"] == f"127.0.0.1:{far.port}"


async def test_a_name_that_leads_inside_is_not_called(far: FarEnd) -> None:
    async def inside(_host: str, _port: int) -> Sequence[str]:
        return ["93.184.215.14", "127.0.0.1"]

    with pytest.raises(OutboundFailed) as failed:
        await Outbound(NOTHING, resolver=inside).post(f"https://crm.example.com:{far.port}/", {}, b"")
    assert failed.value.code == "address_internal"
    assert far.heard == []


async def test_the_connection_goes_to_the_address_that_was_checked(far: FarEnd) -> None:
    """A name that changes between check and connection (DNS rebinding) has nothing to change: it is asked once."""
    asked = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    named = Internal.parse(["hooks.corp.example"])
    got = await Outbound(named, resolver=rebinding).post(f"http://hooks.corp.example:{far.port}/x", {}, b"")
    assert got.status == 204
    assert asked == ["hooks.corp.example"]
    assert far.heard[0].headers["host"] == f"hooks.corp.example:{far.port}"


async def test_a_redirect_is_an_answer(far: FarEnd) -> None:
    far.answers = [answer(302, location=f"http://127.0.0.1:{far.port}/elsewhere")]
    got = await Outbound(LOOPBACK).post(far.url, {}, b"")
    assert got.status == 302
    assert len(far.heard) == 1


async def test_a_huge_answer_is_read_to_its_bound(far: FarEnd) -> None:
    written = 0

    async def flood(writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        while written < 200_000_000:
            writer.write(b"x" * 65536)
            await writer.drain()
            written += 65536

    far.answers = [flood]
    got = await Outbound(LOOPBACK, timeout_s=10).post(far.url, {}, b"")
    assert (got.body, got.whole) == (b"x" * ANSWER_BYTES, False)
    assert written < 100_000_000


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n"])
async def test_who_hangs_is_left(far: FarEnd, head: bytes) -> None:
    """Before an answer, and in the middle of one."""
    left = asyncio.Event()

    async def hang(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await writer.drain()
        await left.wait()

    far.answers = [hang]
    with pytest.raises(OutboundFailed) as failed:
        await Outbound(LOOPBACK, timeout_s=0.2).post(far.url, {}, b"")
    left.set()
    assert failed.value.code == "timeout"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "broken"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "broken"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: " + b"b" * 200_000 + b"\r\n\r\n", "broken"),
    ],
    ids=["nothing", "another protocol", "endless headers"],
)
async def test_what_is_no_answer(far: FarEnd, raw: bytes, code: str) -> None:
    far.answers = [raw]
    with pytest.raises(OutboundFailed) as failed:
        await Outbound(LOOPBACK).post(far.url, {}, b"")
    assert failed.value.code == code


async def test_nobody_there() -> None:
    with pytest.raises(OutboundFailed) as failed:
        await Outbound(LOOPBACK).post("http://127.0.0.1:1024/", {}, b"")
    assert failed.value.code == "connect"


async def test_no_tls_there() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"this is no TLS\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(OutboundFailed) as failed:
            await Outbound(LOOPBACK, timeout_s=5).post(f"https://127.0.0.1:{port}/", {}, b"")
    assert failed.value.code == "tls"
