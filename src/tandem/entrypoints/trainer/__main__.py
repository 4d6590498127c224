"""`python -m tandem.entrypoints.trainer 7`: train version 7."""

import os
import sys

from tandem.entrypoints.running import run
from tandem.settings import Settings, get_settings


async def main(settings: Settings) -> None:
    """Train the version whose number stands on the command line."""
    from tandem.contexts.bot.api.training import Learning, Stopped
    from tandem.kit.db import Database
    from tandem.kit.models import ModelStore
    from tandem.wiring import encoders, objects

    assert settings.database_url is not None
    os.nice(10)
    db = Database(settings.database_url, pool_size=2)
    loaders = encoders(settings, ModelStore(settings.models_path))
    try:
        await Learning(db, objects(settings), loaders, int(sys.argv[1])).run()
    except Stopped:
        pass
    finally:
        await db.close()


if __name__ == "__main__":
    run(main, get_settings())
