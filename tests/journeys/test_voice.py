"""A customer speaks instead of typing: recorded, heard at the desk, and where it cannot be said so."""

import re

from playwright.async_api import Browser, Page, expect

from .browser import FAKE_MICROPHONE, browser
from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_chat, at_desk, say

pytestmark = IN_BROWSER


async def record(chat: Page, seconds: int = 2) -> None:
    """So long at least: a busy machine looks later."""
    await chat.get_by_test_id("mic").click()
    await expect(chat.get_by_test_id("voice-bar")).to_have_attribute("data-phase", "recording")
    await expect(chat.get_by_test_id("voice-time")).to_contain_text(
        re.compile(rf"0:(0[{seconds}-9]|[1-5]\d) /")
    )


async def played(screen: Page) -> None:
    """Play the newest voice note until its end."""
    voice = screen.get_by_test_id("voice").last
    await voice.get_by_test_id("voice-play").click()
    await expect(voice).to_have_attribute("data-playing", "true")
    await expect(voice).to_have_attribute("data-playing", "false")
    await expect(screen.get_by_test_id("voice-link")).to_have_count(0)


async def test_recorded_sent_and_heard(product: Product):
    async with browser(*FAKE_MICROPHONE) as opened:
        chat = await at_chat(opened, product)
        await record(chat)
        await chat.get_by_test_id("voice-send").click()
        mine = chat.locator('[data-testid="message"][data-role="customer"]')
        await expect(mine).to_have_attribute("data-seq", re.compile(r"\d+"))
        await expect(mine.get_by_test_id("voice-length")).to_have_text(re.compile(r"0:(0[2-9]|[1-5]\d)"))

        # The bot says that it cannot listen, and asks for words or a person.
        await expect(chat.get_by_test_id("message").last).to_contain_text("听不了语音")
        await played(chat)

        # After a reload it comes from the server.
        await chat.reload()
        await expect(chat.get_by_test_id("voice")).to_be_visible()
        await played(chat)

        desk = await at_desk(opened, product, "agent01", state="online")
        await say(chat, "转人工")
        await desk.get_by_test_id("offer-accept").click()
        await expect(desk.get_by_test_id("thread").get_by_test_id("voice")).to_be_visible()
        await played(desk)

        # One more, and the list says what it is.
        await record(chat, 1)
        await chat.get_by_test_id("voice-send").click()
        await expect(desk.get_by_test_id("conversation-row").first).to_contain_text("[语音]")
        assert desk.errors == []
        assert chat.errors == []


async def test_cancelled_by_button_or_key_nothing_is_sent(product: Product):
    async with browser(*FAKE_MICROPHONE) as opened:
        chat = await at_chat(opened, product, phone=False)
        await record(chat, 1)
        await chat.get_by_test_id("voice-cancel").click()
        await expect(chat.get_by_test_id("composer")).to_be_visible()
        await record(chat, 1)
        await chat.keyboard.press("Escape")
        await expect(chat.get_by_test_id("voice-bar")).to_be_hidden()
        await expect(chat.get_by_test_id("message")).to_have_count(0)
        # Whoever types gets the button that sends.
        await chat.get_by_test_id("composer").fill("你好")
        await expect(chat.get_by_test_id("mic")).to_be_hidden()
        await expect(chat.get_by_test_id("send")).to_be_visible()
        assert chat.errors == []


async def test_a_refused_microphone_is_said_plainly(product: Product, opened: Browser):
    chat = await at_chat(opened, product)
    await chat.get_by_test_id("mic").click()
    await expect(chat.get_by_test_id("toast")).to_contain_text("麦克风")
    await expect(chat.get_by_test_id("composer")).to_be_editable()
    assert chat.errors == []


async def test_no_button_where_nothing_can_be_recorded(product: Product, opened: Browser):
    chat = await at_chat(opened, product)
    await chat.add_init_script("delete window.MediaRecorder")
    await chat.reload()
    await expect(chat.get_by_test_id("composer")).to_be_editable()
    await expect(chat.get_by_test_id("mic")).to_be_hidden()
    await expect(chat.get_by_test_id("send")).to_be_visible()
