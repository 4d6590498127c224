"""An editor changes an answer, a colleague approves it, and the bot says the new one; the trial pane shows why."""

import asyncio

from playwright.async_api import Browser, Page, expect

from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_chat, at_desk, login, say

pytestmark = IN_BROWSER
QUESTION = "怎么提前还款"
OLD_HOURS, NEW_HOURS = "每天8:00–22:00", "每天6:00–24:00"
NEW_SENTENCE = "结清证明当天就能下载。"


async def test_a_new_answer_is_reviewed_and_said(opened: Browser, product: Product):
    chat = await at_chat(opened, product)
    await say(chat, QUESTION)
    answers = chat.locator('[data-testid="message"][data-role="bot"][data-seq]')
    await expect(answers.last).to_contain_text(OLD_HOURS)

    # The author changes it and asks for review, but may not approve it.
    author = await at_desk(opened, product, "editor01")
    await open_entry(author)
    await author.get_by_test_id("entry-edit").click()
    answer = author.get_by_test_id("entry-answer")
    text = (await answer.input_value()).rstrip()
    assert OLD_HOURS in text
    await answer.fill(f"{text.replace(OLD_HOURS, NEW_HOURS)}\n{NEW_SENTENCE}")
    await author.get_by_test_id("entry-save").click()
    entry = author.get_by_test_id("entry")
    await expect(entry.locator("header")).to_contain_text("草稿")
    await author.get_by_test_id("entry-submit").click()
    await comment(author, "提交审核", "办理时间变了")
    await expect(entry.locator("header")).to_contain_text("审核中")
    await expect(author.get_by_test_id("entry-approve")).to_be_disabled()
    await expect(author.get_by_test_id("entry-own-work")).to_contain_text("不能审核自己写的内容")

    # Unpublished, it is not said.
    other = await at_chat(opened, product)
    await say(other, QUESTION)
    await expect(other.get_by_test_id("source").first).to_be_visible()
    await expect(other.get_by_test_id("thread")).not_to_contain_text(NEW_SENTENCE)

    # A colleague sees what changed, and approves.
    reviewer = await at_desk(opened, product, "editor02")
    await reviewer.get_by_role("tab", name="待审核 (1)").click()
    await reviewer.get_by_test_id("entry-row").click()
    await reviewer.get_by_role("tab", name="版本").click()
    diff = reviewer.get_by_test_id("version-diff")
    await expect(diff.locator("ins").filter(has_text=NEW_SENTENCE)).to_have_count(1)
    await expect(diff.locator("del").filter(has_text="8")).to_have_count(1)
    versions = reviewer.get_by_test_id("entry").get_by_role("list").first
    await expect(versions).to_contain_text("第 2 版")
    await expect(versions).to_contain_text(login(product, "editor01").name)
    await reviewer.get_by_test_id("entry-approve").click()
    await comment(reviewer, "通过并发布", "")
    await expect(reviewer.get_by_test_id("entry").locator("header")).to_contain_text("已发布")
    await expect(author.get_by_test_id("entry").locator("header")).to_contain_text("审核中")

    async with asyncio.timeout(30):
        while not await says_new_answer(opened, product):
            pass
    assert chat.errors == []
    assert other.errors == []
    assert author.errors == []
    assert reviewer.errors == []


async def open_entry(desk: Page) -> None:
    """The entry on early settlement, found by the list's search."""
    await desk.get_by_test_id("nav-knowledge").click()
    field = desk.get_by_test_id("entry-search").locator("input")
    await field.fill(QUESTION)
    await field.press("Enter")
    row = desk.get_by_test_id("entry-row").filter(has_text=f"{QUESTION}？").first
    await row.click()
    await expect(desk.get_by_test_id("entry").locator("h2")).to_contain_text(QUESTION)


async def comment(desk: Page, action: str, text: str) -> None:
    """Fill and send the dialog that every step of a review opens."""
    dialog = desk.get_by_role("dialog", name=action)
    await dialog.get_by_role("textbox").fill(text)
    await dialog.get_by_role("button", name=action).click()


async def says_new_answer(opened: Browser, product: Product) -> bool:
    """Whether the bot, asked by somebody new, gives the new text with its source."""
    chat = await at_chat(opened, product)
    await say(chat, QUESTION)
    source = chat.get_by_test_id("source")
    await expect(source).to_contain_text(QUESTION)
    said = await chat.get_by_test_id("thread").inner_text()
    await chat.context.close()
    return NEW_HOURS in said and NEW_SENTENCE in said


async def test_the_trial_pane_shows_candidates_and_the_decision(opened: Browser, product: Product):
    desk = await at_desk(opened, product, "trainer01")
    await desk.get_by_test_id("nav-knowledge").click()
    await desk.get_by_role("tab", name="机器人试答").click()
    result = desk.get_by_test_id("trial-result")

    await desk.get_by_test_id("trial-input").fill("更换绑定的手机号")
    await desk.get_by_test_id("trial-run").click()
    await expect(result.locator("[data-decision]")).to_have_attribute("data-decision", "answer")
    await expect(result.get_by_role("row").nth(1)).to_contain_text("手机号")
    await expect(result.get_by_role("row").nth(1)).to_contain_text("关键词")

    await desk.get_by_test_id("trial-input").fill("我要投诉你们")
    await desk.get_by_test_id("trial-run").click()
    await expect(result.locator("[data-decision]")).to_have_attribute("data-decision", "handoff")
    await expect(result).to_contain_text("投诉")

    # What was tried before is one click away.
    await desk.get_by_role("button", name="更换绑定的手机号").click()
    await expect(result.locator("[data-decision]")).to_have_attribute("data-decision", "answer")
    assert desk.errors == []
