"""An agent's day at the desk, by keyboard wherever there is a key: writing, lists, actions, history."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Route, expect
from playwright.async_api import TimeoutError as NotThere

from tandem.demo.clients import AgentClient, CustomerClient, HttpPool

from .marks import IN_BROWSER
from .product import Product
from .signing_in import at_desk, login, message, say

pytestmark = IN_BROWSER
Waiting = Callable[[str], Awaitable[CustomerClient]]


@pytest_asyncio.fixture(loop_scope="session")
async def waiting(product: Product) -> AsyncIterator[Waiting]:
    """Customers who asked for a person and then said something; they need no browser for that."""
    pools: list[HttpPool] = []

    async def one(said: str) -> CustomerClient:
        pools.append(HttpPool(product.instance.address))
        customer = CustomerClient(pools[-1])
        await customer.start()
        await customer.open_conversation()
        await customer.ask_for_person()
        await customer.say(said)
        return customer

    yield one
    for pool in pools:
        pool.close()


async def by_api(product: Product, username: str) -> AgentClient:
    """A colleague without a browser; close its pool."""
    who = login(product, username)
    agent = AgentClient(HttpPool(product.instance.address), who.username, who.password)
    await agent.sign_in()
    return agent


def row_of(desk: Page, customer: CustomerClient) -> Locator:
    return desk.locator(
        f'[data-testid="conversation-row"][data-conversation-id="{customer.conversation_id}"]'
    )


async def choose_option(desk: Page, form: Locator, field: str, item: str) -> None:
    """Choose in a field's list, which is there before it stands still."""
    for attempt in range(5):
        await form.get_by_label(field).click()
        await desk.locator(".ant-select-item-option", has_text=item).click()
        try:
            return await expect(form).to_contain_text(item, timeout=2_000)
        except AssertionError:
            if attempt == 4:
                raise


async def choose_beneath(desk: Page, menu: str, item: str) -> None:
    """Choose from a menu beneath another, which opens when the mouse comes upon it, and not while it still unfolds."""
    for attempt in range(10):
        await desk.get_by_role("menuitem", name=menu).hover()
        try:
            return await desk.get_by_role("menuitem", name=item).click(timeout=2_000)
        except NotThere:
            if attempt == 9:
                raise
        await desk.mouse.move(0, 0)


async def open_of(desk: Page, customer: CustomerClient) -> None:
    await row_of(desk, customer).get_by_role("button").click()
    await expect(row_of(desk, customer)).to_have_attribute("aria-current", "true")


async def refused(route: Route) -> None:
    if route.request.method != "POST":
        return await route.continue_()
    problem = {"type": "about:blank", "status": 422, "code": "message_too_long", "title": "消息太长。"}
    await route.fulfill(status=422, json=problem, content_type="application/problem+json")


async def test_writing(product: Product, opened: Browser, waiting: Waiting):
    desk = await at_desk(opened, product, "agent01", state="online")
    customer = await waiting("怎么提前还款")
    await expect(desk.get_by_test_id("offer")).to_be_visible()
    await desk.keyboard.press("Alt+y")
    box, mode = desk.get_by_test_id("composer"), desk.locator("[data-mode]")
    await expect(box).to_be_focused()

    # A canned reply, with its variables filled in.
    await desk.keyboard.type("/hi")
    await expect(desk.get_by_test_id("canned-menu").get_by_role("option", selected=True)).to_contain_text(
        "问候"
    )
    await desk.keyboard.press("Enter")
    await expect(box).to_have_value(re.compile(login(product, "agent01").name))
    await desk.keyboard.press("Enter")
    await expect(message(desk, "很高兴为您服务")).to_have_count(1)

    # A private note that names a colleague: not for the customer, but on the colleague's list.
    colleague = login(product, "agent02").name
    await desk.keyboard.press("Alt+n")
    await expect(mode).to_have_attribute("data-mode", "note")
    await desk.keyboard.type(f"@{colleague[:2]}")
    await desk.get_by_test_id("mention-menu").get_by_role("option").filter(has_text=colleague).wait_for()
    await desk.keyboard.press("Enter")
    await desk.keyboard.type("帮我看下这笔能不能提前还")
    await desk.keyboard.press("Enter")
    note = message(desk, "帮我看下这笔")
    await expect(note).to_have_attribute("data-kind", "note")
    await expect(note).to_contain_text(f"@{colleague}")
    await expect(mode).to_have_attribute("data-mode", "reply")
    agent = await by_api(product, "agent02")
    mentions = await agent.caller.call("GET", "/api/v1/conversations?view=mentioned")
    agent.pool.close()
    assert customer.conversation_id in [row["id"] for row in mentions["items"]]

    # What the knowledge base says to the last question, by one chord.
    await desk.get_by_test_id("knowledge-insert").first.wait_for()
    await desk.keyboard.press("Alt+Shift+Digit1")
    await expect(box).to_have_value(re.compile("提前还款"))
    await desk.keyboard.press("Enter")
    await expect(box).to_have_value("")

    # A quote of what the customer said.
    asked = desk.locator('[data-testid="message"][data-role="customer"]').first
    await asked.hover()
    await asked.get_by_role("button", name="引用").click()
    await desk.keyboard.type("按这个办就可以")
    await desk.keyboard.press("Enter")
    await expect(message(desk, "按这个办就可以").locator("blockquote")).to_have_text("怎么提前还款")

    # What the server refused is seen as such, and goes out when tried again.
    await desk.route("**/messages", refused)
    await say(desk, "还有别的问题吗")
    failed = desk.get_by_test_id("pending-message")
    await expect(failed).to_have_attribute("data-state", "failed")
    await expect(failed).to_contain_text("消息太长")
    await desk.unroute("**/messages")
    await failed.get_by_test_id("message-retry").click()
    await expect(message(desk, "还有别的问题吗")).to_have_count(1)
    await expect(failed).to_have_count(0)

    # What was typed and not sent is there after a reload, and the list says so.
    await box.fill("另外跟您确认一下")
    await desk.reload()
    await expect(box).to_have_value("另外跟您确认一下")
    await desk.get_by_test_id("nav-board").or_(desk.get_by_test_id("nav-conversations")).first.click()
    await expect(row_of(desk, customer)).to_contain_text("草稿")
    told = [one["text"] for one in await customer.transcript()]
    assert sum("还有别的问题吗" in text for text in told) == 1
    assert not any("帮我看下这笔" in text for text in told)
    assert desk.errors == []


async def test_lists(product: Product, opened: Browser, waiting: Waiting):
    first, second, third = [
        await waiting(said) for said in ("还款日可以改吗", "短信说我逾期了", "合同在哪里下载")
    ]
    desk = await at_desk(opened, product, "agent02")
    await desk.get_by_test_id("view-unassigned").click()
    rows = desk.get_by_test_id("conversation-row")
    await expect(rows).to_have_count(3)
    await expect(rows.first).to_contain_text("还款日可以改吗")

    # Sorted, searched; then by keyboard through what is there.
    await desk.get_by_test_id("list-sort").click()
    await desk.get_by_role("menuitem", name="最近更新").click()
    await expect(rows.first).to_contain_text("合同在哪里下载")
    await desk.keyboard.press("Escape")
    await desk.locator("#main").focus()
    await desk.keyboard.press("/")
    await desk.keyboard.type("逾期了")
    await expect(rows).to_have_count(1)
    await expect(row_of(desk, second)).to_be_visible()
    await desk.get_by_test_id("list-search").fill("")
    await expect(rows).to_have_count(3)
    # By beginning: whatever happens to a conversation meanwhile does not move it.
    await desk.get_by_test_id("list-sort").click()
    await desk.get_by_role("menuitem", name="最早开始").click()
    await expect(rows.first).to_contain_text("还款日可以改吗")
    await desk.keyboard.press("Escape")
    await desk.locator("#main").focus()
    for step, customer in (("j", first), ("j", second), ("j", third), ("k", second)):
        await desk.keyboard.press(f"Alt+{step}")
        await expect(row_of(desk, customer)).to_have_attribute("aria-current", "true")

    # Several at once.
    for customer in (first, third):
        await row_of(desk, customer).get_by_role("checkbox").check()
    bar = desk.get_by_test_id("bulk-bar")
    await bar.get_by_role("button", name="优先级").click()
    await desk.get_by_role("menuitem", name="紧急").click()
    await expect(desk.get_by_text("已处理 2 个会话")).to_be_visible()
    await expect(bar).to_have_count(0)

    # A narrowed list, kept as a view of one's own.
    await desk.get_by_test_id("list-filter").click()
    filters = desk.get_by_role("tooltip").filter(has_text="筛选条件")
    await choose_option(desk, filters, "优先级", "紧急")
    await expect(rows).to_have_count(2)
    await desk.keyboard.press("Escape")
    await desk.get_by_role("button", name="保存当前视图").click()
    await desk.get_by_placeholder("视图名称").fill("急件")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("views")).to_contain_text("急件")
    await desk.get_by_test_id("view-mine").click()
    await expect(rows).to_have_count(0)
    await desk.reload()
    await desk.get_by_test_id("views").get_by_role("button", name="急件", exact=True).click()
    await expect(rows).to_have_count(2)
    await desk.get_by_role("button", name="删除视图 急件").click()
    await expect(desk.get_by_test_id("views")).not_to_contain_text("急件")
    assert desk.errors == []


async def test_actions(product: Product, opened: Browser, waiting: Waiting):
    first, second = await waiting("我想协商还款"), await waiting("结清证明怎么开")
    desk = await at_desk(opened, product, "agent03")
    await desk.get_by_test_id("view-unassigned").click()
    notice = desk.get_by_test_id("reply-notice")
    for customer in (second, first):
        await open_of(desk, customer)
        await expect(notice.get_by_role("button", name="领取会话")).to_be_visible()
        await desk.keyboard.press("Alt+c")
        await expect(notice).to_have_count(0)
    # Whoever takes work is there: not offline any more, and offered nothing they did not choose.
    await expect(desk.get_by_test_id("presence-select")).to_contain_text("忙碌")
    await desk.get_by_test_id("view-mine").click()
    await open_of(desk, first)

    # Label, priority.
    await desk.keyboard.press("Alt+l")
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_role("combobox").fill("待回访")
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Escape")
    await dialog.get_by_role("button", name="确定").click()
    await expect(row_of(desk, first)).to_contain_text("待回访")
    await desk.get_by_test_id("more-actions").click()
    await choose_beneath(desk, "优先级", "紧急")
    await expect(row_of(desk, first)).to_contain_text("紧急")

    # Snoozed, it is away until the customer writes.
    await desk.keyboard.press("Alt+z")
    await desk.get_by_role("dialog").get_by_role("button", name="1 小时后").click()
    await expect(row_of(desk, first)).to_have_count(0)
    await first.say("材料我准备好了")
    await expect(row_of(desk, first)).to_contain_text("材料我准备好了")

    # Back in line, and claimed again.
    await open_of(desk, first)
    await desk.keyboard.press("Alt+u")
    await expect(notice.get_by_role("button", name="领取会话")).to_be_visible()
    await desk.keyboard.press("Alt+c")
    await expect(notice).to_have_count(0)
    await say(desk, "收到，我来帮您登记。")
    await expect(message(desk, "我来帮您登记")).to_have_count(1)

    # What was said, as a file.
    await desk.get_by_test_id("more-actions").click()
    async with desk.expect_download() as kept:
        await choose_beneath(desk, "导出记录", "文本")
    text = (await (await kept.value).path()).read_text("utf-8")
    assert text.index("材料我准备好了") < text.index("收到，我来帮您登记。")

    # Resolved, and on with the next; opened again.
    await desk.keyboard.press("Alt+Shift+s")
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_role("combobox").fill("协商")
    await desk.locator(".ant-cascader-menu-item", has_text="协商还款").click()
    await dialog.get_by_test_id("wrapup-summary").fill("已登记协商还款，等待评估")
    await desk.keyboard.press("Control+Enter")
    await expect(row_of(desk, first)).to_have_count(0)
    await expect(row_of(desk, second)).to_have_attribute("aria-current", "true")
    await desk.get_by_test_id("view-resolved").click()
    await open_of(desk, first)
    await expect(notice).to_have_attribute("data-notice", "resolved")
    await desk.keyboard.press("Alt+o")
    await expect(notice).to_have_count(0)
    assert desk.errors == []


async def test_history_and_who_else_looks(product: Product, opened: Browser, waiting: Waiting):
    customer = await waiting("帮我看看之前说过什么")
    agent = await by_api(product, "agent01")
    id_ = customer.conversation_id
    await agent.caller.call("POST", f"/api/v1/conversations/{id_}/claim", {})
    for number in range(56):
        await agent.reply(id_, f"记录{number:02}。")
    agent.pool.close()
    desk = await at_desk(opened, product, "agent01")
    await open_of(desk, customer)
    await expect(message(desk, "记录55")).to_be_in_viewport()
    await expect(message(desk, "记录02")).to_have_count(0)

    # Earlier pages come in above; what is being read stays where it was.
    oldest = desk.get_by_test_id("message").first
    seq = await oldest.get_attribute("data-seq")
    reading = desk.locator(f'[data-testid="message"][data-seq="{seq}"]')
    await desk.get_by_test_id("thread").evaluate("list => { list.scrollTop = 100 }")
    before = await reading.bounding_box()
    await expect(message(desk, "记录02")).to_have_count(1)
    after = await reading.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 60, (before, after)
    await expect(message(desk, "记录02")).not_to_be_in_viewport()
    await desk.get_by_test_id("thread-to-end").click()
    await expect(message(desk, "记录55")).to_be_in_viewport()

    # A supervisor looks, too; both are told.
    boss = await at_desk(opened, product, "supervisor01")
    await boss.goto(f"{product.url}/desk/conversations/{id_}?view=all")
    await expect(desk.get_by_test_id("viewers")).to_contain_text(login(product, "supervisor01").name)
    await expect(boss.get_by_test_id("viewers")).to_contain_text(login(product, "agent01").name)
    await boss.close()
    await expect(desk.get_by_test_id("viewers")).to_have_count(0)
    assert desk.errors == []
