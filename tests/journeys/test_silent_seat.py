"""The silent seat in browsers: a person looks at what the bot would say, and the customer sees one conversation."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect

from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_chat, at_desk, message, say

pytestmark = IN_BROWSER

EARLY = "我想把剩下的钱一次性还了怎么搞"
BUDGET_MS = 60_000
"""Longer than a draft waits, by as much as a busy machine may need."""


@asynccontextmanager
async def at_silent_seat(opened: Browser, product: Product, username: str) -> AsyncIterator[Page]:
    """Somebody at the silent seat, by the keyboard alone; gets up at the end, so that the next journey is drafted
    nothing."""
    desk = await at_desk(opened, product, username)
    await desk.keyboard.press("Alt+6")
    await expect(desk.get_by_test_id("seat-sit")).to_be_visible()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("draft-line")).to_be_visible()
    try:
        yield desk
    finally:
        await desk.goto(product.url + "/desk/silent-seat")
        await desk.get_by_test_id("seat-leave").click()
        await expect(desk.get_by_test_id("seat-sit")).to_be_visible()


async def test_approved_with_one_key_it_is_the_bots_answer(opened: Browser, product: Product):
    async with at_silent_seat(opened, product, "agent01") as desk:
        chat = await at_chat(opened, product)
        await say(chat, EARLY)
        await expect(chat.get_by_test_id("typing")).to_be_visible()
        await expect(desk.get_by_test_id("draft-question")).to_have_text(EARLY)
        draft = await desk.get_by_test_id("draft-text").inner_text()
        await expect(chat.locator('[data-testid="message"][data-role="bot"][data-seq]')).to_have_count(0)

        await expect(desk.get_by_test_id("draft-approve")).to_be_enabled()
        # A card lets nothing out in its first moments: the key is pressed until it counts.
        async with desk.expect_response(lambda r: r.url.endswith("/answer") and r.status == 200):
            while await desk.get_by_test_id("draft-card").count():
                await desk.keyboard.press("Enter")
        answer = message(chat, draft.splitlines()[0])
        await expect(answer).to_have_attribute("data-role", "bot")
        await expect(chat.get_by_test_id("typing")).to_be_hidden()
        await expect(desk.get_by_test_id("draft-figures")).to_contain_text(re.compile(r"^.*[1-9]\d*原样放行"))

        # One unbroken conversation, now and after coming back: nobody but the bot is to be seen.
        await chat.reload()
        await expect(answer).to_be_visible()
        name = (await desk.get_by_test_id("account-menu").inner_text()).splitlines()[-1].strip()
        await expect(chat.locator("body")).not_to_contain_text(name)
        await expect(chat.locator('[data-testid="message"][data-seq]')).to_have_count(2)
        assert (desk.errors, chat.errors) == ([], [])


async def test_edited_and_passed_by(opened: Browser, product: Product):
    async with at_silent_seat(opened, product, "agent01") as desk:
        first, second = await at_chat(opened, product), await at_chat(opened, product)
        await say(first, EARLY)
        await expect(desk.get_by_test_id("draft-question")).to_have_text(EARLY)
        await say(second, "这个月手头紧能不能晚几天还")
        await expect(desk.get_by_test_id("draft-row")).to_have_count(2)
        await desk.keyboard.press("e")
        await desk.get_by_test_id("draft-editor").fill("您好，在App首页点“还款”，选“全部结清”就可以。")
        await desk.keyboard.press("Control+Enter")
        await expect(message(first, "选“全部结清”就可以")).to_have_attribute("data-role", "bot")

        await expect(desk.get_by_test_id("draft-question")).to_have_text("这个月手头紧能不能晚几天还")
        await desk.keyboard.press("2")
        chosen = await desk.get_by_test_id("draft-text").inner_text()
        async with desk.expect_response(lambda r: r.url.endswith("/answer") and r.status == 200):
            while await desk.get_by_test_id("draft-card").count():
                await desk.keyboard.press("Enter")
        await expect(message(second, chosen.splitlines()[0])).to_have_attribute("data-role", "bot")


async def test_out_of_time_an_agent_gets_it_with_the_draft(opened: Browser, product: Product):
    async with at_silent_seat(opened, product, "trainer01") as desk:
        chat = await at_chat(opened, product)
        await say(chat, EARLY)
        await expect(desk.get_by_test_id("draft-question")).to_have_text(EARLY)
        draft = await desk.get_by_test_id("draft-text").inner_text()
        link = desk.get_by_test_id("draft-card").get_by_role("link", name=re.compile("查看会话"))
        path = await link.get_attribute("href")
        await expect(chat.get_by_test_id("queue-banner")).to_be_visible(timeout=BUDGET_MS)
        await expect(desk.get_by_test_id("draft-card")).to_be_hidden()

        agent = await at_desk(opened, product, "agent02", state="online")
        await agent.goto(product.url + (path or ""))
        await agent.get_by_test_id("reply-notice").get_by_role("button").click()
        await agent.get_by_test_id("bot-draft-insert").click()
        await expect(agent.get_by_test_id("composer")).to_have_value(
            re.compile(re.escape(draft.splitlines()[0]))
        )
        await agent.get_by_test_id("send").click()
        await expect(message(chat, draft.splitlines()[0])).to_have_attribute("data-role", "agent")
        await expect(agent.get_by_test_id("bot-draft")).to_be_hidden()
