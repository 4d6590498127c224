"""Pages opened inside WeChat: whose code, in whose browser, and what a proof there makes of the openid."""

import re
from contextlib import asynccontextmanager
from html import unescape
from urllib.parse import urlsplit

import httpx
import orjson
import pytest
from fastapi import FastAPI

from tandem.adapters.wechat import WeChatApi, binding
from tandem.adapters.wechat.envelope import genuine
from tandem.adapters.wechat.known import Known
from tandem.kit.http import problems

from .world import World, world

HERE = "http://us"


@asynccontextmanager
async def _browser(made: World, api: WeChatApi):
    """A browser inside WeChat: our pages without sockets, the platform's by HTTP."""
    app = FastAPI()
    problems.install(app)
    handed = []

    async def handover(key: str, openid: str, site: str) -> str:
        handed.append((key, openid, site))
        return orjson.dumps({"token": f"<token of {openid}>"}).decode()

    app.include_router(
        binding(Known(made.accounts), api, handover, base_url=HERE, secure=False, proof_key=b"k" * 32)
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as ours:
        yield ours, handed


async def _consent(made: World, consent_url: str, openid: str) -> str:
    """Where the platform's consent page sends the browser."""
    async with httpx.AsyncClient(trust_env=False) as theirs:
        answer = await theirs.get(consent_url, headers={"cookie": f"sim_openid={openid}"})
    return answer.headers.get("location", answer.text)


async def _begun(made: World, ours: httpx.AsyncClient, page: str = "bill") -> str:
    begun = await ours.get("/channels/wechat/main/bind", params={"page": page})
    assert begun.status_code == 302
    assert begun.headers["location"].startswith(made.sim.url)
    return begun.headers["location"]


async def test_whoever_comes_back_with_their_own_code_gets_their_session(wechat):
    who, _ = wechat.platform.follow("小林", "a")
    async with _browser(wechat, wechat.channel.api) as (ours, handed):
        back = await _consent(wechat, await _begun(wechat, ours), who.openid)
        page = await ours.get(back)
        again = await ours.get(back)  # the code is over, and so is the state
        script = await ours.get("/channels/wechat/-/handover.js")
    assert page.status_code == 200
    assert handed == [("main", who.openid, "demo")]
    kept = {name: unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', page.text)}
    assert kept["key"] == "tandem:demo:session"
    assert orjson.loads(kept["session"]) == {"token": f"<token of {who.openid}>"}
    assert kept["next"] == "/h5/?site=demo#/bill"
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert again.status_code == 409
    assert "localStorage" in script.text


async def test_a_code_that_somebody_planted_is_refused(wechat):
    """Somebody makes another person open an address with their own code: that browser began nothing, or another."""
    thief, _ = wechat.platform.follow("生人", "b")
    async with _browser(wechat, wechat.channel.api) as (theirs, _):
        planted = await _consent(wechat, await _begun(wechat, theirs), thief.openid)
    async with _browser(wechat, wechat.channel.api) as (ours, handed):
        assert (await ours.get(planted)).status_code == 409
        await _begun(wechat, ours)
        assert (await ours.get(planted)).status_code == 409
    assert handed == []


@pytest.mark.parametrize("page", ["https://evil.example", "../../desk", "a" * 100, "<script>"])
async def test_only_pages_of_our_own_open(wechat, page):
    who, _ = wechat.platform.follow("小林", "a")
    async with _browser(wechat, wechat.channel.api) as (ours, _):
        back = await _consent(wechat, await _begun(wechat, ours, page), who.openid)
        opened = await ours.get(back)
    assert 'data-next="/h5/?site=demo#/"' in opened.text


async def test_what_a_stranger_has_signed_here_signs_no_callback(wechat):
    """The page that is wished for is theirs to choose; the proof must be of no use anywhere else."""
    token = wechat.account.secrets["callback_token"]
    async with _browser(wechat, wechat.channel.api) as (ours, _):
        for page in ("bill", "bz1795300000", ""):
            begun = await ours.get("/channels/wechat/main/bind", params={"page": page})
            state, proof, _ = begun.cookies["tandem_wechat_main"].split(".")
            assert not genuine(proof, token, "bind", state, page)


async def test_without_a_site_nothing_opens(database_url):
    async with world(database_url, site="") as made, _browser(made, made.channel.api) as (ours, _):
        assert (await ours.get("/channels/wechat/main/bind")).status_code == 404
        assert (await ours.get("/channels/wechat/nobody/bind")).status_code == 404


async def test_what_comes_back_without_a_code_is_refused(wechat):
    async with _browser(wechat, wechat.channel.api) as (ours, handed):
        consent = await _begun(wechat, ours)
        state = dict(one.split("=", 1) for one in urlsplit(consent).query.split("&"))["state"]
        for code in ("", "no-such-code", "x" * 600):
            answer = await ours.get("/channels/wechat/main/bound", params={"state": state, "code": code})
            assert answer.status_code == 409
    assert handed == []
