"""`python -m tandem.entrypoints.worker`: one background worker."""

from tandem.entrypoints.running import run
from tandem.entrypoints.worker.working import work
from tandem.settings import Settings, get_settings


async def main(settings: Settings) -> None:
    """Build the product, work, take it down."""
    from tandem.wiring import build

    async with build(settings, worker=True) as container:
        await work(container)


if __name__ == "__main__":
    run(main, get_settings())
