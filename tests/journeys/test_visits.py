"""How a visit begins: an administrator asks something before the chat, the customer answers and changes their mind;
a new colleague sets a password of their own."""

from uuid import uuid4

from playwright.async_api import Browser, expect

from .browser import page
from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_desk, say

pytestmark = IN_BROWSER
OWN = "苹果树下的长椅1987"


async def test_a_form_before_the_chat_and_consents_taken_back(product: Product, opened: Browser):
    admin = await at_desk(opened, product, "admin")
    await admin.goto(product.url + "/desk/admin/sites")
    await admin.get_by_test_id("site-demo").click()
    await admin.get_by_role("tab", name="咨询前表单").click()
    form = admin.get_by_test_id("pre-chat-settings")
    await form.get_by_test_id("pre-chat-on").click()
    await form.get_by_role("checkbox", name="称呼").first.check()
    await form.get_by_role("checkbox", name="会话记录").check()
    await form.get_by_test_id("pre-chat-save").click()
    await expect(admin.get_by_text("已保存").first).to_be_visible()
    try:
        chat = await page(opened, phone=True)
        await chat.goto(product.url + "/chat?site=demo")
        await chat.get_by_test_id("prechat-name").fill("王小满")
        await chat.get_by_test_id("prechat-consent-recording").check()
        await chat.get_by_test_id("prechat-submit").click()
        await say(chat, "怎么提前还款")
        await expect(chat.get_by_test_id("message").filter(has_text="来源").first).to_be_visible()
        await chat.reload()
        await expect(chat.get_by_test_id("thread")).to_contain_text("怎么提前还款")

        # What was given in the form is withdrawn as easily.
        await chat.get_by_test_id("more").click()
        await chat.get_by_test_id("menu-privacy").click()
        consents = chat.get_by_test_id("consents")
        await expect(consents.get_by_text("已同意")).to_have_count(1)
        await chat.get_by_test_id("consent-recording").click()
        await expect(consents.get_by_text("已撤回")).to_have_count(1)
        async with chat.expect_response(lambda r: r.request.method == "PUT" and r.ok):
            await chat.get_by_test_id("prefer-channel").select_option("sms")
        await chat.reload()
        await chat.get_by_test_id("more").click()
        await chat.get_by_test_id("menu-privacy").click()
        await expect(consents.get_by_text("已撤回")).to_have_count(1)
        await expect(chat.get_by_test_id("prefer-channel")).to_have_value("sms")
        assert chat.errors == []
    finally:
        await form.get_by_test_id("pre-chat-on").click()
        # The next customers are asked nothing: not before this is saved.
        async with admin.expect_response(lambda r: r.request.method == "PUT" and r.ok):
            await form.get_by_test_id("pre-chat-save").click()
    await admin.context.close()


async def test_a_new_colleague_sets_a_password_first(product: Product, opened: Browser):
    admin = await at_desk(opened, product, "admin")
    username = f"new{uuid4().hex[:8]}"
    made = await admin.evaluate(
        """async (body) => {
            const csrf = (await (await fetch('/api/v1/session')).json()).csrf_token;
            const headers = {'Content-Type': 'application/json', 'X-CSRF-Token': csrf};
            return (await fetch('/api/v1/staff', {method: 'POST', headers, body: JSON.stringify(body)})).json();
        }""",
        {"username": username, "name": "新同事", "roles": ["agent"]},
    )
    desk = await page(opened)
    await desk.goto(product.url + "/desk/")
    await desk.get_by_test_id("login-username").fill(username)
    await desk.get_by_test_id("login-password").fill(made["password"])
    await desk.get_by_test_id("login-submit").click()
    await desk.get_by_test_id("first-old").fill(made["password"])
    await desk.get_by_test_id("first-next").fill(OWN)
    await desk.get_by_test_id("first-again").fill(OWN)
    await desk.get_by_test_id("first-submit").click()
    await expect(desk.get_by_test_id("account-menu")).to_contain_text("新同事")
    assert desk.errors == []
    await admin.context.close()
    await desk.context.close()
