"""The simulated platform where no adapter looks: the telephone, and the rules that others rely on."""

import httpx
import pytest

from tandem.demo.wechat_simulator import OfficialAccount, Platform, Serving
from tandem.demo.wechat_simulator.platform import Refused


@pytest.fixture
async def phone():
    """A platform whose owner does not answer, and a telephone."""
    account = OfficialAccount("wx1", "s", "t", "http://127.0.0.1:9/callback", menu={"button": []})
    async with (
        Serving(Platform(account)) as sim,
        httpx.AsyncClient(base_url=sim.url, trust_env=False) as http,
    ):
        sim.pusher.patience_s = 0.05
        yield sim, http


async def test_a_newcomer_follows_writes_and_hears_when_nobody_answers(phone):
    sim, http = phone
    told = (await http.post("/phone/follow", json={"name": "小林", "seed": "a"})).json()
    again = (await http.post("/phone/follow", json={"name": "小林", "seed": "a"})).json()
    assert told["openid"] == again["openid"]
    await http.post("/phone/say", json={"openid": told["openid"], "text": "在吗"})
    sim.pusher.platform.followers[told["openid"]].typing_until = 0
    lines = (await http.get("/phone/shown", params={"openid": told["openid"]})).json()["lines"]
    assert [(one["mine"], one["content"]) for one in lines if one["kind"] == "text"] == [(True, "在吗")]
    for task in list(sim.pusher._under_way):
        task.cancel()


async def test_the_page_and_its_parts_are_there(phone):
    _, http = phone
    for path in ("/", "/phone.js", "/phone.css"):
        assert (await http.get(path)).status_code == 200
    assert (await http.get("/phone/shown", params={"openid": "nobody"})).status_code == 404
    assert (await http.post("/phone/say", content=b"{")).status_code == 400


def test_each_action_opens_its_own_allowance():
    now = [0.0]
    platform = Platform(OfficialAccount("wx1", "s", "t", ""), now=lambda: now[0])
    who, _ = platform.follow("小林", "a")
    text = {"touser": who.openid, "msgtype": "text", "text": {"content": "您好"}}
    _refused(platform, text, 45015)
    platform.acted(who, "click")
    for _ in range(3):
        platform.custom_send(text)
    _refused(platform, text, 45047)
    now[0] = 61
    _refused(platform, text, 45015)
    platform.acted(who, "message")
    for _ in range(5):
        platform.custom_send(text)
    now[0] += 48 * 3600
    _refused(platform, text, 45015)
    who.subscribed = False
    platform.acted(who, "message")
    _refused(platform, text, 45015)


def _refused(platform: Platform, body: dict, code: int) -> None:
    with pytest.raises(Refused) as caught:
        platform.custom_send(body)
    assert caught.value.code == code
