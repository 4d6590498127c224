"""The built widget in a real browser against its pretend back end (mock/): what only a browser can show.

Run: `npm run build`, then `pytest web/apps/widget/tests/browser`. Skipped, saying so, without Chromium, Node or
a build.
"""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WIDGET = Path(__file__).parents[2]
CHROMIUM = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium found"),
    pytest.mark.skipif(not NODE, reason="no Node found"),
    pytest.mark.skipif(not (WIDGET / "dist/chat/index.html").exists(), reason="the widget is not built"),
]
Pull = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    assert NODE is not None
    server = subprocess.Popen(
        [NODE, str(WIDGET / "mock/serve.mjs")],
        env={**os.environ, "PORT": "0"},
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    said = server.stdout.readline().decode()  # once it listens
    yield said.split("/demo")[0]
    server.terminate()
    server.wait()


@pytest.fixture
def pull(base: str) -> Pull:
    """Makes the pretend back end do something; answers its state."""

    def do(verb: str, **arguments: Any) -> dict[str, Any]:
        body = json.dumps(arguments).encode()
        request = urllib.request.Request(f"{base}/mock/{verb}", body, method="POST")  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own server on loopback)
            state: dict[str, Any] = json.load(answer)
            return state

    do("reset")
    do("rules", auto=False)
    return do


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    yield context
    context.close()


@pytest.fixture
def page(context: Any, base: str, pull: Pull) -> Any:
    page = context.new_page()
    page.goto(f"{base}/chat?site=demo")
    page.get_by_test_id("faq-item").first.wait_for()
    return page


def say(page: Any, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.keyboard.press("Enter")


def shown(page: Any) -> list[str]:
    texts: list[str] = page.eval_on_selector_all(
        "[data-testid=message] .bubble", "all => all.map(b => b.firstChild ? b.firstChild.textContent : '')"
    )
    return texts


def wait_for(page: Any, text: str) -> None:
    page.get_by_test_id("message").filter(has_text=text).first.wait_for()


def test_nothing_is_lost_or_doubled_while_sockets_drop(page: Any, pull: Pull) -> None:
    say(page, "转人工")
    page.get_by_test_id("queue-banner").wait_for()
    pull("join")
    for i in range(8):
        say(page, f"客{i}")
        if i % 3 == 0:
            pull("drop")
        pull("say", text=f"席{i}")
    wait_for(page, "席7")
    page.wait_for_function(
        "() => { const root = document.querySelector('.tandem-host').shadowRoot;"
        " return !root.querySelector('[data-state=sending], [data-state=waiting]')"
        " && root.querySelectorAll('[data-testid=message]').length >= 17; }"
    )
    stored = [m["text"] for m in pull("state")["messages"] if m["text"][:1] in "客席"]
    assert sorted(stored) == sorted([f"客{i}" for i in range(8)] + [f"席{i}" for i in range(8)])
    assert [text for text in shown(page) if text[:1] in "客席"] == stored


def test_a_message_written_offline_goes_out_once(page: Any, context: Any, pull: Pull) -> None:
    say(page, "怎么提前还款")
    page.get_by_test_id("source").wait_for()
    context.set_offline(True)
    page.get_by_test_id("reconnect-banner").wait_for()
    say(page, "离线写的")
    page.locator("[data-state=waiting]").wait_for()
    context.set_offline(False)
    page.locator("[data-testid=message][data-seq]").filter(has_text="离线写的").wait_for()
    assert [m["text"] for m in pull("state")["messages"]].count("离线写的") == 1


def test_a_flood_waits_and_a_lost_database_is_outlived(page: Any, pull: Pull) -> None:
    pull("rules", limited=1, retryAfter=1)
    say(page, "太快了")
    page.get_by_test_id("limit-banner").wait_for()
    page.locator("[data-seq]").filter(has_text="太快了").wait_for()
    pull("rules", down=True)
    say(page, "数据库走了")
    page.locator("[data-state=sending]").wait_for()
    pull("rules", down=False)
    page.locator("[data-seq]").filter(has_text="数据库走了").wait_for()


def test_tabs_are_one_person_in_one_conversation(context: Any, base: str, pull: Pull) -> None:
    tabs = [context.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto(f"{base}/chat?site=demo", wait_until="commit")
    for tab in tabs:
        tab.get_by_test_id("faq-item").first.wait_for()
    tabs[0].get_by_test_id("faq-item").first.click()
    for tab in tabs[1:]:
        tab.get_by_test_id("resume").click()
    say(tabs[1], "第二个标签")
    for tab in tabs:
        wait_for(tab, "换个说法")
    assert shown(tabs[0]) == shown(tabs[1]) == shown(tabs[2])


def test_older_pages_come_without_a_jump(page: Any, pull: Pull) -> None:
    say(page, "你好")
    wait_for(page, "你好")
    # Shown at once; the conversation is there when the message has its number.
    page.locator('[data-testid="message"][data-seq]').first.wait_for()
    pull("history", count=150)
    page.reload()
    wait_for(page, "历史回答 150")
    page.get_by_test_id("thread").hover()
    oldest = page.locator("[data-seq]").first.get_attribute("data-seq")
    while (box := page.locator(f'[data-seq="{oldest}"]').bounding_box()) and box["y"] < 60:
        page.mouse.wheel(0, -250)
    page.wait_for_function(
        f"() => document.querySelector('.tandem-host').shadowRoot.querySelector('[data-seq]')"
        f".getAttribute('data-seq') !== '{oldest}'"
    )
    after = page.locator(f'[data-seq="{oldest}"]').bounding_box()
    assert after, "the message being read is still there"
    assert 0 < after["y"] < 844, "and still on the screen"


def test_a_reader_further_up_is_not_pulled_down(page: Any, pull: Pull) -> None:
    say(page, "你好")
    wait_for(page, "你好")
    # Shown at once; the conversation is there when the message has its number.
    page.locator('[data-testid="message"][data-seq]').first.wait_for()
    pull("history", count=60)
    wait_for(page, "历史回答 60")
    page.get_by_test_id("thread").hover()
    page.mouse.wheel(0, -900)
    page.wait_for_function(
        "() => { const list = document.querySelector('.tandem-host').shadowRoot.querySelector('.scroller');"
        " return list.scrollHeight - list.scrollTop - list.clientHeight > 500; }"
    )
    pull("say", text="新来的")
    page.get_by_test_id("jump").click()
    page.get_by_test_id("jump").wait_for(state="hidden")
    assert page.locator("[data-seq]").last.bounding_box()["y"] < 844


def test_it_works_with_storage_blocked(browser: Any, base: str, pull: Pull) -> None:
    page = browser.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
    )
    page.goto(f"{base}/chat?site=demo")
    page.get_by_test_id("faq-item").first.click()
    page.get_by_test_id("source").wait_for()
    page.close()


def test_the_embed_opens_closes_and_remembers(context: Any, base: str, pull: Pull) -> None:
    page = context.new_page()
    page.goto(f"{base}/demo")
    page.get_by_test_id("launcher").click()
    page.get_by_test_id("faq-item").first.click()
    page.get_by_test_id("source").wait_for()
    page.keyboard.press("Escape")
    page.get_by_test_id("panel").wait_for(state="hidden")
    pull("say", text="还在吗")
    page.get_by_test_id("badge").wait_for()
    page.reload()
    page.get_by_test_id("badge").wait_for()
    page.get_by_test_id("launcher").click()
    wait_for(page, "还在吗")
    page.get_by_test_id("badge").wait_for(state="hidden")
