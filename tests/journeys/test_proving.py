"""The customer's own loan, from not being known to having settled: the whole way in a telephone's browser."""

import re
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from .browser import page
from .marks import IN_BROWSER
from .product import Product, eventually
from .signing_in import as_admin, at_chat, at_desk, message, say, texted

pytestmark = IN_BROWSER
# Registered with the borrower `one_loan` (demo/seed/people).
PHONE, BORROWER = "13800000000", "one_loan"


async def code_on(desk: Page, phone: str) -> str:
    """The newest code in the local outbox, as its screen shows it."""
    await desk.goto(re.sub(r"/desk/.*", "/desk/admin/sms", desk.url))
    await desk.get_by_role("searchbox").fill(phone)
    row = desk.get_by_role("row").filter(has=desk.get_by_test_id("sms-text")).first
    await expect(row).to_contain_text(phone)
    text = await row.get_by_test_id("sms-text").inner_text()
    found = re.search(r"\d{6}", text)
    assert found, text
    return found.group()


async def told_staff(product: Product, *paths: str) -> list[Any]:
    """What staff are told by the API."""
    async with as_admin(product) as client:
        return [await client.caller.call("GET", f"/api/v1{path}") for path in paths]


async def journal(product: Product, kind: str) -> list[dict[str, Any]]:
    """What the core was asked to do for the borrower."""
    [lines] = await told_staff(product, f"/loans/commands?customer={BORROWER}")
    return [line for line in lines if line["kind"] == kind]


async def in_timeline(product: Product, customer: str, number: str) -> bool:
    [lines] = await told_staff(product, f"/customers/{customer}/timeline?group=loan")
    return any(one["kind"] == "loan.done" and one["data"].get("number") == number for one in lines["items"])


async def agree(product: Product, settled: dict[str, Any]) -> None:
    """The journal, the ledger by the panel, the timeline and the certificate say the same of the loan."""
    [[who]] = await told_staff(product, f"/customers?q={BORROWER}")
    (paper,) = await journal(product, "certificate")
    # The timeline is written by a job.
    await eventually(lambda: in_timeline(product, who["id"], paper["number"]))
    panel, lines = await told_staff(
        product, f"/customers/{who['id']}/panorama", f"/customers/{who['id']}/timeline?group=loan"
    )
    loan = settled["params"]["loan"]
    [shown] = [one for one in panel["lending"]["loans"] if one["id"] == loan]
    assert (shown["state"], shown["principal_fen"], shown["due_fen"]) == ("settled", 0, None)
    assert shown["certificate"] == paper["number"]
    assert {one["number"] for one in panel["lending"]["commands"]} >= {settled["number"], paper["number"]}
    [done] = [
        one for one in lines["items"] if one["kind"] == "loan.done" and one["command"]["kind"] == "settle"
    ]
    assert done["data"]["number"] == settled["number"]
    assert done["command"]["params"]["total_fen"] == settled["params"]["total_fen"]


async def certified(chat: Page, product: Product, issued: Locator) -> None:
    """The page that the talk leads to has the document, under the number that was said."""
    async with chat.context.expect_page() as opening:
        await issued.get_by_role("link").click()
    h5 = await opening.value
    (paper,) = await journal(product, "certificate")
    assert paper["number"] in await issued.inner_text()
    await h5.get_by_test_id("issue").click()
    await expect(h5.get_by_test_id("code")).to_be_visible()
    await expect(h5.locator("main")).to_contain_text(paper["number"])
    await h5.close()


def yuan(fen: object) -> str:
    return f"{int(str(fen)) // 100:,}.{int(str(fen)) % 100:02}元"


async def test_from_a_stranger_to_a_settled_loan(opened: Browser, product: Product) -> None:
    chat = await at_chat(opened, product)
    desk = await at_desk(opened, product, "admin")
    await say(chat, "我这个月要还多少")
    card = chat.get_by_test_id("verification")
    await expect(card).to_be_visible()

    async with texted(product, PHONE):
        await chat.get_by_test_id("verify-phone").fill(PHONE)
        await chat.keyboard.press("Enter")
        await expect(chat.get_by_test_id("verify-code")).to_be_focused()
        await expect(chat.get_by_test_id("verify-resend")).to_be_disabled()
    code = await code_on(desk, PHONE)
    await chat.get_by_test_id("verify-code").fill(f"{(int(code) + 1) % 1_000_000:06}")
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_test_id("verify-error")).to_contain_text("还可以试4次")
    # Typed into the message box by mistake: it reaches the card and no transcript.
    await say(chat, code)
    await expect(chat.get_by_test_id("verify-done")).to_be_visible()
    await expect(message(chat, "本期").last).to_contain_text(re.compile(r"\d\.\d\d元.*\d{4}年\d+月\d+日"))

    await say(chat, "我要提前结清")
    quote = message(chat, "今天结清，一共").last
    await expect(quote).to_contain_text("确认今天从")
    await say(chat, "会影响征信吗")
    await expect(message(chat, "不会有不良影响")).to_be_visible()
    await expect(message(chat, "我们接着办理“提前结清”")).to_contain_text("全部还清吗")
    assert await journal(product, "settle") == []
    await chat.get_by_test_id("choice").filter(has_text="确认").last.click()
    done = message(chat, "已经全部还清")
    await expect(done).to_be_visible()

    (line,) = await journal(product, "settle")
    assert (line["state"], line["actor"]) == ("done", "bot")
    assert str(line["number"]) in await done.inner_text()
    assert yuan(line["params"]["total_fen"]) in await done.inner_text()
    await say(chat, "我名下有几笔借款")
    await expect(message(chat, "没有在还的借款")).to_be_visible()

    # The certificate, at once: asked for in the talk, fetched on the page where the same session is known.
    await say(chat, "开结清证明")
    # Buttons of what was answered before stay, and cannot be pressed.
    choice = chat.locator('[data-testid="choice"]:enabled')
    await choice.filter(has_text="App下载").click()
    await choice.filter(has_text="确认").click()
    issued = message(chat, "电子版在这里下载")
    await expect(issued).to_be_visible()
    await agree(product, line)
    await certified(chat, product, issued)

    read = await chat.get_by_test_id("panel").inner_text()
    assert (PHONE in read, code in read) == (False, False)
    assert [*chat.errors, *desk.errors] == []  # type: ignore[attr-defined]


async def test_a_stranger_s_number_is_answered_alike_and_wrong_answers_lock(
    opened: Browser, product: Product
) -> None:
    chat = await page(opened, phone=True, dark=True)
    await chat.goto(f"{product.url}/chat/?site=demo")
    await say(chat, "我名下有几笔借款")
    await chat.get_by_test_id("verify-phone").fill("13600009999")
    await chat.get_by_test_id("verify-submit").click()
    await expect(chat.get_by_test_id("verification")).to_contain_text("如果 136****9999 是预留号码")
    await chat.get_by_test_id("verify-other").click()
    await chat.get_by_test_id("verify-digits").fill("000X")
    for left in (4, 3, 2, 1):
        await chat.get_by_test_id("verify-submit").click()
        await expect(chat.get_by_test_id("verify-error")).to_contain_text(f"还可以试{left}次")
        await chat.get_by_test_id("verify-digits").fill("000X")
    await chat.get_by_test_id("verify-submit").click()
    await expect(message(chat, "验证没有通过")).to_contain_text("没有做任何操作")
    await expect(chat.get_by_test_id("verification").last).to_be_hidden()
    await chat.get_by_test_id("choice").filter(has_text="转人工").last.click()
    await expect(chat.get_by_test_id("queue-banner")).to_be_visible()
    assert chat.errors == []  # type: ignore[attr-defined]
