"""The trainers' loop in a browser: label thirty turns, train, compare, publish, and what nobody could answer is
answered."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tandem.demo.clients import CustomerClient, HttpPool

from .browser import chromium
from .conftest import SETTINGS
from .product import Product, running_product
from .signing_in import at_chat, at_desk, say

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]

INTENT = "借款多久到账"
QUESTION = "一般多久下款"
# What the entry calls 到账, customers call 下款.
SLANG = (
    "啥时候下款呀",
    "我这单几点能下款", "都说秒下款，我怎么没见着", "点了确认半天了还不下款", "下款得等几天", "下款慢得要死",
    "晚上还给下款不", "周末下不下款", "下款有没有个准点", "求个痛快话，今天下款不", "合同签完了咋还不下款",
    "别人都下款了就我没有", "下款是人工点还是系统点", "能不能催一下下款", "下款卡住了吗", "两万啥时候给我下下来",
    "批下来半天了不见下款", "下款前还要等电话吗", "显示待下款是要等多久", "待下款三小时了", "几号能下款，我急用",
    "急用钱，下款能快点不", "节假日照常下款吗", "下款之前要不要再点一下",
)  # fmt: skip
ELSEWHERE = (
    "你们公司还招客服吗", "今天大盘怎么又跌了", "帮我写一副对联", "附近哪有好吃的火锅", "我想开个奶茶店能加盟不",
    "周杰伦演唱会的票还有吗",
)  # fmt: skip
TURNS = len(SLANG) + len(ELSEWHERE)
WAITING = TURNS + 1
"""The question itself is not labelled: what is learned from the others must be enough for it."""
TRAINED_MS = 240_000
"""Training takes seconds; a machine busy with other tests makes minutes of them."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def product() -> AsyncIterator[Product]:
    """A product of its own: what is published here would answer in the other journeys."""
    async with running_product(**SETTINGS, SIM_WECHAT="0") as running:
        yield running


async def test_what_nobody_could_answer_is_answered(opened: Browser, product: Product):
    assert TURNS == 30
    chat = await at_chat(opened, product)
    await say(chat, QUESTION)
    await expect(from_bot(chat).last).to_be_visible()
    await expect(chat.get_by_test_id("source")).to_have_count(0)
    await asyncio.gather(*(customers_say(product, texts) for texts in (SLANG[:12], SLANG[12:], ELSEWHERE)))

    desk = await at_desk(opened, product, "trainer01")
    await desk.keyboard.press("Alt+7")
    await desk.get_by_test_id("tab-versions").click()
    await train(desk, 1, "只有知识库里的说法")
    await expect(desk.get_by_test_id("inbox-count")).to_have_text(str(WAITING))
    await desk.get_by_test_id("tab-inbox").click()
    await label_everything(desk)

    await desk.get_by_test_id("tab-versions").click()
    await train(desk, 2, "补充“下款”的说法")
    await compare(desk)
    await publish(desk, 2)
    async with asyncio.timeout(90):
        while not await is_answered(opened, product, QUESTION):
            pass
    for labelled in (SLANG[0], SLANG[-1]):
        assert await is_answered(opened, product, labelled), f"{labelled} was labelled, word for word"
    await look_into(desk)
    assert (desk.errors, chat.errors) == ([], [])


async def label_everything(desk: Page) -> None:
    """By the keyboard: one after the other, one taken back, the rest together."""
    rows = desk.get_by_test_id("turn-row")
    await expect(rows).to_have_count(WAITING)
    text = desk.get_by_test_id("label-card").get_by_test_id("label-text")
    count = desk.get_by_test_id("labelled-count")
    await row(desk, QUESTION).get_by_role("button").click()
    await desk.keyboard.press("s")
    await expect(text).not_to_have_text(QUESTION)
    done: list[str] = []
    for _ in range(5):
        said = await text.inner_text()
        await label(desk, said)
        done.append(said)
        # The next one comes by itself, and nothing moves.
        await expect(text).not_to_have_text(said)
        await expect(rows).to_have_count(WAITING)
    await expect(count).to_have_attribute("data-labelled", "5")
    await desk.keyboard.press("u")
    await expect(count).to_have_attribute("data-labelled", "4")
    await expect(text).to_have_text(done.pop())

    for together in (ELSEWHERE, SLANG):
        left = [one for one in together if one not in done]
        for one in left:
            await row(desk, one).get_by_role("checkbox").check()
        await label(desk, left[0])
        done += left
    await expect(count).to_have_attribute("data-labelled", str(TURNS))
    await expect(desk.get_by_test_id("inbox-done")).to_be_visible()
    await expect(desk.get_by_test_id("inbox-count")).to_be_hidden()


async def label(desk: Page, text: str) -> None:
    """Say what the turn before one is, or everything that is selected."""
    async with desk.expect_response(lambda r: r.url.endswith("/labels") and r.status == 200):
        if text in ELSEWHERE:
            await desk.keyboard.press("o")
        else:
            await desk.keyboard.press("/")
            await desk.get_by_test_id("intent-search-field").fill(INTENT)
            await expect(desk.get_by_test_id("intent-option").first).to_contain_text(INTENT)
            await desk.keyboard.press("Enter")


async def train(desk: Page, number: int, note: str) -> None:
    """Train, with its progress to be seen, until the version is ready."""
    await expect(desk.get_by_test_id("train")).to_be_enabled()
    await desk.keyboard.press("t")
    await desk.get_by_test_id("train-note").fill(note)
    await desk.get_by_test_id("train-start").click()
    made = version(desk, number)
    await expect(made).to_be_visible()
    await expect(made).to_have_attribute("data-state", "ready", timeout=TRAINED_MS)
    await expect(made).to_contain_text(note)
    await expect(desk.get_by_test_id("training-now")).to_be_hidden()


async def compare(desk: Page) -> None:
    """Side by side on the test set: the new words are what got better."""
    await version(desk, 2).get_by_test_id("version-compare").click()
    comparison = desk.get_by_test_id("comparison")
    await expect(comparison.get_by_test_id("verdict")).to_be_visible(timeout=TRAINED_MS)
    await expect(comparison.get_by_test_id("figure-accuracy")).to_contain_text("%")
    await expect(comparison.get_by_test_id("confusion-chart").locator("canvas")).to_be_visible()
    await comparison.get_by_test_id("changed-kind").get_by_text("改对").click()
    await expect(comparison.get_by_test_id("changed")).to_contain_text("下款")
    await expect(comparison.get_by_test_id("per-intent")).to_contain_text("→")


async def publish(desk: Page, number: int) -> None:
    await desk.get_by_test_id("tab-versions").click()
    await version(desk, number).get_by_test_id("version-publish").click()
    await desk.get_by_test_id("publish-confirm").click()
    await expect(desk.get_by_test_id("live-version")).to_have_attribute("data-version", str(number))


async def look_into(desk: Page) -> None:
    """The playground says who judged, and which rule fired."""
    await desk.get_by_test_id("tab-trial").click()
    await desk.get_by_test_id("playground-input").fill(QUESTION)
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("trace-decision")).to_have_text("直接回答")
    await expect(desk.get_by_test_id("trace-version")).to_contain_text("第 2 版")
    await expect(desk.get_by_test_id("trace-intents").locator("li").first).to_contain_text(INTENT)
    await expect(desk.get_by_test_id("trace-steps").locator('[data-outcome="fired"]')).to_contain_text("意图")


async def is_answered(opened: Browser, product: Product, text: str) -> bool:
    """Whether the bot, asked by somebody new, answers from the entry that trainers meant."""
    chat = await at_chat(opened, product)
    await say(chat, text)
    await expect(from_bot(chat).last).to_be_visible()
    sources = chat.get_by_test_id("source").filter(has_text=INTENT)
    found = await sources.count() > 0
    await chat.context.close()
    return found


async def customers_say(product: Product, texts: tuple[str, ...]) -> None:
    """Each from a customer of its own; returns when the bot has said something to all of them."""
    pool = HttpPool(product.instance.address)
    try:
        for text in texts:
            customer = CustomerClient(pool)
            await customer.start()
            await customer.open_conversation()
            await customer.say(text)
    finally:
        pool.close()


def from_bot(chat: Page) -> Locator:
    return chat.locator('[data-testid="message"][data-role="bot"][data-seq]')


def row(desk: Page, text: str) -> Locator:
    return desk.get_by_test_id("turn-list").locator("li").filter(has_text=text)


def version(desk: Page, number: int) -> Locator:
    return desk.locator(f'[data-testid="version-row"][data-version="{number}"]')
