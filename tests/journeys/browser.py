"""The system's Chromium for journeys. Set TANDEM_CHROMIUM to use another one."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright, expect

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update"]  # fmt: skip
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 20_000
"""How long a screen may take before a journey gives up: long, for a machine that is busy with other tests."""

expect.set_options(timeout=PATIENCE_MS)


def chromium() -> str | None:
    """The browser's path, or None: then journeys are skipped, and say so."""
    named = os.environ.get("TANDEM_CHROMIUM")
    if named:
        return named
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


FAKE_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A microphone that beeps, and a person who allows it."""


@asynccontextmanager
async def browser(*arguments: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *arguments])
        try:
            yield opened
        finally:
            await opened.close()


async def page(opened: Browser, *, phone: bool = False, locale: str = "zh-CN", dark: bool = False) -> Page:
    """A page of its own context (own cookies and storage) that collects script errors in `errors`."""
    context = await opened.new_context(
        viewport=PHONE if phone else DESK, locale=locale, timezone_id="Asia/Shanghai", has_touch=phone,
        color_scheme="dark" if dark else "light",
    )  # fmt: skip
    made = await context.new_page()
    made.set_default_timeout(PATIENCE_MS)
    made.errors = []
    made.on("pageerror", lambda error: made.errors.append(str(error)))
    return made
