"""The API is killed while people talk: every message comes once, in one order, on every screen."""

import asyncio
import re

from playwright.async_api import Browser, Page, expect

from .marks import IN_BROWSER
from .product import Product
from .signing_in import ask_for_person, at_chat, at_desk, message, say

pytestmark = IN_BROWSER
MARKED = re.compile(r"[客席]\d+号")


async def shown(screen: Page) -> list[str]:
    """The marked messages on a screen, from top to bottom, as often as they are there."""
    texts = await screen.locator('[data-testid="message"][data-seq]').all_inner_texts()
    return [mark for text in texts for mark in MARKED.findall(text)]


async def until_shown(screens: list[Page], marks: set[str]) -> None:
    for screen in screens:
        for mark in sorted(marks):
            await expect(message(screen, mark).first).to_be_visible()


async def same_everywhere(screens: list[Page], marks: set[str]) -> None:
    """Every mark once on every screen, in one order."""
    await until_shown(screens, marks)
    orders = [await shown(screen) for screen in screens]
    assert sorted(orders[0]) == sorted(marks)
    assert all(order == orders[0] for order in orders)


async def test_talk_survives_the_death_of_the_api(opened: Browser, product: Product):
    desk = await at_desk(opened, product, "agent01", state="online")
    chat = await at_chat(opened, product)
    await ask_for_person(chat, "怎么提前还款")
    await desk.get_by_test_id("offer-accept").click()
    await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")
    await say(desk, "席0号")
    await say(chat, "客0号")
    await same_everywhere([desk, chat], {"席0号", "客0号"})

    # It is gone for a while: both say so, keep what is written, and send it by themselves.
    async with product.kept_down("api-1"):
        await expect(desk.get_by_test_id("reconnect-banner")).to_be_visible()
        await expect(chat.get_by_test_id("reconnect-banner")).to_be_visible()
        await say(chat, "客1号")
        await say(desk, "席1号")
        await expect(desk.get_by_test_id("pending-message")).to_contain_text("席1号")
        await expect(chat.get_by_test_id("message").filter(has_text="客1号")).not_to_have_attribute(
            "data-seq", re.compile(r"\d")
        )
    await same_everywhere([desk, chat], {"席0号", "客0号", "席1号", "客1号"})
    await expect(desk.get_by_test_id("reconnect-banner")).to_be_hidden()
    await expect(chat.get_by_test_id("reconnect-banner")).to_be_hidden()
    await expect(desk.get_by_test_id("pending-message")).to_have_count(0)

    # It dies in the middle of writing.
    for number in (2, 6):
        dying = asyncio.create_task(product.kill("api-1"))
        for mark in range(number, number + 4):
            await asyncio.gather(say(chat, f"客{mark}号"), say(desk, f"席{mark}号"))
        await dying
    marks = {f"{who}{mark}号" for who in "客席" for mark in range(10)}
    await same_everywhere([desk, chat], marks)

    # What a new page shows is the same.
    await asyncio.gather(desk.reload(), chat.reload())
    await same_everywhere([desk, chat], marks)
    assert desk.errors == []
    assert chat.errors == []


async def test_two_tabs_of_one_customer_stay_together(opened: Browser, product: Product):
    one = await at_chat(opened, product)
    await say(one, "客0号")
    await expect(message(one, "客0号")).to_be_visible()
    two = await one.context.new_page()
    await two.goto(one.url)
    await expect(message(two, "客0号")).to_be_visible()

    await say(two, "客1号")
    await same_everywhere([one, two], {"客0号", "客1号"})
    async with product.kept_down("api-1"):
        await expect(one.get_by_test_id("reconnect-banner")).to_be_visible()
        await say(one, "客2号")
        await say(two, "客3号")
    await same_everywhere([one, two], {f"客{mark}号" for mark in range(4)})
    await two.reload()
    await same_everywhere([one, two], {f"客{mark}号" for mark in range(4)})
    assert one.errors == []
