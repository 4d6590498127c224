"""One person writes on the web, in WeChat, by text message and by mail: the agent sees one customer with one history,
and answers each where it was written."""

import re
from datetime import UTC, datetime

from playwright.async_api import Browser, Locator, Page, expect

from tandem.demo.signing import signed_identity
from tandem.settings import stored_secret

from .browser import page
from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_desk, message, say, texted

pytestmark = IN_BROWSER
# Registered with the borrower `settled`, 赵敏 (demo/seed/borrowers).
BORROWER, PHONE, ADDRESS = "settled", "13900000010", "zhao.min@example.com"


async def at_own_chat(opened: Browser, product: Product) -> Page:
    """The lender's site, which vouches for the borrower."""
    secret = stored_secret(product.home / "secrets" / "demo-identity")
    identity = signed_identity(BORROWER, site="demo", secret=secret, now=datetime.now(UTC))
    chat = await page(opened, phone=True)
    await chat.goto(f"{product.url}/chat?site=demo#identity={identity}")
    await expect(chat.get_by_test_id("composer")).to_be_editable()
    return chat


def wechat_of(product: Product) -> str:
    """Where the simulated WeChat has its telephone (settings.sim_wechat_url)."""
    port = product.instance.address.port
    return f"http://127.0.0.1:{port + 90 if port <= 65_000 else port - 90}/"


async def in_wechat(opened: Browser, product: Product, admin: Page) -> Page:
    """A follower of the account, who has proven on its page by a code to whom the telephone belongs."""
    phone = await page(opened, phone=True)
    await phone.goto(wechat_of(product))
    await phone.locator("#name").fill("敏敏")
    await phone.get_by_role("button", name="关注", exact=True).click()
    await phone.get_by_role("button", name="自助服务").click()
    async with phone.context.expect_page() as opening:
        await phone.get_by_role("button", name="账单与还款").click()
    h5 = await opening.value
    async with texted(product, PHONE):
        await h5.get_by_test_id("verify-phone").fill(PHONE)
        await h5.get_by_test_id("verify-get").click()
        await expect(h5.get_by_test_id("verify-code")).to_be_focused()
    await admin.goto(re.sub(r"/desk/.*", "/desk/admin/sms", admin.url))
    code = re.search(r"\d{6}", await on_telephone(admin).inner_text())
    assert code
    await h5.get_by_test_id("verify-code").fill(code.group())
    await h5.keyboard.press("Enter")
    await expect(h5.get_by_test_id("sheet")).to_have_count(0)
    await h5.close()
    return phone


def on_telephone(admin: Page) -> Locator:
    """The newest text message that the telephone got."""
    return admin.locator('[data-testid="sms-text"][data-direction="out"]').first


async def write_by_mail(admin: Page, text: str) -> None:
    await admin.goto(re.sub(r"/desk/.*", "/desk/admin/mail", admin.url))
    await admin.get_by_test_id("mail-write").click()
    await admin.get_by_placeholder("li.na@example.com").fill(ADDRESS)
    await admin.get_by_label("主题").fill("贷款问题")
    await admin.locator("textarea").first.fill(text)
    await admin.get_by_test_id("mail-send").click()


async def write_by_sms(admin: Page, text: str) -> None:
    await admin.goto(re.sub(r"/desk/.*", "/desk/admin/sms", admin.url))
    await admin.get_by_test_id("sms-write").click()
    await admin.get_by_placeholder("13900000000").fill(PHONE)
    await admin.locator("textarea").first.fill(text)
    await admin.get_by_test_id("sms-send").click()


async def answered(desk: Page, channel: str, text: str) -> str:
    """The agent takes what is offered and answers; the desk says by which channel that goes. Whose it is."""
    await desk.get_by_test_id("offer-accept").click()
    await expect(desk.get_by_test_id("goes-by")).to_have_attribute("data-channel", channel)
    await say(desk, text)
    await expect(message(desk, text)).to_be_visible()
    who = desk.get_by_test_id("customer-who")
    await expect(who).to_be_visible()
    return await who.get_attribute("data-customer-id") or ""


async def goes_on_by_sms(desk: Page, chat: Page, admin: Page) -> None:
    """What began on the web goes on by text message once the customer agrees, and they answer from the telephone."""
    contacts = desk.get_by_test_id("customer-contact")
    await contacts.filter(has=desk.locator('[data-channel="web"]')).first.get_by_role("link").click()
    await expect(desk.get_by_test_id("goes-by")).to_have_attribute("data-channel", "web")
    await desk.get_by_test_id("more-actions").click()
    await desk.get_by_role("menuitem", name="换渠道继续").click()
    ways = desk.get_by_test_id("way")
    wechat = ways.and_(desk.locator('[data-channel="wechat"]'))
    await expect(wechat).to_have_attribute("data-reason", "open_there")
    by_sms = ways.and_(desk.locator('[data-channel="sms"]'))
    await expect(by_sms).to_contain_text("139****0010")
    await by_sms.get_by_test_id("continue-by").click()
    await chat.get_by_test_id("choice").filter(has_text="在短信继续").click()
    await expect(desk.get_by_test_id("goes-by")).to_have_attribute("data-channel", "sms")
    await say(desk, "短信收到，证明明天寄出")
    await arrives(admin, "短信收到，证明明天寄出")
    await write_by_sms(admin, "好的，寄到单位就行")
    await expect(message(desk, "好的，寄到单位就行")).to_be_visible()
    await expect(message(chat, "好的，寄到单位就行")).to_be_visible()


async def arrives(admin: Page, text: str) -> None:
    """The telephone gets it: its page is read anew until then."""
    await admin.goto(re.sub(r"/desk/.*", "/desk/admin/sms", admin.url))
    for _ in range(20):
        try:
            return await expect(on_telephone(admin)).to_contain_text(text, timeout=1_000)
        except AssertionError:
            await admin.get_by_test_id("sms-refresh").click()
    raise AssertionError(f"{text} did not arrive")


async def same_person(desk: Page) -> None:
    """Nobody vouches for the address of a mail that nothing is known of: the agent has been told."""
    await desk.get_by_test_id("customer-family").click()
    search = desk.get_by_test_id("family").get_by_role("searchbox")
    await search.fill("赵敏")
    await search.press("Enter")
    await desk.get_by_test_id("family-choices").get_by_role("radio").first.click()
    await desk.get_by_test_id("merge-reason").fill("客户在微信里说这是她的邮箱")
    await desk.get_by_test_id("merge-submit").click()
    await expect(desk.get_by_test_id("merge").first).to_contain_text("这是她的邮箱")
    await desk.keyboard.press("Escape")


async def test_one_customer_is_answered_in_every_channel(opened: Browser, product: Product) -> None:
    admin = await at_desk(opened, product, "admin")
    desk = await at_desk(opened, product, "agent01", state="online")

    chat = await at_own_chat(opened, product)
    await say(chat, "转人工")
    customer = await answered(desk, "web", "您好，结清证明我来帮您开")
    await expect(message(chat, "结清证明我来帮您开")).to_be_visible()

    phone = await in_wechat(opened, product, admin)
    await phone.locator("#text").fill("转人工")
    await phone.get_by_role("button", name="发送").click()
    assert await answered(desk, "wechat", "微信里也收到了，请稍等") == customer
    await expect(phone.locator("#lines .theirs").last).to_contain_text("微信里也收到了")

    await goes_on_by_sms(desk, chat, admin)

    await write_by_mail(admin, "转人工")
    assert await answered(desk, "email", "邮件收到，附件稍后发您") != customer
    await same_person(desk)
    await admin.reload()
    mail = admin.locator('[data-testid="mail-row"][data-direction="out"]').filter(has_text="附件稍后发您")
    await expect(mail).to_be_visible()

    # One customer, one history: all are there, each one click away, and what went on elsewhere is where it is now.
    contacts = desk.get_by_test_id("customer-contact")
    for channel in ("wechat", "sms", "email"):
        await expect(contacts.locator(f'[data-channel="{channel}"]').first).to_be_visible()
    one = await desk.get_by_test_id("customer-who").get_attribute("data-customer-id") or ""
    await contacts.filter(has=desk.locator('[data-channel="wechat"]')).first.get_by_role("link").click()
    await expect(desk.get_by_test_id("goes-by")).to_have_attribute("data-channel", "wechat")
    await expect(desk.get_by_test_id("customer-who")).to_have_attribute("data-customer-id", one)
    await contacts.filter(has=desk.locator('[data-channel="sms"]')).first.get_by_role("link").click()
    await expect(desk.get_by_test_id("went-on")).to_have_text("网页 → 短信")
    await say(chat, "我回到网页了")
    await expect(desk.get_by_test_id("goes-by")).to_have_attribute("data-channel", "web")
    assert [screen.errors for screen in (desk, admin, chat, phone)] == [[], [], [], []]
