"""Everybody can use it: in English without a Chinese word left over, by the keyboard alone, and in the dark."""

import asyncio
import json
import re
from collections.abc import Iterable
from contextlib import suppress

from playwright.async_api import Browser, Error, Page, Response, expect

from .browser import page
from .marks import IN_BROWSER
from .product import Product
from .signing_in import ask_for_person, at_chat, at_desk, login, message, say

pytestmark = IN_BROWSER
CHINESE = re.compile(r"[㐀-鿿]+")
OWN_NAMES = {"协同", "中文", "切换到中文"}
"""Said in Chinese whatever the language: the product's name, and the way back to Chinese."""

# Text of every visible element, and its names, titles and placeholders; in shadow roots, too.
READ_OUT = """() => {
  const found = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll('*')) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (!node.checkVisibility() || ['SCRIPT', 'STYLE'].includes(node.tagName)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        if (node.getAttribute(name)) found.push(node.getAttribute(name));
      }
      for (const child of node.childNodes) if (child.nodeType === 3 && child.data.trim()) found.push(child.data);
    }
  };
  walk(document);
  return [...found, document.title];
}"""

# How bright a colour is as WCAG 2 counts it, and the contrast of an element's text to what is behind it.
CONTRAST = """(element) => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const bright = (colour) => {
    const [r, g, b] = parts(colour).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const up = (node) => node.assignedSlot ?? node.parentNode?.host ?? node.parentNode;
  let behind = element;
  const clear = (node) => !(node instanceof Element) || parts(getComputedStyle(node).backgroundColor)[3] === 0;
  while (clear(behind) && up(behind)) behind = up(behind);
  const [text, ground] = [bright(getComputedStyle(element).color), bright(getComputedStyle(behind).backgroundColor)];
  return { ground, ratio: (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05) };
}"""

FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot) element = element.shadowRoot.activeElement;
  return element?.dataset.testid;
}"""


class Reader:
    """Knows every Chinese text that came as data, so that what is left on a screen came from the page itself."""

    def __init__(self, screen: Page) -> None:
        self.screen = screen
        self.data: set[str] = set()
        self.reading: list[asyncio.Task[None]] = []
        screen.on("response", lambda answer: self.reading.append(asyncio.create_task(self._read(answer))))
        screen.on("websocket", lambda link: link.on("framereceived", self._hear))

    def _hear(self, frame: str | bytes) -> None:
        self.data |= set(_texts(json.loads(frame)))

    async def _read(self, response: Response) -> None:
        if "/api/v1/" not in response.url or "json" not in response.headers.get("content-type", ""):
            return
        with suppress(Error):  # the page has gone on: what it was told is nowhere to be seen
            self.data |= set(_texts(await response.json()))

    async def left_over(self) -> set[str]:
        """Chinese words on the screen that are in no data."""
        seen = await self.screen.evaluate(READ_OUT)
        await asyncio.gather(*self.reading)
        known = "\n".join(self.data)
        runs = {run for text in seen for run in CHINESE.findall(text)}
        return {run for run in runs - OWN_NAMES if run not in known}


def _texts(value: object) -> Iterable[str]:
    """All strings but those that the pages must say in their own words: system lines and problems."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        own_words = value.get("kind") == "system" or "request_id" in value
        hidden = {"detail", "title", "text"} if own_words else set()
        for key, item in value.items():
            if key not in hidden:
                yield from _texts(item)


async def test_the_desk_speaks_english(opened: Browser, product: Product):
    chat = await at_chat(opened, product)
    await ask_for_person(chat, "怎么提前还款")

    desk = await page(opened, locale="en-US")
    reader = Reader(desk)
    admin = login(product, "admin")
    await desk.goto(product.url + "/desk/")
    # Staff have a language of their own, Chinese at first; one chosen here goes with them.
    await desk.get_by_test_id("login-locale").click()
    await expect(desk.get_by_test_id("login-submit")).to_have_text("Sign in")
    assert await reader.left_over() == set(), "the log-in"
    await desk.get_by_test_id("login-username").fill(admin.username)
    await desk.get_by_test_id("login-password").fill("wrong")
    await desk.get_by_test_id("login-submit").click()
    await expect(desk.get_by_test_id("login-error")).to_be_visible()
    assert await reader.left_over() == set(), "a refused log-in"
    await desk.get_by_test_id("login-password").fill(admin.password)
    await desk.get_by_test_id("login-submit").click()
    await expect(desk.get_by_test_id("nav-admin")).to_contain_text("Admin")

    await desk.goto(f"{product.url}/desk/conversations?view=all")
    await desk.get_by_test_id("conversation-row").get_by_role("button").click()
    await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")
    await expect(desk.get_by_test_id("customer-panel")).to_be_visible()
    assert await reader.left_over() == set(), "a conversation"
    await desk.get_by_test_id("more-actions").click()
    assert await reader.left_over() == set(), "its menu"
    await desk.keyboard.press("Escape")
    await desk.get_by_test_id("palette-open").click()
    await expect(desk.get_by_test_id("palette")).to_be_visible()
    assert await reader.left_over() == set(), "the palette"
    await desk.keyboard.press("Escape")

    for view in ("mine", "unassigned", "snoozed", "resolved"):
        await desk.get_by_test_id(f"view-{view}").click()
        assert await reader.left_over() == set(), view
    await desk.get_by_test_id("nav-board").click()
    await expect(desk.get_by_test_id("board-agents").get_by_role("row").nth(1)).to_be_visible()
    assert await reader.left_over() == set(), "the board"
    await desk.get_by_test_id("nav-knowledge").click()
    await desk.get_by_test_id("entry-row").first.click()
    await desk.get_by_role("tab", name="Versions").click()
    await expect(desk.get_by_test_id("version-diff")).to_be_visible()
    assert await reader.left_over() == set(), "an entry"
    await desk.get_by_test_id("entry-edit").click()
    await expect(desk.get_by_test_id("entry-form")).to_be_visible()
    assert await reader.left_over() == set(), "its form"
    await desk.get_by_role("tab", name="Bot trial").click()
    await desk.get_by_test_id("trial-input").fill("还款日")
    await desk.get_by_test_id("trial-run").click()
    await expect(desk.get_by_test_id("trial-result")).to_be_visible()
    assert await reader.left_over() - {"还款日"} == set(), "a trial"
    for section in ("staff", "organisation", "queues", "calendars", "audit", "health"):
        await desk.goto(f"{product.url}/desk/admin/{section}")
        await expect(desk.get_by_test_id(f"admin-{section}")).to_be_visible()
        await expect(desk.locator(".ant-skeleton, .ant-spin-spinning")).to_have_count(0)
        assert await reader.left_over() == set(), section
    await desk.goto(f"{product.url}/desk/preferences")
    await expect(desk.get_by_test_id("preferences")).to_be_visible()
    assert await reader.left_over() == set(), "preferences"
    # The others who use this product sign in as the same administrator, and read Chinese.
    async with desk.expect_response(lambda answer: answer.request.method == "PATCH"):
        await desk.get_by_test_id("pref-language").get_by_text("中文").click()
    assert chat.errors == []
    assert desk.errors == []


async def test_the_chat_speaks_english(opened: Browser, product: Product):
    chat = await page(opened, phone=True, locale="en-US")
    reader = Reader(chat)
    await chat.goto(f"{product.url}/chat/?site=demo&lang=en")
    await expect(chat.get_by_test_id("handoff")).to_contain_text("Agent")
    assert await reader.left_over() == set(), "home"
    await say(chat, "怎么提前还款")
    await expect(chat.get_by_test_id("source")).to_be_visible()
    assert await reader.left_over() == set(), "an answer"
    await chat.get_by_test_id("more").click()
    assert await reader.left_over() == set(), "the menu"
    await chat.get_by_test_id("menu-rate").click()
    await chat.get_by_test_id("rating-star-2").click()
    assert await reader.left_over() == set(), "the rating"
    await say(chat, "还款日")
    await expect(chat.get_by_test_id("choice").last).to_be_visible()
    assert await reader.left_over() == set(), "a question back"
    await chat.get_by_test_id("handoff").click()
    await expect(chat.get_by_test_id("queue-position")).to_be_visible()
    assert await reader.left_over() == set(), "the line"
    await chat.get_by_test_id("queue-cancel").click()
    await expect(chat.get_by_test_id("queue-banner")).to_be_hidden()
    assert await reader.left_over() == set(), "out of the line"
    assert chat.errors == []


async def test_the_keyboard_is_enough(opened: Browser, product: Product):
    # The agent signs in and goes online without a mouse.
    desk = await page(opened)
    agent = login(product, "agent01")
    await desk.goto(product.url + "/desk/")
    await expect(desk.get_by_test_id("login-username")).to_be_focused()
    for text, key in ((agent.username, "Tab"), (agent.password, "Enter")):
        await desk.keyboard.type(text)
        await desk.keyboard.press(key)
    await expect(desk.get_by_test_id("presence-select")).to_be_visible()
    await desk.keyboard.press("Control+k")
    await expect(desk.get_by_test_id("palette").get_by_role("combobox")).to_be_focused()
    await desk.keyboard.type("切换为在线")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("presence-select").get_by_test_id("presence-online")).to_be_visible()

    # Two customers ask and come to a person, one of them by Tab and Enter alone.
    chat = await at_chat(opened, product, phone=False)
    await expect(chat.get_by_test_id("composer")).to_be_focused()
    await chat.keyboard.type("怎么提前还款")
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_test_id("source")).to_be_visible()
    await expect(chat.get_by_test_id("composer")).to_be_focused()
    await tab_to(chat, "handoff", "Shift+Tab")
    await chat.keyboard.press("Enter")
    await expect(desk.get_by_test_id("offer")).to_be_visible()
    await desk.keyboard.press("Alt+y")
    await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")
    other = await at_chat(opened, product)
    await ask_for_person(other, "更换绑定的手机号")
    await expect(desk.get_by_test_id("offer")).to_be_visible()
    await desk.keyboard.press("Alt+y")
    await expect(desk.get_by_test_id("thread")).to_contain_text("更换绑定的手机号")

    # Alt+J and Alt+K go through the list; an answer is typed and sent.
    rows = desk.get_by_test_id("conversation-row")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(1)).to_have_attribute("aria-current", "true")  # who waits longest stands first
    await desk.keyboard.press("Alt+k")
    await expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")
    await expect(desk.get_by_test_id("composer")).to_be_focused()
    await desk.keyboard.press("Alt+j")
    await expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    await expect(desk.get_by_test_id("thread")).to_contain_text("更换绑定的手机号")
    await expect(desk.get_by_test_id("composer")).to_be_focused()
    await desk.keyboard.type("您好，我来帮您换绑。")
    await desk.keyboard.press("Enter")
    await expect(message(other, "我来帮您换绑")).to_have_count(1)
    await expect(message(chat, "我来帮您换绑")).to_have_count(0)

    # Every shortcut of the screen is on the sheet.
    await desk.keyboard.press("Escape")
    await desk.evaluate("() => document.activeElement.blur()")
    await desk.keyboard.press("?")
    await expect(desk.get_by_test_id("shortcut-sheet")).to_contain_text("下一个会话")
    await desk.keyboard.press("Escape")
    await expect(desk.get_by_test_id("shortcut-sheet")).to_be_hidden()
    assert desk.errors == []
    assert chat.errors == []
    assert other.errors == []


async def tab_to(screen: Page, testid: str, key: str = "Tab") -> None:
    """Press Tab until the element has the focus; a keyboard reaches it in a dozen steps or it is out of reach."""
    for _ in range(12):
        if await screen.evaluate(FOCUSED) == testid:
            return
        await screen.keyboard.press(key)
    assert await screen.evaluate(FOCUSED) == testid


async def test_the_dark_is_dark_and_legible(opened: Browser, product: Product):
    chat = await at_chat(opened, product, dark=True)
    await say(chat, "怎么提前还款")
    await expect(chat.get_by_test_id("source")).to_be_visible()
    desk = await at_desk(opened, product, "supervisor01", dark=True)
    await desk.goto(f"{product.url}/desk/conversations?view=all")
    await desk.get_by_test_id("conversation-row").first.get_by_role("button").click()
    await expect(desk.get_by_test_id("message").first).to_be_visible()
    texts = [
        chat.get_by_test_id("message").last.locator(".bubble"),
        chat.get_by_test_id("source"),
        chat.get_by_test_id("title"),
        desk.get_by_test_id("thread-title"),
        desk.get_by_test_id("message").first.locator("[class*=text]").first,
        desk.get_by_test_id("conversation-row").first.locator("[class*=name]").first,
        desk.get_by_test_id("conversation-row").first.locator("[class*=preview]").first,
        desk.get_by_test_id("view-mine"),
    ]
    for text in texts:
        seen = await text.evaluate(CONTRAST)
        assert seen["ground"] < 0.2, f"{text} is on a bright ground"
        assert seen["ratio"] >= 4.5, f"{text} is hard to read: {seen['ratio']:.1f}"
    assert chat.errors == []
    assert desk.errors == []
