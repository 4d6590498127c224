"""How people come in: staff at the desk, customers in the chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from playwright.async_api import Browser, Locator, Page, expect
from playwright.async_api import TimeoutError as NotThere

from tandem.demo.clients import AgentClient, HttpPool, Login

from .browser import page
from .product import Product, eventually

ROLES = {
    "agent": "agent",
    "supervisor": "supervisor",
    "editor": "knowledge_editor",
    "trainer": "bot_trainer",
    "qa": "qa",
}


def login(product: Product, username: str) -> Login:
    role = ROLES.get(username.rstrip("0123456789"), username)
    return next(one for one in product.instance.logins(role) if one.username == username)


async def at_desk(
    opened: Browser, product: Product, username: str, *, state: str | None = None, dark: bool = False
) -> Page:
    """A member of staff in a browser of their own, signed in; `state` is the presence they choose."""
    desk = await page(opened, dark=dark)
    who = login(product, username)
    await desk.goto(product.url + "/desk/")
    await desk.get_by_test_id("login-username").fill(who.username)
    await desk.get_by_test_id("login-password").fill(who.password)
    await desk.get_by_test_id("login-submit").click()
    await expect(desk.get_by_test_id("account-menu")).to_contain_text(who.name)
    if state:
        await choose_presence(desk, state)
    return desk


async def choose_presence(desk: Page, state: str) -> None:
    select = desk.get_by_test_id("presence-select")
    await select.click()
    await desk.locator(".ant-select-dropdown").get_by_test_id(f"presence-{state}").click()
    await expect(select.get_by_test_id(f"presence-{state}")).to_be_visible()


async def at_chat(
    opened: Browser, product: Product, *, phone: bool = True, query: str = "", dark: bool = False
) -> Page:
    """A customer on the full chat page, in a browser of their own."""
    chat = await page(opened, phone=phone, dark=dark)
    await chat.goto(f"{product.url}/chat/?site=demo{query}")
    await expect(chat.get_by_test_id("composer")).to_be_editable()
    return chat


async def say(screen: Page, text: str) -> None:
    """Type a message and send it, at the desk or in the chat."""
    await screen.get_by_test_id("composer").fill(text)
    await screen.get_by_test_id("send").click()


async def ask_for_person(chat: Page, question: str) -> None:
    """Ask something, and then for a person (unless the bot has fetched one by then); returns when the customer waits in
    the queue."""
    await say(chat, question)
    await expect(chat.locator('[data-testid="message"][data-role="bot"][data-seq]').last).to_be_visible()
    with suppress(NotThere):
        await chat.get_by_test_id("handoff").click(timeout=5_000)
    await expect(chat.get_by_test_id("queue-banner")).to_be_visible()


def message(screen: Page, text: str) -> Locator:
    """A message that the server has, by what it says."""
    return screen.locator('[data-testid="message"][data-seq]').filter(has_text=text)


@asynccontextmanager
async def as_admin(product: Product) -> AsyncIterator[AgentClient]:
    """The administrator, without a browser."""
    pool = HttpPool(product.instance.address)
    admin = login(product, "admin")
    client = AgentClient(pool, admin.username, admin.password)
    try:
        await client.sign_in()
        yield client
    finally:
        pool.close()


@asynccontextmanager
async def texted(product: Product, phone: str) -> AsyncIterator[None]:
    """What is done in the block sends this telephone a text message: a code goes out after the page has its answer."""
    async with as_admin(product) as client:

        async def newest() -> list[str]:
            return [
                one["id"]
                for one in await client.caller.call("GET", f"/api/v1/local/sms?phone={phone}&limit=1")
            ]

        async def another() -> bool:
            return await newest() != before

        before = await newest()
        yield
        await eventually(another)


async def tidy_up(opened: Browser, product: Product) -> None:
    """After a journey: its screens are closed, nobody waits, no agent is there, so that the next begins afresh."""
    for context in opened.contexts:
        await context.close()
    await send_home(product)


async def send_home(product: Product) -> None:
    """Every agent goes, and every conversation is resolved."""
    async with as_admin(product) as client:
        for agent in (await client.caller.call("GET", "/api/v1/board"))["agents"]:
            if agent["state"] != "offline":
                await client.caller.call(
                    "PUT", f"/api/v1/agents/{agent['id']}/presence", {"state": "offline"}
                )
        rows = (await client.caller.call("GET", "/api/v1/conversations?view=all&limit=100"))["items"]
        if rows:
            reasons = await client.caller.call("GET", "/api/v1/dispositions")
            over = {"disposition_id": reasons[0]["id"], "resolved": True}
            bulk = {"ids": [row["id"] for row in rows], "action": "resolve", "wrap_up": over}
            await client.caller.call("POST", "/api/v1/conversations/bulk", bulk)
