"""`python -m tandem.entrypoints.http`: one API process."""

from tandem.entrypoints.http.app import create_app
from tandem.entrypoints.http.serving import serve
from tandem.entrypoints.running import run
from tandem.settings import Settings, get_settings


async def main(settings: Settings) -> None:
    """Build the product, serve it, take it down."""
    from tandem.wiring import build

    async with build(settings) as container:
        await serve(create_app(container), settings)


if __name__ == "__main__":
    run(main, get_settings())
