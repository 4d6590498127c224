"""What every long-lived process does first: logs, then the event loop."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

import structlog

from tandem.kit.crypto import CryptoError
from tandem.kit.garbage import collect_seldom
from tandem.kit.logging import configure
from tandem.settings import Settings


def run(main: Callable[[Settings], Awaitable[None]], settings: Settings) -> None:
    """Run `main` to its end in a fast event loop; the process's name goes into every line it logs."""
    configure(settings.log_level, json=settings.log_format == "json")
    structlog.contextvars.bind_contextvars(process=os.environ.get("TANDEM_PROCESS", "tandem"))

    async def guarded() -> None:
        collect_seldom()
        await main(settings)

    try:
        if sys.platform == "win32":
            asyncio.run(guarded())
        else:
            import uvloop

            uvloop.run(guarded())
    except CryptoError as error:  # nothing that a traceback would explain better
        sys.exit(f"Personal data cannot be opened. {error}")
