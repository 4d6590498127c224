"""What goes out: over real HTTP to the simulated platform, with its rules and errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tandem.adapters.wechat.codes import PlatformError, refuse
from tandem.adapters.wechat.models import wechat_token_table
from tandem.contexts.channels.ports import (
    ForeignFile,
    Option,
    Outgoing,
    OutgoingFile,
    SendLater,
    SendRefused,
    Template,
    WindowClosed,
)
from tandem.demo.wechat_simulator.platform import Media
from tandem.kit.ids import new_id

from .world import TEMPLATE, World

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
AMR = b"#!AMR\n" + b"voice"


@pytest.fixture
def who(wechat: World):
    follower, _ = wechat.platform.follow("小林", "a")
    wechat.platform.acted(follower, "message")
    return follower


def _file(content: bytes, name: str, kind: str, size: int | None = None) -> OutgoingFile:
    async def read() -> bytes:
        return content

    return OutgoingFile(name, kind, size or len(content), read, new_id())


async def _send(made: World, who, text: str = "您好", kind: str = "text", **more):
    return await made.channel.send(made.account, Outgoing(new_id(), who.openid, kind, text, **more))


async def test_choices_are_a_menu_and_the_answer_is_the_label(wechat, who):
    await _send(
        wechat, who, "请选择", "choice", options=(Option("bill", "查账单"), Option("human", "转人工"))
    )
    (line,) = who.shown
    assert line.body["head_content"] == "请选择"
    assert line.body["list"] == [{"id": "bill", "content": "查账单"}, {"id": "human", "content": "转人工"}]


@pytest.mark.parametrize(
    ("kind", "content", "name", "content_type", "shown"),
    [
        ("image", PNG, "图.png", "image/png", "image"),
        ("image", b"RIFF", "图.webp", "image/webp", "news"),
        ("voice", AMR, "语音.amr", "audio/amr", "voice"),
        ("voice", b"OggS", "语音.ogg", "audio/ogg", "news"),
        ("file", b"%PDF-", "结清证明.pdf", "application/pdf", "news"),
    ],
    ids=["png", "webp", "amr", "ogg", "pdf"],
)
async def test_files_go_as_they_can(wechat, who, kind, content, name, content_type, shown):
    await _send(wechat, who, "", kind, file=_file(content, name, content_type))
    (line,) = who.shown
    assert line.kind == shown
    if shown == "news":
        (article,) = line.body["articles"]
        assert article["title"] == name
        assert article["url"] == f"https://lender.example/files/{name}"
    else:
        assert wechat.platform.media[line.body["media_id"]].content == content


async def test_a_picture_that_is_too_large_goes_as_a_link(wechat, who):
    await _send(wechat, who, "", "image", file=_file(PNG, "图.png", "image/png", 11 * 2**20))
    assert who.shown[-1].kind == "news"


async def test_the_window_and_the_count_are_the_platforms(wechat, who):
    for _ in range(5):
        await _send(wechat, who)
    with pytest.raises(WindowClosed):  # 45047
        await _send(wechat, who)
    who.allowances.clear()
    with pytest.raises(WindowClosed):  # 45015
        await _send(wechat, who)
    assert wechat.channel.capabilities.window.messages == 5
    assert wechat.channel.capabilities.window.lasts == timedelta(hours=48)


async def test_a_template_goes_once_and_its_receipt_comes_by_the_callback(wechat, who):
    who.allowances.clear()  # a template needs no window
    values = {"amount": "1280.00元", "date": "2026-11-22"}
    outgoing = Outgoing(
        new_id(), who.openid, "text", "还款成功", template=Template("repaid", TEMPLATE, values)
    )
    sent = await wechat.channel.send(wechat.account, outgoing)
    await wechat.channel.send(wechat.account, outgoing)
    await wechat.sim.pusher.settled()
    assert [one.body["content"] for one in who.shown] == ["金额：1280.00元\n日期：2026-11-22"]
    ((kind, external_id, _, told),) = await wechat.kept()
    assert (kind, external_id, told["state"]) == ("receipt", f"t{sent.external_id}", "delivered")


@pytest.mark.parametrize(
    ("external_id", "values", "code"),
    [
        ("tpl-unknown", {"amount": "1280.00元", "date": "2026-11-22"}, "template_unknown"),
        (TEMPLATE, {"amount": "1280.00元"}, "template_values"),
        (TEMPLATE, {"amount": "1280.00元", "date": "2026-11-22", "thing1": "多余"}, "template_values"),
        (TEMPLATE, {"amount": "一千二百八十元", "date": "2026-11-22"}, "template_values"),
        (TEMPLATE, {"amount": "1280.00元", "date": "2026-11-22\n还有一行"}, "template_values"),
    ],
    ids=["unknown id", "a value missing", "one too many", "not an amount", "two lines"],
)
async def test_a_template_that_does_not_fit_is_refused_for_good(wechat, who, external_id, values, code):
    outgoing = Outgoing(new_id(), who.openid, "text", "x", template=Template("repaid", external_id, values))
    with pytest.raises(SendRefused) as refused:
        await wechat.channel.send(wechat.account, outgoing)
    assert (refused.value.code, who.shown) == (code, [])


async def test_a_templates_link_and_its_rows_are_on_the_telephone(wechat, who):
    made = Template(
        "repaid", TEMPLATE, {"amount": "1280.00元", "date": "2026-11-22"}, link="https://hesui.example/bill"
    )
    await wechat.channel.send(wechat.account, Outgoing(new_id(), who.openid, "text", "x", template=made))
    (line,) = who.shown
    assert [tuple(row) for row in line.body["rows"]] == [("金额", "1280.00元"), ("日期", "2026-11-22")]
    assert (line.body["title"], line.body["url"]) == ("还款成功通知", "https://hesui.example/bill")


@pytest.mark.parametrize(
    ("code", "raised", "ours"),
    [
        (40003, SendRefused, "recipient_unknown"),
        (43004, SendRefused, "not_following"),
        (48001, SendRefused, "not_permitted"),
        (45002, SendRefused, "too_long"),
        (99999, SendRefused, "wechat_99999"),
        (45009, SendLater, "daily_quota"),
        (45011, SendLater, "rate"),
        (-1, SendLater, "busy"),
        (40125, SendLater, "app_secret_wrong"),
        (42001, SendLater, "token"),
    ],
)
def test_error_codes_say_never_or_later(code, raised, ours):
    with pytest.raises(raised) as caught:
        refuse(PlatformError(code, "why"))
    assert caught.value.code == ours
    assert str(code) in caught.value.detail


async def test_unknown_people_and_faults_of_the_platform(wechat, who):
    with pytest.raises(SendRefused, match="recipient_unknown"):
        await wechat.channel.send(wechat.account, Outgoing(new_id(), "nobody", "text", "您好"))
    wechat.platform.faults["/custom/send"] = [-1]
    with pytest.raises(SendLater, match="busy"):
        await _send(wechat, who)
    wechat.sim.url, url = "", wechat.sim.url
    gone = wechat.account.settings | {"api_url": url.rsplit(":", 1)[0] + ":1"}
    object.__setattr__(wechat.account, "settings", gone)
    with pytest.raises(SendLater, match="unreachable"):
        await _send(wechat, who)


# Tokens


def _fetched(made: World) -> int:
    return len({token for path, token in made.platform.calls if path.endswith("/custom/send")})


@pytest.mark.parametrize("forget", [True, False], ids=["40001", "42001"])
async def test_a_refused_token_is_replaced_once_and_the_message_goes(wechat, who, forget):
    await _send(wechat, who)
    wechat.platform.expire_token(forget=forget)
    await _send(wechat, who)
    assert len(who.shown) == 2
    assert _fetched(wechat) == 2


async def test_a_token_that_is_never_taken_is_tried_twice_and_no_more(wechat, who):
    wechat.platform.faults["/custom/send"] = [40001] * 10
    with pytest.raises(SendLater, match="token"):
        await _send(wechat, who)
    assert len([1 for path, _ in wechat.platform.calls if path.endswith("/custom/send")]) == 2


async def test_many_at_once_fetch_one_token(wechat, who):
    wechat.platform.strict = False
    await asyncio.gather(*(_send(wechat, who) for _ in range(12)))
    assert len(who.shown) == 12
    assert _fetched(wechat) == 1
    wechat.platform.expire_token(forget=True)
    await asyncio.gather(*(_send(wechat, who) for _ in range(12)))
    assert _fetched(wechat) == 2


@asynccontextmanager
async def silent() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that takes every request and never answers: its address, and what it was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):
            asked.append(await reader.readuntil(b"\r\n"))
            await asyncio.Event().wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    finally:
        server.close()


async def _at(made: World, url: str) -> None:
    """Tokens are asked for there from now on; everything else stays."""
    asking = made.channel.api._fetch

    async def fetch(wechat, other):
        return await asking(replace(wechat, api_url=url), other)

    made.channel.api._fetch = fetch


async def test_nobody_waits_for_the_next_token_while_one_is_good(wechat, who):
    wechat.platform.strict = False
    await _send(wechat, who)
    async with silent() as (url, asked):
        await _at(wechat, url)
        async with wechat.db.transaction() as tx:
            await tx.execute(update(wechat_token_table).values(expires_at=tx.now + timedelta(minutes=4)))
        async with asyncio.timeout(4):  # less than the platform is given
            await asyncio.gather(*(_send(wechat, who) for _ in range(12)))
            while not asked:  # noqa: ASYNC110 -- the asking goes on behind
                await asyncio.sleep(0.01)
    assert (len(who.shown), len(asked)) == (13, 1)


async def test_without_a_token_all_wait_once_together_and_hold_no_connection(wechat, who, monkeypatch):
    monkeypatch.setattr("tandem.adapters.wechat.tokens._WAIT_S", 0.3)
    monkeypatch.setattr("tandem.adapters.wechat.tokens._FETCH_S", 0.2)
    async with silent() as (url, asked):
        await _at(wechat, url)
        sending = [asyncio.create_task(_send(wechat, who)) for _ in range(12)]
        while not asked:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        async with wechat.db.transaction() as tx:
            row = (await tx.execute(select(wechat_token_table).with_for_update(nowait=True))).one()
        assert row.asked_until is not None
        ends = await asyncio.gather(*sending, return_exceptions=True)
        assert {(type(one), one.code) for one in ends} == {(SendLater, "timeout")}
        with pytest.raises(SendLater, match="timeout"):  # the next ones do not ask again at once
            await _send(wechat, who)
    assert len(asked) == 1


async def test_a_wrong_secret_waits_for_the_administrator(wechat, who):
    wechat.platform.account.app_secret = "changed"
    with pytest.raises(SendLater, match="app_secret_wrong"):
        await _send(wechat, who)
    found = await wechat.channel.check(wechat.account)
    assert [(one.key, one.ok) for one in found] == [("settings", True), ("login", False)]
    assert "40125" in found[-1].detail


# Downloads


async def test_a_customers_file_is_read_within_its_limit(wechat):
    media = wechat.platform.put_media(Media(PNG * 1000, "image/png", "image"))
    file = ForeignFile(media, "图片")
    assert await wechat.channel.fetch(wechat.account, file, limit=100_000) == PNG * 1000
    with pytest.raises(SendRefused, match="file_too_large"):
        await wechat.channel.fetch(wechat.account, file, limit=1_000)
    wechat.platform.expire_token(forget=True)
    assert await wechat.channel.fetch(wechat.account, file, limit=100_000) == PNG * 1000


async def test_an_address_in_an_answer_must_be_the_platforms(wechat):
    answer = b'{"video_url": "http://169.254.169.254/latest"}'
    media = wechat.platform.put_media(Media(answer, "application/json", "video"))
    with pytest.raises(SendRefused, match="file_missing"):
        await wechat.channel.fetch(wechat.account, ForeignFile(media, "视频.mp4"), limit=1_000)


async def test_typing_is_shown_and_never_fails(wechat, who):
    await wechat.channel.typing(wechat.account, who.openid)
    assert who.typing_until > wechat.platform.now()
    await wechat.channel.typing(wechat.account, "nobody")
