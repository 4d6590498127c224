"""A supervisor's day: the board by itself, take-over, agents' states, and a transfer the customer hardly notices."""

from playwright.async_api import Browser, expect

from .marks import IN_BROWSER
from .product import Product
from .signing_in import (
    ask_for_person,
    at_chat,
    at_desk,
    choose_presence,
    login,
    message,
    say,
)

pytestmark = IN_BROWSER


async def test_a_waiting_customer_is_taken_over_from_the_board(opened: Browser, product: Product):
    board = await at_desk(opened, product, "supervisor01")
    await board.get_by_test_id("nav-board").click()
    queues = board.get_by_test_id("board-queues")
    for name in ("在线客服", "还款与账务", "投诉与纠纷"):
        await expect(queues).to_contain_text(name)
    waiting = board.get_by_test_id("board-tile-waiting")
    await expect(waiting).to_contain_text("0")

    # No agent is there: the customer waits, and the board says so by itself.
    chat = await at_chat(opened, product)
    await ask_for_person(chat, "怎么提前还款")
    await expect(waiting).to_contain_text("1")
    await expect(waiting).to_have_attribute("data-level", "warn")
    await expect(board.get_by_test_id("board-tile-longest")).to_contain_text("0:")
    line = board.get_by_test_id("board-waiting").get_by_role("listitem")
    await expect(line).to_have_count(1)
    await expect(line).to_contain_text("在线客服")
    await expect(queues.get_by_role("row").filter(has_text="在线客服")).to_contain_text("1")

    await line.get_by_role("button", name="接管").click()
    await expect(board.get_by_test_id("thread")).to_contain_text("怎么提前还款")
    await say(board, "您好，我是主管，由我来帮您。")
    await expect(message(chat, "我是主管")).to_have_count(1)
    await expect(chat.get_by_test_id("queue-banner")).to_be_hidden()
    name = login(product, "supervisor01").name
    await expect(chat.locator('[data-event="agent_joined"]')).to_contain_text(name)
    await say(chat, "好的，谢谢主管")
    await expect(message(board, "谢谢主管")).to_have_count(1)
    await expect(chat.get_by_test_id("queue-banner")).to_be_hidden()

    await board.get_by_test_id("nav-board").click()
    await expect(waiting).to_contain_text("0")
    await expect(board.get_by_test_id("board-tile-in-service")).to_contain_text("1")
    assert board.errors == []
    assert chat.errors == []


async def test_agents_and_their_states(opened: Browser, product: Product):
    agent = await at_desk(opened, product, "agent01", state="online")
    board = await at_desk(opened, product, "supervisor01")
    await board.get_by_test_id("nav-board").click()
    name = login(product, "agent01").name
    row = board.get_by_test_id("board-agents").get_by_role("row").filter(has_text=name)
    await expect(row).to_contain_text("在线")
    await expect(row).to_contain_text("0/6")

    # What the agent chooses reaches the board; what the supervisor chooses reaches the agent.
    await choose_presence(agent, "busy")
    await expect(row).to_contain_text("忙碌")
    await row.get_by_role("button", name=f"设置状态 {name}").click()
    await board.get_by_role("menuitem", name="离线").click()
    await expect(agent.get_by_test_id("presence-select")).to_contain_text("离线")
    await expect(row).to_contain_text("离线")
    assert board.errors == []
    assert agent.errors == []


async def test_a_transfer_with_a_comment_stays_one_conversation(opened: Browser, product: Product):
    first = await at_desk(opened, product, "agent02", state="online")
    chat = await at_chat(opened, product)
    await ask_for_person(chat, "怎么提前还款")
    await first.get_by_test_id("offer-accept").click()
    await say(first, "您好，我先帮您看一下。")
    await expect(message(chat, "我先帮您看一下")).to_have_count(1)

    second = await at_desk(opened, product, "agent03", state="online")
    name = login(product, "agent03").name
    await first.get_by_test_id("more-actions").click()
    await first.get_by_role("menuitem", name="转接").click()
    dialog = first.get_by_role("dialog", name="转接")
    await dialog.get_by_text("转给坐席").click()
    await dialog.get_by_test_id("agent-select").click()
    await first.locator(".ant-select-item-option").filter(has_text=name).click()
    await dialog.get_by_role("textbox").fill("客户要提前还款，请接着办")
    await first.get_by_test_id("transfer-submit").click()
    await expect(dialog).to_be_hidden()

    # The colleague has it, with all that was said and the comment the customer does not see.
    await second.get_by_test_id("conversation-row").first.get_by_role("button").click()
    thread = second.get_by_test_id("thread")
    await expect(thread).to_contain_text("我先帮您看一下")
    await expect(thread).to_contain_text("客户要提前还款，请接着办")
    await say(second, "您好，我继续为您办理。")
    await expect(message(chat, "我继续为您办理")).to_have_count(1)
    await expect(chat.get_by_test_id("status")).to_contain_text(name)
    await expect(chat.get_by_test_id("thread")).not_to_contain_text("客户要提前还款，请接着办")
    for said in ("怎么提前还款", "我先帮您看一下", "我继续为您办理"):
        await expect(message(chat, said).first).to_be_visible()

    await say(chat, "好的，谢谢两位")
    await expect(message(second, "好的，谢谢两位")).to_have_count(1)
    await expect(first.get_by_test_id("conversation-row")).to_have_count(0)
    assert first.errors == []
    assert second.errors == []
    assert chat.errors == []
