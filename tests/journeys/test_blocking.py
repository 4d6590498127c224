"""An agent has had enough: the customer is told, keeps what they typed, can complain, and is let in again."""

from playwright.async_api import Browser, expect

from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_chat, at_desk, say

pytestmark = IN_BROWSER


async def test_blocked_complains_and_is_let_in_again(product: Product, opened: Browser):
    chat = await at_chat(opened, product)
    desk = await at_desk(opened, product, "agent01", state="online")
    await say(chat, "转人工")
    await desk.get_by_test_id("offer-accept").click()
    await say(chat, "你们都是骗子，滚")
    await expect(desk.get_by_test_id("thread")).to_contain_text("你们都是骗子")
    await chat.get_by_test_id("composer").fill("我还没说完")

    # For one day, with a reason; for good is a supervisor's.
    await desk.get_by_test_id("more-actions").click()
    await desk.get_by_role("menuitem", name="拉黑客户").click()
    dialog = desk.get_by_role("dialog")
    await expect(dialog.get_by_role("radio", name="永久")).to_be_disabled()
    await dialog.get_by_role("combobox").click()
    await desk.locator(".ant-select-item-option", has_text="辱骂").click()
    await dialog.get_by_role("textbox").fill("连续辱骂坐席")
    await dialog.get_by_role("button", name="拉黑").click()
    await expect(desk.get_by_test_id("customer-blocked")).to_contain_text("连续辱骂坐席")

    # The customer hears it at once; what was typed is still there.
    notice = chat.get_by_test_id("blocked")
    await expect(notice).to_contain_text("暂时不能发送新消息")
    await expect(notice).to_contain_text("400-000-0123")
    await expect(chat.get_by_test_id("composer")).to_have_value("我还没说完")
    await expect(chat.get_by_test_id("composer")).not_to_be_editable()
    await expect(chat.get_by_test_id("send")).to_be_disabled()

    # The agent still answers; the conversation is as open as before.
    await say(desk, "您的诉求已登记。")
    await expect(chat.get_by_test_id("message").filter(has_text="您的诉求已登记")).to_be_visible()

    # A complaint is taken all the same.
    await chat.get_by_test_id("complain").click()
    await chat.get_by_test_id("offline-contact").fill("13800000000")
    await chat.get_by_test_id("offline-text").fill("坐席态度不好，我要投诉")
    await chat.get_by_test_id("offline-submit").click()
    await expect(chat.get_by_test_id("offline-done")).to_contain_text("投诉已收到")
    await expect(desk.get_by_test_id("thread")).to_contain_text("坐席态度不好，我要投诉")
    await chat.get_by_test_id("offline-back").click()

    # It is known after a reload, too.
    await chat.reload()
    await expect(chat.get_by_test_id("blocked")).to_be_visible()
    await expect(chat.get_by_test_id("composer")).to_have_value("我还没说完")

    # The supervisor lifts it; the customer goes on where they were.
    boss = await at_desk(opened, product, "supervisor01")
    await boss.goto(product.url + "/desk/admin/blocks")
    row = boss.get_by_test_id("admin-blocks").locator("tr", has_text="连续辱骂坐席")
    await row.get_by_test_id("lift-block").click()
    await boss.get_by_role("dialog").get_by_role("button", name="解除拉黑").click()
    # Said in words either way: a refusal would stand here.
    await expect(boss.locator(".ant-message-notice").first).to_have_text("已解除拉黑")
    await expect(row).to_have_count(0)
    await expect(chat.get_by_test_id("blocked")).to_be_hidden()
    await chat.get_by_test_id("send").click()
    await expect(desk.get_by_test_id("thread")).to_contain_text("我还没说完")
    for screen in (chat, desk, boss):
        assert screen.errors == []
