"""A borrower on the H5 pages: sees the bill, gets a quote, settles on the cashier page, has a certificate issued, and a
stranger checks it. The amounts are the ledger's on every page."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from tandem.demo.clients import HttpPool
from tandem.demo.signing import signed_identity

from .browser import page
from .marks import IN_BROWSER
from .product import Product
from .signing_in import as_admin, texted

pytestmark = IN_BROWSER
PHONE = "13900000000"
"""Registered with the borrower `two_loans`."""


def _identity(product: Product, person: str) -> str:
    secret = (product.home / "secrets" / "demo-identity").read_text().strip()
    now = datetime.now(UTC) + timedelta(seconds=1)
    return signed_identity(person, site="demo", secret=secret, now=now)


async def _sends_codes(product: Product) -> bool:
    """Whether this product verifies by codes: without them, a signed identity is what there is."""
    pool = HttpPool(product.instance.address)
    try:
        return (await pool.request("GET", "/api/v1/web/verification")).status != 404
    finally:
        pool.close()


async def _prove(h5: Page, product: Product) -> None:
    """Phone and code, on the sheet; the code is read in the local outbox."""
    async with texted(product, PHONE):
        await h5.get_by_test_id("verify-phone").fill(PHONE)
        await h5.get_by_test_id("verify-get").click()
        await expect(h5.get_by_test_id("verify-code")).to_be_focused()
    async with as_admin(product) as client:
        sent = await client.caller.call("GET", f"/api/v1/local/sms?phone={PHONE}")
    found = re.search(r"\d{6}", sent[0]["text"])
    assert found
    await h5.get_by_test_id("verify-code").fill(found.group())
    await h5.keyboard.press("Enter")
    await expect(h5.get_by_test_id("sheet")).to_have_count(0)


async def _money(screen: Page, id_: str) -> str:
    found = screen.get_by_test_id(id_)
    await expect(found).to_contain_text(".")
    return (await found.text_content() or "").replace(",", "").strip()


async def test_bill_quote_settlement_certificate_check(product: Product, opened: Browser) -> None:
    h5 = await page(opened, phone=True)
    if await _sends_codes(product):
        await h5.goto(f"{product.url}/h5/?site=demo")
        await _prove(h5, product)
    else:
        await h5.goto(f"{product.url}/h5/?site=demo#identity={_identity(product, 'two_loans')}")
    bill = await _money(h5, "bill-fen")
    assert "identity" not in h5.url
    await h5.get_by_test_id("see-bill").click()
    assert await _money(h5, "bill-total") == bill

    # Part of the other loan ahead: quoted with the plan that comes of it, and done by a bound card.
    await h5.get_by_test_id("home").click()
    await h5.get_by_test_id("loan-two_loans-L1").click()
    await h5.get_by_test_id("prepay").click()
    await h5.get_by_test_id("amount").fill("99999999")
    await h5.get_by_test_id("prepay-ask").click()
    await expect(h5.get_by_test_id("quote-wrong")).to_contain_text("超过")
    await h5.get_by_test_id("amount").fill("2000")
    await h5.keyboard.press("Enter")
    assert float(await _money(h5, "quote")) == 2000
    await expect(h5.get_by_test_id("effect")).to_contain_text("期数不变")
    await h5.get_by_role("radio", name=re.compile("6217")).check(force=True)
    await h5.get_by_test_id("prepay-go").click()
    await h5.get_by_test_id("sure").click()
    await expect(h5.get_by_test_id("act-done")).to_be_visible()
    await h5.get_by_test_id("act-home").click()
    assert float(await _money(h5, "bill-fen")) < float(bill)
    bill = await _money(h5, "bill-fen")

    # A quote, confirmed; a second click while it is sent pays nothing twice.
    await h5.get_by_test_id("loan-two_loans-L2").click()
    await expect(h5.get_by_test_id("plan")).to_be_visible()
    await h5.get_by_test_id("settle").click()
    quote = await _money(h5, "quote")
    await h5.get_by_test_id("settle-go").click()
    await h5.get_by_test_id("sure").click()

    # The cashier's notice comes twice.
    await expect(h5.locator(".fen")).to_have_text(f"¥{float(quote):,.2f}")
    await h5.get_by_test_id("pay-twice").click()
    await expect(h5.get_by_test_id("order-done")).to_contain_text(f"{float(quote):,.2f}")
    await expect(h5.get_by_test_id("refund")).to_have_count(0)
    await h5.get_by_test_id("order-home").click()
    await expect(h5.get_by_test_id("loan-two_loans-L2")).to_contain_text("已结清")
    assert float(await _money(h5, "bill-fen")) < float(bill)

    # Settled a moment ago, or long ago: the certificate is there at once.
    await h5.get_by_test_id("tile-certificates").click()
    today = h5.get_by_test_id("settled-two_loans-L2")
    await today.get_by_test_id("issue").click()
    await expect(today.get_by_test_id("code")).to_be_visible()
    before = h5.get_by_test_id("settled-two_loans-L0")
    await before.get_by_test_id("issue").click()
    code = (await before.get_by_test_id("code").text_content() or "").strip()
    async with h5.expect_download() as downloading:
        await before.get_by_test_id("download").click()
    content = await (await downloading.value).path()
    text = "".join(PdfReader(BytesIO(content.read_bytes())).pages[0].extract_text().replace("\0", "").split())
    assert code in text
    assert "王雨欣" in text

    # Anybody with the paper in hand.
    stranger = await page(opened, phone=True)
    await stranger.goto(f"{product.url}/verify")
    await stranger.get_by_test_id("typed").fill(code.lower())
    await stranger.get_by_test_id("check-go").click()
    await expect(stranger.get_by_test_id("true")).to_be_visible()
    await expect(stranger.locator("main")).to_contain_text("王*欣")
    await expect(stranger.locator("main")).to_contain_text("4,800.00")
    assert h5.errors == []
    assert stranger.errors == []


async def test_a_stranger_is_asked_who_they_are(product: Product, opened: Browser) -> None:
    """Nothing of anybody's loans without a proof; the code sheet has the keyboard, Escape withdraws."""
    h5 = await page(opened, phone=True)
    await h5.goto(f"{product.url}/h5/?site=demo")
    await expect(h5.get_by_test_id("sheet")).to_be_visible()
    await h5.keyboard.press("Escape")
    await expect(h5.get_by_test_id("bind")).to_be_visible()
    await h5.get_by_test_id("lang").click()
    await expect(h5.get_by_test_id("sheet")).to_contain_text("Show who you are")
    assert h5.errors == []  # type: ignore[attr-defined]
