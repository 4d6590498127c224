"""How long people wait, by the browser's own clock: from the click that asks to the frame that shows the answer.

The test's own looking and waiting is not in it; what the machine does beside it is. So the best of a few counts:
it says what the product can do, whatever else runs on a CI machine just then."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

_CLICKED = """() => {
  window.clickedAt = new Promise((told) =>
    addEventListener("click", () => told(Date.now()), { capture: true, once: true }));
}"""
_SEEN = """(place, wanted) => {
  const root = place.getRootNode();
  const shown = () => [...root.querySelectorAll(`[data-testid="${wanted}"]`)].filter((one) => one.checkVisibility());
  const before = shown().length;
  window.seenAt = new Promise((told) => {
    const watch = new MutationObserver(() => {
      if (shown().length <= before) return;
      watch.disconnect();
      requestAnimationFrame(() => told(Date.now()));
    });
    watch.observe(root, { subtree: true, childList: true, attributes: true });
  });
}"""


async def seconds_until_seen(
    clicking: Page, click: Callable[[], Awaitable[None]], place: Locator, wanted: str
) -> float:
    """A click on one page until one more `wanted` (a test id) is seen where `place` is, be it on another page."""
    shown = place.page.get_by_test_id(wanted).filter(visible=True)
    before = await shown.count()
    await place.evaluate(_SEEN, wanted)
    await clicking.evaluate(_CLICKED)
    await click()
    await expect(shown).to_have_count(before + 1)
    clicked = await clicking.evaluate("() => window.clickedAt")
    return (await place.page.evaluate("() => window.seenAt") - clicked) / 1000
