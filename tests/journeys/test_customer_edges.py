"""What customers meet off the straight path: files, limits, buttons, the line, ratings, who they are."""

import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
from playwright.async_api import Browser, FilePayload, Page, expect

from tandem.contexts.channels import api as channels
from tandem.kit.db import Database
from tandem.kit.postgres import EmbeddedPostgres
from tandem.settings import stored_secret

from .browser import page
from .host_page import host_page
from .marks import IN_BROWSER
from .product import Product
from .signing_in import ask_for_person, at_chat, at_desk, message, say

pytestmark = IN_BROWSER
UNCLEAR = "手续费"
SHARED_SECRET = "what the shop and Tandem share, 32+"


def picture(name: str, red: int) -> FilePayload:
    """A small PNG of one colour."""
    width, height = 160, 120

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes((red, 110, 80)) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return {"name": name, "mimeType": "image/png", "buffer": data}


def program(name: str, mime: str) -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": b"MZ\x90\0" + b"\0" * 400}


async def loaded(screen: Page, selector: str) -> None:
    """Wait until the picture is there to be seen, not only its frame."""
    picture = screen.locator(selector).last
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") == 160


async def test_pictures_go_both_ways_and_programs_do_not(opened: Browser, product: Product):
    desk = await at_desk(opened, product, "agent01", state="online")
    chat = await at_chat(opened, product)
    await ask_for_person(chat, "怎么提前还款")
    await desk.get_by_test_id("offer-accept").click()
    await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")

    await chat.get_by_test_id("file-input").set_input_files(picture("还款截图.png", 200))
    await loaded(desk, '[data-testid="message"][data-kind="image"] img')
    await desk.locator('[data-testid="message"][data-kind="image"] img').click()
    await expect(desk.locator(".ant-image-preview img")).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(desk.locator(".ant-image-preview img")).to_be_hidden()

    await desk.get_by_test_id("attach-input").set_input_files(picture("操作步骤.png", 60))
    await expect(desk.get_by_test_id("attachment-tray")).to_contain_text("操作步骤.png")
    await desk.get_by_test_id("send").click()
    await loaded(chat, '[data-testid="message"][data-role="agent"] [data-testid="image"] img')
    await chat.get_by_test_id("image").last.click()
    await expect(chat.get_by_test_id("lightbox").locator("img")).to_be_visible()
    await chat.keyboard.press("Escape")
    await expect(chat.get_by_test_id("lightbox")).to_be_hidden()

    # By its name the page refuses it; by its content the server does, and the page says so in words.
    await chat.get_by_test_id("file-input").set_input_files(program("run.exe", "application/x-msdownload"))
    await expect(chat.get_by_test_id("toast")).to_have_text("暂不支持发送这种文件")
    await chat.get_by_test_id("file-input").set_input_files(program("发票.png", "image/png"))
    failed = chat.get_by_test_id("message").filter(has=chat.get_by_role("alert"))
    await expect(failed).to_contain_text("暂不支持发送这种文件")
    await failed.get_by_test_id("remove").click()
    await expect(failed).to_have_count(0)
    await desk.get_by_test_id("attach-input").set_input_files(program("run.exe", "application/x-msdownload"))
    await expect(desk.get_by_test_id("attachment-tray")).to_contain_text("上传失败")
    assert desk.errors == []
    assert chat.errors == []


async def test_ten_thousand_characters_and_not_one_more(opened: Browser, product: Product):
    chat = await at_chat(opened, product)
    box, send = chat.get_by_test_id("composer"), chat.get_by_test_id("send")
    await box.fill("长" * 10_001)
    await expect(chat.get_by_test_id("counter")).to_have_text("超出 1 字")
    await expect(send).to_be_disabled()
    await box.fill("长" * 9_999 + "😀")
    await expect(chat.get_by_test_id("counter")).to_have_text("还可输入 0 字")
    await send.click()
    await expect(message(chat, "长长长😀")).to_be_visible()
    assert chat.errors == []


async def test_a_clarifying_question_has_buttons(opened: Browser, product: Product):
    chat = await at_chat(opened, product)
    await say(chat, UNCLEAR)
    choices = chat.get_by_test_id("choice")
    await expect(choices.last).to_have_text("都不是，转人工")
    wanted = await choices.first.inner_text()
    await choices.first.click()
    await expect(chat.get_by_test_id("source")).to_contain_text(wanted)
    await expect(message(chat, wanted).and_(chat.locator('[data-role="customer"]'))).to_have_count(1)
    await expect(choices.last).to_be_disabled()

    # Somebody else means none of these: in line for a person, and out of the line again.
    chat = await at_chat(opened, product)
    await say(chat, UNCLEAR)
    await chat.get_by_test_id("choice").last.click()
    await expect(chat.get_by_test_id("queue-position")).to_be_visible()
    await chat.get_by_test_id("queue-cancel").click()
    await expect(chat.locator('[data-event="left_queue"]')).to_be_visible()
    await expect(chat.get_by_test_id("queue-banner")).to_be_hidden()
    await say(chat, "怎么提前还款")
    await expect(chat.get_by_test_id("source")).to_contain_text("提前还款")

    # Helpful or not is said once for each answer; what did not help leads to a person.
    await chat.get_by_test_id("helpful").click()
    await expect(chat.get_by_test_id("feedback-thanks")).to_contain_text("感谢您的反馈")
    await say(chat, "更换绑定的手机号")
    await expect(chat.get_by_test_id("source")).to_have_count(2)
    await chat.get_by_test_id("not-helpful").click()
    await chat.get_by_test_id("feedback-handoff").click()
    await expect(chat.get_by_test_id("queue-banner")).to_be_visible()
    await chat.get_by_test_id("queue-cancel").click()
    await expect(chat.get_by_test_id("queue-banner")).to_be_hidden()
    await chat.reload()
    await expect(chat.get_by_test_id("source")).to_have_count(2)
    await expect(chat.get_by_test_id("helpful")).to_have_count(0)
    assert chat.errors == []


async def test_resolved_rated_once_and_reopened(opened: Browser, product: Product):
    desk = await at_desk(opened, product, "agent02", state="online")
    chat = await at_chat(opened, product)
    await ask_for_person(chat, "怎么提前还款")
    await desk.get_by_test_id("offer-accept").click()
    await say(desk, "您好，已经为您办好了。")
    await expect(message(chat, "已经为您办好了")).to_be_visible()
    await desk.get_by_test_id("resolve").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_test_id("disposition").click()
    await desk.get_by_role("menuitemcheckbox", name="征信").click()
    await dialog.get_by_test_id("wrapup-summary").fill("已告知办理方式")
    await desk.get_by_test_id("resolve-submit").click()
    await expect(dialog).to_be_hidden()

    await expect(chat.get_by_test_id("closed")).to_contain_text("本次会话已结束")
    await chat.get_by_test_id("rating-star-5").click()
    await chat.get_by_test_id("rating-tag-fast").click()
    await chat.get_by_test_id("rating-submit").click()
    await expect(chat.locator('[data-event="rated"]')).to_be_visible()
    await expect(chat.get_by_test_id("rating")).to_be_hidden()
    await chat.get_by_test_id("more").click()
    await expect(chat.get_by_test_id("menu-new")).to_be_visible()
    await expect(chat.get_by_test_id("menu-rate")).to_have_count(0)
    await chat.keyboard.press("Escape")

    await say(chat, "更换绑定的手机号")
    await expect(chat.locator('[data-event="reopened"]')).to_be_visible()
    await expect(chat.get_by_test_id("source").last).to_contain_text("手机号")
    await expect(chat.get_by_test_id("closed")).to_be_hidden()
    await expect(message(chat, "已经为您办好了")).to_be_visible()
    assert desk.errors == []
    assert chat.errors == []


async def test_a_shop_vouches_for_its_visitor(opened: Browser, product: Product, tmp_path: Path):
    await open_shop(product)
    subject = f"u-{uuid4().hex[:8]}"
    desk = await at_desk(opened, product, "agent03", state="online")
    shop = await page(opened)
    with host_page(product.url, "shop", tmp_path) as address:
        await shop.goto(address)
        await shop.get_by_test_id("launcher").click()
        await say(shop, "怎么提前还款")
        await expect(shop.get_by_test_id("source")).to_be_visible()
        await shop.evaluate("identity => window.Tandem.setUser(identity)", identity(subject, "沈小满"))
        await expect(shop.get_by_test_id("composer")).to_be_editable()
        await shop.get_by_test_id("handoff").click()
        await desk.get_by_test_id("offer-accept").click()

        # The agent sees who it is, and all that was asked before the log-in.
        await expect(desk.get_by_test_id("thread-title")).to_have_text("沈小满")
        await expect(desk.get_by_test_id("customer-panel")).to_contain_text("已核验身份")
        await expect(desk.get_by_test_id("thread")).to_contain_text("怎么提前还款")
        await say(desk, "沈女士您好。")
        await expect(message(shop, "沈女士您好")).to_be_visible()

        # The same person in another browser goes on there; a forged identity is nobody.
        elsewhere = await page(opened)
        await elsewhere.goto(address)
        await elsewhere.evaluate(
            "identity => { window.Tandem.setUser(identity); window.Tandem.open(); }",
            identity(subject, "沈小满"),
        )
        await expect(message(elsewhere, "沈女士您好")).to_be_visible()
        await say(elsewhere, "我换了一台电脑")
        await expect(message(desk, "我换了一台电脑")).to_have_count(1)
        await expect(message(shop, "我换了一台电脑")).to_have_count(1)

        forger = await page(opened)
        await forger.goto(address)
        await forger.evaluate(
            "() => { window.refused = []; window.Tandem.on('error', n => refused.push(n.code)); }"
        )
        await forger.evaluate(
            "identity => { window.Tandem.open(); return window.Tandem.setUser(identity); }",
            identity(subject, "沈小满", secret="not what they share, not in the least"),
        )
        await forger.wait_for_function("() => window.refused.includes('bad_identity')")
        await say(forger, "更换绑定的手机号")  # unnamed, but not turned away
        await expect(forger.get_by_test_id("source")).to_be_visible()
        await expect(message(forger, "沈女士您好")).to_have_count(0)

        # Log-out forgets the person.
        await shop.evaluate("() => window.Tandem.reset()")
        await expect(shop.get_by_test_id("message")).to_have_count(0)
        assert desk.errors == []
        assert shop.errors == []
        assert elsewhere.errors == []
        assert forger.errors == []


def identity(subject: str, name: str, secret: str = SHARED_SECRET) -> str:
    """What the shop's server would sign for its visitor."""
    expires = datetime.now(UTC) + timedelta(hours=1)
    return jwt.encode({"aud": "shop", "sub": subject, "name": name, "exp": expires}, secret, "HS256")


async def open_shop(product: Product) -> None:
    """One more site, which proves who its visitors are."""
    server = EmbeddedPostgres(product.home)
    server.prepare()
    db = Database(server.url, pool_size=1)
    try:
        async with db.transaction() as tx:
            await channels.create_site(
                tx, key="shop", name="禾穗商城", queue_key="general", identity_mode="both",
                identity_secret=SHARED_SECRET, secret=stored_secret(product.home / "secrets/secret_key").encode(),
            )  # fmt: skip
    finally:
        await db.close()
