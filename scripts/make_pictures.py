"""Makes the README's pictures anew from a running demo, as a newcomer sees it.

    .venv/bin/tandem up --demo            # a fresh TANDEM_HOME; wait until the borrowers are there
    .venv/bin/tandem demo traffic         # beside it, for some minutes
    .venv/bin/python scripts/make_pictures.py http://127.0.0.1:8600 [--home ~/.tandem] [--only desk board …]

Writes docs/images/*.png (1440×900, telephones 390×844, at most 256 colours). Needs a Chromium (TANDEM_CHROMIUM)."""

import argparse
import asyncio
import json
import sys
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.async_api import Browser, Page, expect  # noqa: E402
from tests.journeys.browser import browser, page  # noqa: E402

from tandem.demo.clients import Address, AgentClient, HttpPool, Instance  # noqa: E402
from tandem.demo.signing import signed_identity  # noqa: E402
from tandem.settings import stored_secret  # noqa: E402

IMAGES = ROOT / "docs" / "images"
_WECHAT_PORT = 90
"""The simulated WeChat's port is the product's and this."""
_BORROWER = "two_loans"
_MAIL = (
    "您好，我10月28日在APP上还了一期，银行卡扣了两次，每次1,286.40元。请帮我核对，多扣的什么时候退？谢谢。"
)


@dataclass
class Studio:
    """One running demo, one browser."""

    opened: Browser
    demo: Instance
    url: str
    only: frozenset[str]
    pools: list[HttpPool] = field(default_factory=list)

    def login(self, username: str) -> dict[str, str]:
        known = json.loads((self.demo.home / "secrets" / "demo-logins.json").read_text())
        return next(one for one in known if one["username"] == username)

    async def agent(self, username: str) -> AgentClient:
        self.pools.append(HttpPool(self.demo.address))
        agent = AgentClient(self.pools[-1], username, self.login(username)["password"])
        await agent.sign_in()
        return agent

    async def desk(self, username: str, path: str) -> Page:
        desk = await page(self.opened)
        await desk.goto(f"{self.url}/desk/login")
        await desk.get_by_test_id("login-username").fill(username)
        await desk.get_by_test_id("login-password").fill(self.login(username)["password"])
        await desk.get_by_test_id("login-submit").click()
        await desk.get_by_test_id("account-menu").wait_for()
        await desk.goto(f"{self.url}/desk/{path}")
        return desk

    async def take(self, screen: Page, name: str, *, settle_ms: int = 1000) -> None:
        """The screen as it stands, once nothing moves on it."""
        if self.only and name not in self.only:
            return
        await screen.mouse.move(720, 4)
        await expect(screen.locator(".ant-message-notice")).to_have_count(0)
        await screen.wait_for_timeout(settle_ms)
        file = IMAGES / f"{name}.png"
        await screen.screenshot(path=file)
        Image.open(file).convert("RGB").quantize(256).save(file, optimize=True)
        sys.stdout.write(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB\n")

    def identity(self, person: str = _BORROWER) -> str:
        secret = stored_secret(self.demo.home / "secrets" / "demo-identity")
        return signed_identity(person, site="demo", secret=secret, now=datetime.now(UTC))


async def say(screen: Page, text: str) -> None:
    await screen.get_by_test_id("composer").fill(text)
    await screen.get_by_test_id("send").click()
    await screen.wait_for_timeout(900)


async def conversation(studio: Studio) -> None:
    """A borrower asks in the chat, then a person answers; four channels lie on the agent's desk."""
    agent, admin = await studio.agent("agent01"), await studio.agent("admin")
    await agent.set_presence("busy")
    since = await _open_ids(admin)
    chat = await page(studio.opened, phone=True)
    await chat.goto(f"{studio.url}/chat/?site=demo#identity={studio.identity()}")
    await chat.get_by_test_id("composer").wait_for()
    await say(chat, "怎么提前还款")
    await chat.get_by_test_id("source").first.wait_for()
    await studio.take(chat, "chat-answer")

    await other_channels(studio, admin)
    await chat.get_by_test_id("handoff").click()
    await chat.get_by_test_id("queue-banner").wait_for()
    mine = await _claimed(agent, admin, since)
    desk = await studio.desk("agent01", f"conversations/{mine['web']}?view=mine")
    await desk.get_by_test_id("composer").wait_for()
    await say(desk, "您好，我是林静怡，提前还款的问题我来帮您。您是想全部结清，还是先还一部分？")
    await say(chat, "全部结清，后面几期的利息还收吗？")
    await say(desk, "不收的，利息只算到结清当天。您已还清首期，也免手续费。")
    await say(chat, "太好了，那我今天就办。结清证明怎么开？")
    await desk.get_by_test_id("knowledge-insert").first.wait_for()
    await studio.take(desk, "desk")
    await studio.take(chat, "chat-agent")
    customer = await desk.get_by_test_id("customer-who").get_attribute("data-customer-id")
    await desk.goto(f"{studio.url}/desk/customers/{customer}")
    await desk.get_by_test_id("timeline-entry").first.wait_for()
    await studio.take(desk, "customer")
    reasons = await agent.caller.call("GET", "/api/v1/dispositions")
    over = {"disposition_id": reasons[0]["id"], "resolved": True}
    done = {"ids": list(mine.values()), "action": "resolve", "wrap_up": over}
    await agent.caller.call("POST", "/api/v1/conversations/bulk", done)


async def other_channels(studio: Studio, admin: AgentClient) -> None:
    """Somebody writes by WeChat, by e-mail and by text message."""
    await asyncio.to_thread(_wechat, studio)
    mail = {
        "account": "service",
        "sender": "li.na@example.com",
        "subject": "重复扣款核对",
        "text": _MAIL,
        "answers": None,
    }
    await admin.caller.call("POST", "/api/v1/local/mail", mail)
    sms = {"id": str(uuid4()), "phone": "13911112222", "text": "转人工，扣款失败怎么办"}
    await admin.caller.call("POST", "/api/v1/local/sms", sms)


def _wechat(studio: Studio) -> None:
    base = f"http://127.0.0.1:{studio.demo.address.port + _WECHAT_PORT}/phone"
    opener = urllib.request.build_opener()

    def ask(path: str, body: dict[str, str]) -> dict[str, Any]:
        with opener.open(
            urllib.request.Request(f"{base}/{path}", json.dumps(body).encode()), timeout=10
        ) as told:
            return json.load(told)

    openid = ask("follow", {"name": "云朵妈妈", "seed": uuid4().hex})["openid"]
    ask("say", {"openid": openid, "text": "转人工，我想协商还款"})


async def _open_ids(admin: AgentClient) -> set[str]:
    found = await admin.caller.call("GET", "/api/v1/conversations?view=all&limit=100&sort=newest")
    return {row["id"] for row in found["items"]}


async def _claimed(agent: AgentClient, admin: AgentClient, before: set[str]) -> dict[str, str]:
    """Conversations by channel that came since and that the agent took: the first of each, ours in the web."""
    mine: dict[str, str] = {}
    for _ in range(40):
        found = await admin.caller.call("GET", "/api/v1/conversations?view=all&limit=100&sort=newest")
        for row in found["items"]:
            ours = row["channel"] != "web" or row["customer"]["name"] == "王雨欣"
            if row["id"] in before or row["channel"] in mine or not ours or row["controller"] == "bot":
                continue
            taken = await _assign(admin, row["id"], str(agent.staff["id"]))
            if taken:
                mine[row["channel"]] = row["id"]
        if "web" in mine and len(mine) >= 4:
            break
        await asyncio.sleep(0.5)
    return mine


async def _assign(admin: AgentClient, id_: str, agent_id: str) -> bool:
    try:
        await admin.caller.call("PUT", f"/api/v1/conversations/{id_}/assignment", {"agent_id": agent_id})
    except Exception as error:
        sys.stdout.write(f"{id_}: {error}\n")
        return False
    return True


async def silent_seat(studio: Studio) -> None:
    """Somebody sits down, and waits for the next draft."""
    desk = await studio.desk("supervisor02", "silent-seat")
    await desk.get_by_test_id("seat-sit").click()
    await desk.wait_for_timeout(5000)
    await expect(desk.get_by_test_id("draft-text")).to_be_visible(timeout=240_000)
    await studio.take(desk, "silent-seat", settle_ms=100)  # others sit there, too: a draft is soon gone
    await desk.get_by_test_id("seat-leave").click()


async def board(studio: Studio) -> None:
    desk = await studio.desk("supervisor01", "board")
    await desk.get_by_test_id("board-queues").wait_for()
    await studio.take(desk, "board")


async def selfservice(studio: Studio) -> None:
    h5 = await page(studio.opened, phone=True)
    await h5.goto(f"{studio.url}/h5/?site=demo#identity={studio.identity()}")
    await h5.get_by_test_id("bill-fen").wait_for()
    await studio.take(h5, "selfservice")


async def main(given: argparse.Namespace) -> None:
    demo = Instance(Address.parse(given.url), given.home)
    works: dict[str, Callable[[Studio], Awaitable[None]]] = {
        "board": board, "selfservice": selfservice, "silent-seat": silent_seat, "desk": conversation
    }  # fmt: skip
    parts: dict[str, Any] = {"chat-answer": "desk", "chat-agent": "desk", "customer": "desk"}
    wanted = {parts.get(name, name) for name in given.only} or set(works)
    IMAGES.mkdir(exist_ok=True)
    async with browser() as opened:
        studio = Studio(opened, demo, given.url, frozenset(given.only))
        for name, work in works.items():
            if name in wanted:
                await work(studio)
        for pool in studio.pools:
            pool.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("--home", type=Path, default=Path.home() / ".tandem")
    parser.add_argument("--only", nargs="*", default=[], help="names of pictures")
    asyncio.run(main(parser.parse_args()))
