"""Callbacks: signed, sealed, forged, late, twice, shuffled, hostile, and cut off before the acknowledgement."""

import random
import time

import httpx
import pytest

from tandem.demo.wechat_simulator.pushing import TRIES
from tandem.demo.wechat_simulator.sealing import seal, sign
from tandem.kit.errors import Unavailable

from .world import AES_KEY, World, world

MESSAGE = b"<xml><ToUserName>gh</ToUserName><FromUserName>oA</FromUserName><CreateTime>1700000000</CreateTime>%s</xml>"
TEXT = MESSAGE % "<MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId>".encode()


def _asked(at: float | None = None, token: str = "callback-token", sealed: str = "") -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    asked = {"timestamp": stamp, "nonce": "77", "signature": sign(token, stamp, "77")}
    if sealed:
        asked |= {"encrypt_type": "aes", "msg_signature": sign(token, stamp, "77", sealed)}
    return asked


async def _post(made: World, body: bytes, asked: dict[str, str], key: str = "main") -> httpx.Response:
    async with made.by_asgi() as http:
        return await http.post(f"/channels/wechat/{key}", params=asked, content=body)


def _sealed(body: bytes, appid: str = "wx5823bf96d3bd56c7") -> tuple[bytes, str]:
    content = seal(body, AES_KEY, appid)
    return f"<xml><ToUserName>gh</ToUserName><Encrypt>{content}</Encrypt></xml>".encode(), content


async def test_the_address_is_proven_by_the_echo(wechat):
    async with wechat.by_asgi() as http:
        answer = await http.get("/channels/wechat/main", params={**_asked(), "echostr": "5418"})
        forged = await http.get("/channels/wechat/main", params={**_asked(token="other"), "echostr": "5418"})
        nobody = await http.get("/channels/wechat/nobody", params={**_asked(), "echostr": "5418"})
    assert (answer.status_code, answer.text) == (200, "5418")
    assert (forged.status_code, nobody.status_code) == (403, 404)


@pytest.mark.parametrize("encrypted", [True, False], ids=["sealed", "plain"])
async def test_what_people_write_is_kept_over_real_http(database_url, encrypted):
    async with world(database_url, encrypted=encrypted) as made:
        who, _ = made.platform.follow("小林", "a")
        made.sim.pusher.say(who, "text", {"Content": "额度 <怎么> 提？]]>"})
        made.sim.pusher.happen(who, "SCAN", {"EventKey": "branch-7"})
        await made.sim.pusher.settled()
        kept = {kind: payload for kind, _, _, payload in await made.kept()}
        assert made.sim.pusher.outcomes == ["taken", "taken"]
    assert kept["message"]["text"] == "额度 <怎么> 提？]]>"
    assert kept["message"]["session"] == f"s-{who.openid[:8]}"
    assert kept["note"]["attributes"] == {"wechat_scene": "branch-7"}


async def test_forged_stale_and_unreadable_callbacks_are_refused_and_keep_nothing(wechat):
    body, content = _sealed(TEXT)
    other, other_content = _sealed(TEXT, "wxother")
    bomb, bomb_content = _sealed(b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>')
    odd, odd_content = _sealed(MESSAGE % b"")
    now = time.time()
    refused = [
        (body, _asked(token="guess", sealed=content), 403),
        (body, {**_asked(), "encrypt_type": "aes"}, 403),
        (body, _asked(now - 301, sealed=content), 403),
        (body, _asked(now + 301, sealed=content), 403),
        (body, {**_asked(sealed=content), "timestamp": "٣٣"}, 403),
        (body, {}, 403),
        (_sealed(TEXT)[0], _asked(sealed=content), 403),  # the signature of another body
        (TEXT, _asked(), 403),  # plain, though the account is sealed
        (other, _asked(sealed=other_content), 400),
        (bomb, _asked(sealed=bomb_content), 400),
        (odd, _asked(sealed=odd_content), 400),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>', _asked(sealed=content), 400),
        (b"x" * 200_000, _asked(sealed=content), 413),
    ]
    for number, (sent, asked, status) in enumerate(refused):
        answer = await _post(wechat, sent, asked)
        assert answer.status_code == status, number
    assert await wechat.kept() == []
    assert (await _post(wechat, body, _asked(now - 290, sealed=content))).text == "success"


async def test_a_thousand_duplicates_in_any_order_change_nothing(wechat):
    pusher = wechat.sim.pusher
    pusher.held = []
    people = [wechat.platform.follow(f"客户{number}", str(number))[0] for number in range(5)]
    for number in range(20):
        pusher.say(people[number % 5], "text", {"Content": f"第{number}句"})
    pusher._client = wechat.by_asgi()
    wechat.platform.account.callback_url = "/channels/wechat/main"
    await pusher.let_go(shuffled=random.Random(5), times=50)
    assert pusher.outcomes == ["taken"] * 1000
    assert sorted(await wechat.texts()) == sorted(f"第{number}句" for number in range(20))


async def test_killed_between_commit_and_acknowledgement_the_retry_changes_nothing(wechat, monkeypatch):
    keep, cut = wechat.intake.keep, []

    async def committed_and_dead(account, incoming):
        await keep(account, incoming)
        if len(cut) < TRIES - 1:
            cut.append(incoming.external_id)
            raise Unavailable("killed")

    monkeypatch.setattr(wechat.intake, "keep", committed_and_dead)
    who, _ = wechat.platform.follow("小林", "a")
    wechat.sim.pusher.say(who, "text", {"Content": "我的还款到账了吗"})
    await wechat.sim.pusher.settled()
    assert wechat.sim.pusher.outcomes == ["silent", "silent", "taken"]
    assert await wechat.texts() == ["我的还款到账了吗"]


async def test_when_the_database_is_away_nothing_is_acknowledged(wechat, monkeypatch):
    async def away(account, incoming):
        raise Unavailable("database_away")

    monkeypatch.setattr(wechat.intake, "keep", away)
    who, _ = wechat.platform.follow("小林", "a")
    wechat.sim.pusher.say(who, "text", {"Content": "在吗"})
    await wechat.sim.pusher.settled()
    assert wechat.sim.pusher.outcomes == ["silent"] * TRIES
    assert who.shown[-1].kind == "notice"


async def test_a_greeting_is_the_passive_reply_and_shown_once(database_url):
    async with world(database_url, greeting="欢迎关注 <禾穗金融>") as made:
        made.sim.pusher.doubled = 2
        who, _ = made.platform.follow("小林", "a")
        made.sim.pusher.happen(who, "subscribe", {"EventKey": ""})
        await made.sim.pusher.settled()
        assert [one.body["content"] for one in who.shown] == ["欢迎关注 <禾穗金融>"]
        assert len(await made.kept()) == 1
