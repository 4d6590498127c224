"""One running product and one browser for all journeys that leave them as they were."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from .browser import browser
from .noon import where_it_is_noon
from .product import Product, running_product
from .signing_in import tidy_up

Measured = Callable[[str, str], None]
_MEASURED = "measured"

SETTINGS = {
    # One address signs in more often here than people do.
    "RATE_LOGINS_PER_MINUTE": "600",
    "RATE_SESSIONS_PER_MINUTE": "600",
    # Fixed, so that fitting the bot's confidence anew does not change what it does with a journey's questions.
    "BOT_TAU_ANSWER": "0.97",
    "BOT_TAU_CLARIFY": "0.05",
    "BOT_TAU_DRAFT": "0.2",
    "TIMEZONE": where_it_is_noon(),
    # A draft waits half as long again: the journeys' machine is busy with two more products.
    "SILENT_SEAT_BUDGET_S": "30",
}

LONGEST_FIRST = (
    "test_kill", "test_training", "test_reconnect", "test_simulated_customers", "test_language", "test_agents_day",
    "test_silent_seat", "test_customer_edges", "test_supervisor", "test_voice", "test_one_customer", "test_visits",
)  # fmt: skip
"""Files are dealt out whole, in this order: with a long one at the end, one worker would be left alone with it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: [*LONGEST_FIRST, item.path.stem].index(item.path.stem))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_product() -> AsyncIterator[Product]:
    async with running_product(**SETTINGS) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened() -> AsyncIterator[Browser]:
    async with browser() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def product(shared_product: Product, opened: Browser) -> AsyncIterator[Product]:
    """The product with nobody waiting and no agent there; tidied up after the journey."""
    yield shared_product
    await tidy_up(opened, shared_product)


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Measured:
    """What a journey measured, said at the end of the run: what it is about, and the figures."""
    return lambda what, figures: record_property(_MEASURED, f"{what}: {figures}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, said in report.user_properties:
            if name == _MEASURED and report.when == "call":
                terminalreporter.write_line(str(said))
