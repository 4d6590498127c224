"""The first promise of the product, in a real browser against the running product:
a question is answered by the bot, then by a person, then by the bot again, and rated."""

import pytest
from playwright.async_api import expect

from .browser import browser, chromium, page
from .product import running_product

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(300),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]


async def test_bot_person_bot_rating():
    async with running_product() as product, browser() as opened:
        agent = product.instance.agents(1)[0]
        desk = await page(opened)
        await desk.goto(product.url + "/desk/")
        await desk.get_by_test_id("login-username").fill(agent.username)
        await desk.get_by_test_id("login-password").fill(agent.password)
        await desk.get_by_test_id("login-submit").click()
        await desk.get_by_test_id("presence-select").click()
        await desk.get_by_text("在线", exact=True).last.click()

        chat = await page(opened, phone=True)
        await chat.goto(product.url + "/chat/?site=demo")
        messages = chat.get_by_test_id("message")

        # The bot answers with its source (how fast: `tandem bench bot`, docs/benchmarks.md).
        await chat.get_by_test_id("composer").fill("怎么提前还款")
        await chat.get_by_test_id("send").click()
        source = chat.get_by_test_id("source").first
        await expect(source).to_contain_text("提前")
        await expect(messages.filter(has_text="全部结清").first).to_be_visible()

        # A person is asked for; the agent sees it at once and answers.
        await chat.get_by_test_id("handoff").click()
        await desk.get_by_test_id("offer-accept").click()
        await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")
        await desk.get_by_test_id("composer").fill("您好，我来帮您看一下提前还款。")
        await desk.get_by_test_id("send").click()
        await expect(messages.filter(has_text="我来帮您看一下提前还款").first).to_be_visible()

        # The agent hands back; the bot answers again.
        await desk.get_by_test_id("handback").click()
        await expect(chat.locator('[data-event="handed_back"]')).to_be_visible()
        await chat.get_by_test_id("composer").fill("逾期一天会上征信吗")
        await chat.get_by_test_id("send").click()
        await expect(chat.get_by_test_id("source").last).to_contain_text("征信")

        # The customer rates.
        await chat.get_by_test_id("more").click()
        await chat.get_by_test_id("menu-rate").click()
        await chat.get_by_test_id("rating-star-5").click()
        await chat.get_by_test_id("rating-submit").click()
        await expect(chat.locator('[data-event="rated"]')).to_be_visible()
        assert desk.errors == []
        assert chat.errors == []
