"""A supervisor writes a rule, sees whom it would meet, and puts it in force; a customer who agreed to a profile comes
to match it before their eyes, with the reason, and takes the consent back."""

import re
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from .marks import IN_BROWSER
from .product import Product
from .signing_in import ask_for_person, at_chat, at_desk, message, say

pytestmark = IN_BROWSER
RULE = "persons_90_days >= 1"
IN_WORDS = "近90天转人工次数不少于1"
NEWEST = """async () => {
    const rows = await (await fetch('/api/v1/conversations?view=all&limit=100')).json();
    return rows.items.map((row) => row.id).sort().pop();
}"""
"""Ids are in the order in which conversations began."""


async def in_force(desk: Page, product: Product, name: str, key: str) -> None:
    """A new tag with a rule: first a wrong word, then counted, then in force."""
    await desk.goto(f"{product.url}/desk/portraits/tags")
    await desk.get_by_test_id("new-tag").click()
    form = desk.get_by_test_id("tag-form")
    await form.get_by_label("名称", exact=True).fill(name)
    await form.get_by_label("编码").fill(key)
    await form.get_by_text("规则", exact=True).click()
    await desk.get_by_role("dialog").get_by_role("button", name=re.compile("新 ?建")).click()
    drawer = desk.get_by_test_id("tag-drawer")
    await drawer.get_by_test_id("rule-text").fill("persons_90_day >= 1")
    await expect(drawer.get_by_test_id("rule-wrong")).to_be_visible()
    await expect(drawer.get_by_test_id("save-publish")).to_be_disabled()
    await drawer.get_by_test_id("rule-text").fill(RULE)
    await expect(drawer.get_by_test_id("rule-ok")).to_be_visible()
    await drawer.get_by_test_id("preview").click()
    await expect(drawer.get_by_test_id("preview-found")).to_contain_text("位客户")
    await drawer.get_by_test_id("save-publish").click()
    await expect(drawer).to_contain_text("第 1 版")


async def choose(chat: Page, purpose: str) -> None:
    """The customer's own switch, on or off, on the privacy page of the chat."""
    await chat.get_by_test_id("more").click()
    await chat.get_by_test_id("menu-privacy").click()
    await chat.get_by_test_id(f"consent-{purpose}").click()


async def test_a_rule_meets_a_customer_until_they_take_their_consent_back(product: Product, opened: Browser):
    unique = uuid4().hex[:6]
    name = f"转过人工{unique}"
    desk = await at_desk(opened, product, "supervisor01")
    await in_force(desk, product, name, f"met_{unique}")

    # They agree to a profile, and talk with the bot: nothing that the rule asks for.
    chat = await at_chat(opened, product)
    await choose(chat, "profiling")
    await expect(chat.get_by_test_id("consents").get_by_text("已同意")).to_have_count(1)
    await chat.reload()
    question = f"提前还款要违约金吗？{unique}"
    await say(chat, question)
    await expect(message(chat, question)).to_be_visible()
    newest = await desk.evaluate(NEWEST)
    await desk.goto(f"{product.url}/desk/conversations/{newest}?view=all")
    panel = desk.get_by_test_id("customer-panel")
    await expect(message(desk, question)).to_be_visible()
    await expect(panel.get_by_test_id("customer-overview")).to_be_visible()
    tag = panel.get_by_test_id("customer-tag").filter(has_text=name)
    await expect(tag).to_have_count(0)

    # They ask for a person: the tag comes while one looks, and says why.
    await ask_for_person(chat, "我想换一张还款卡")
    await expect(tag).to_be_visible()
    await tag.hover()
    await expect(desk.get_by_role("tooltip")).to_contain_text(IN_WORDS)

    # No consent, no profile.
    await choose(chat, "profiling")
    await expect(chat.get_by_test_id("consents").get_by_text("已撤回")).to_have_count(1)
    await expect(tag).to_have_count(0)
    assert desk.errors == []
    assert chat.errors == []
