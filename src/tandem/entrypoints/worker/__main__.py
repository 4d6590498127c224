"""`python -m tandem.entrypoints.worker`: one worker (TANDEM_LANES: what it does)."""

import os

from tandem.entrypoints.running import run
from tandem.entrypoints.worker.working import work
from tandem.settings import Settings, get_settings

_LESS = 10
"""How much the operating system prefers those who answer customers: about ten to one where both want a core."""


async def main(settings: Settings) -> None:
    """Build the product, work, take it down."""
    from tandem.wiring import build

    background = settings.lanes == "background"
    if background and hasattr(os, "nice"):
        os.nice(_LESS)
    async with build(settings, worker=not background) as container:
        await work(container)


if __name__ == "__main__":
    run(main, get_settings())
