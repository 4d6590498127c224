"""An agent opens the customer, sees what is owed and when, settles a loan early, and everything agrees; two
customers who turn out to be one person are merged, and split again."""

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from tandem.demo.clients import AgentClient, CustomerClient, HttpPool
from tandem.demo.signing import signed_identity
from tandem.settings import stored_secret

from .browser import page
from .marks import IN_BROWSER
from .product import Product, eventually
from .signing_in import at_desk, login, say

pytestmark = IN_BROWSER
LOAN = "L2"


def identity_of(product: Product, borrower: str) -> str:
    """What the lender's app vouches for: a borrower of the demo's with loans of their own."""
    secret = stored_secret(product.home / "secrets" / "demo-identity")
    person, _, another = borrower.partition("/")
    # Signed in an hour ago: known, and not seen just now (ADR 0022).
    signed_in = datetime.now(UTC) - timedelta(hours=1)
    return signed_identity(person, site="demo", secret=secret, now=signed_in, another=another)


async def at_chat_as(opened: Browser, product: Product, borrower: str) -> Page:
    """A borrower who is signed in by the lender's app."""
    chat = await page(opened, phone=True)
    await chat.goto(f"{product.url}/chat?site=demo#identity={identity_of(product, borrower)}")
    await expect(chat.get_by_test_id("composer")).to_be_editable()
    return chat


async def by_api(product: Product, path: str) -> dict:
    """What another agent is told of the same customer."""
    pool = HttpPool(product.instance.address)
    who = login(product, "supervisor01")
    try:
        agent = AgentClient(pool, who.username, who.password)
        await agent.sign_in()
        return await agent.caller.call("GET", f"/api/v1{path}")
    finally:
        pool.close()


async def loans_done(product: Product, customer: str | None) -> dict[str, dict]:
    """What the customer's timeline says that was done with their loans, by kind."""
    lines = await by_api(product, f"/customers/{customer}/timeline?group=loan")
    return {one["command"]["kind"]: one for one in lines["items"] if one["kind"] == "loan.done"}


async def all_done(product: Product, customer: str | None, kinds: Collection[str]) -> bool:
    return set(await loans_done(product, customer)) >= set(kinds)


async def test_an_agent_settles_early_and_everything_agrees(product: Product, opened: Browser):
    borrower = f"two_loans/{uuid4().hex[:8]}"
    chat = await at_chat_as(opened, product, borrower)
    desk = await at_desk(opened, product, "agent01", state="online")
    await say(chat, "转人工")
    await desk.get_by_test_id("offer-accept").click()

    # Who it is, what is owed and when; and what to do next, with the reason.
    panel = desk.get_by_test_id("customer-panel")
    customer = await panel.get_by_test_id("customer-who").get_attribute("data-customer-id")
    await expect(panel.get_by_test_id("customer-who")).to_contain_text("已核验身份")
    loan = panel.locator(f'[data-testid="loan"][data-loan="{borrower}-{LOAN}"]')
    await expect(loan.get_by_test_id("loan-due")).to_contain_text("¥")
    await expect(loan.get_by_test_id("loan-due-on")).to_contain_text("应还")
    await expect(panel.get_by_test_id("customer-steps")).to_contain_text("主动开具结清证明")

    # Quote, then confirm: not before the customer has agreed.
    await loan.get_by_test_id("loan-settle").click()
    quote = desk.get_by_test_id("settle-quote")
    total = int(await quote.get_attribute("data-total"))
    await expect(desk.get_by_test_id("settle-confirm")).to_be_disabled()
    await desk.get_by_test_id("settle-agreed").check()

    # The site vouches for who is there; money moves only once the agent has made sure, too.
    gate = desk.get_by_test_id("act-gate")
    await expect(gate).to_have_attribute("data-have", "bound")
    await expect(desk.get_by_test_id("settle-confirm")).to_be_disabled()
    await gate.get_by_test_id("vouch").click()
    await desk.get_by_text("回拨了登记的手机").click()
    await desk.get_by_test_id("vouch-do").click()
    await expect(panel.get_by_test_id("customer-level")).to_have_attribute("data-level", "fresh")
    await expect(gate).to_have_count(0)
    await desk.get_by_test_id("settle-confirm").click()
    result = desk.get_by_test_id("act-result")
    await expect(result).to_be_visible()
    await expect(result).to_have_attribute("data-state", "done")

    # The certificate, at once.
    await desk.get_by_test_id("settle-certify").click()
    await desk.get_by_test_id("act-submit").click()
    await expect(result).to_contain_text("HS")
    await desk.get_by_test_id("act-close").click()
    await expect(loan).to_contain_text("结清证明 HS")

    # The panel, the timeline and the ledger agree, here and for a colleague.
    await expect(panel.get_by_test_id("loan-command").first).to_have_attribute("data-state", "done")
    await expect(loan).to_have_attribute("data-state", "settled")
    await panel.get_by_role("tab", name="时间线").click()
    line = panel.locator('[data-testid="timeline-entry"][data-kind="loan.done"]').filter(has_text="提前结清")
    await expect(line).to_contain_text(f"¥{total / 100:,.2f}")
    seen = await by_api(product, f"/customers/{customer}/panorama")
    [settled] = [one for one in seen["lending"]["loans"] if one["id"] == f"{borrower}-{LOAN}"]
    assert (settled["state"], settled["principal_fen"], settled["due_fen"]) == ("settled", 0, None)
    numbers = {one["kind"]: one["number"] for one in seen["lending"]["commands"]}
    # The timeline is written by a job, a line after the other.
    await eventually(lambda: all_done(product, customer, numbers))
    done = await loans_done(product, customer)
    assert done["settle"]["command"]["params"]["total_fen"] == total
    assert {kind: one["data"]["number"] for kind, one in done.items()} == numbers
    assert settled["certificate"] == numbers["certificate"]

    # By keyboard to the customer's own page.
    await panel.get_by_test_id("customer-page-link").focus()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("customer-page")).to_contain_text("提前结清")
    assert desk.errors == []
    assert chat.errors == []


async def test_two_customers_are_one_person_and_are_not(product: Product, opened: Browser):
    borrower = f"one_loan/{uuid4().hex[:8]}"
    pool = HttpPool(product.instance.address)
    known, unnamed = CustomerClient(pool), CustomerClient(pool)
    try:
        await known.start(identity=identity_of(product, borrower))
        await known.open_conversation()
        await unnamed.start()
        await unnamed.open_conversation()
        await unnamed.ask_for_person()
    finally:
        pool.close()
    desk = await at_desk(opened, product, "agent01")
    await desk.goto(f"{product.url}/desk/conversations/{unnamed.conversation_id}?view=unassigned")
    panel = desk.get_by_test_id("customer-panel")
    await expect(panel.get_by_test_id("customer-who")).to_contain_text("未核验身份")
    await expect(panel.get_by_test_id("loan")).to_have_count(0)

    # Found by the number in full; not merged without saying how one knows.
    await panel.get_by_test_id("customer-family").click()
    family = desk.get_by_test_id("family")
    await family.get_by_placeholder("手机号").fill(borrower)
    await desk.keyboard.press("Enter")
    await family.get_by_test_id("family-choices").get_by_role("radio").check()
    await expect(family.get_by_test_id("merge-submit")).to_be_disabled()
    await family.get_by_test_id("merge-reason").fill("报出了客户号和最近一期还款金额")
    await family.get_by_test_id("merge-submit").click()

    # One person now: the other's number is among the identities, and the history says who, when and why.
    await expect(family.get_by_role("listitem").filter(has_text=borrower)).to_have_count(1)
    merge = family.get_by_test_id("merge")
    await expect(merge).to_contain_text(login(product, "agent01").name)
    await expect(merge).to_contain_text("报出了客户号和最近一期还款金额")
    await merge.get_by_test_id("merge-split").click()
    split = desk.get_by_role("dialog").filter(has_text="拆分为两个客户")
    await split.get_by_role("textbox").fill("是同住的家人，不是本人")
    await desk.get_by_test_id("split-submit").click()

    # Two again; what was done stays in the history and in the timeline.
    await expect(merge).to_contain_text("已拆分")
    await expect(merge.get_by_test_id("merge-split")).to_have_count(0)
    await expect(family.get_by_role("listitem").filter(has_text=borrower)).to_have_count(0)
    await expect(split).to_be_hidden()
    for _ in range(10):  # the first may still be for the dialog that goes
        await desk.keyboard.press("Escape")
        with suppress(AssertionError):
            await expect(family).to_be_hidden(timeout=2_000)
            break
    await expect(family).to_be_hidden()
    await panel.get_by_role("tab", name="时间线").click()
    for kind in ("customer.merged", "customer.split"):
        line = panel.locator(f'[data-testid="timeline-entry"][data-kind="{kind}"]')
        await expect(line).to_have_count(1)
    assert desk.errors == []
