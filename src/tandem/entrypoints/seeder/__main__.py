"""`python -m tandem.entrypoints.seeder`: make the borrowers that the demo lacks."""

import os

import structlog

from tandem.entrypoints.running import run
from tandem.settings import Settings, get_settings

log = structlog.get_logger(__name__)


async def main(settings: Settings) -> None:
    """Until there are `demo_customers`."""
    from tandem.demo.borrowers.seeding import NoLender, seed
    from tandem.kit.db import Database
    from tandem.wiring import keyring
    from tandem.wiring.seeding import seeding as borrowers_seeding

    assert settings.database_url is not None
    os.nice(10)
    db = Database(settings.database_url, pool_size=2, keyring=keyring(settings))
    try:
        async with borrowers_seeding(settings, db) as seeding:
            await seed(
                seeding, settings.demo_customers, lambda one: log.info("borrowers.made", done=one.done)
            )
        log.info("borrowers.told")
    except NoLender as error:
        log.warning("borrowers.no_lender", cause=str(error))
    finally:
        await db.close()


if __name__ == "__main__":
    run(main, get_settings())
