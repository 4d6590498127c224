"""`python -m tandem.entrypoints.predictor 7`: train version 7 of the predictions."""

import os
import sys

from tandem.entrypoints.running import run
from tandem.settings import Settings, get_settings


async def main(settings: Settings) -> None:
    """Train the version whose number stands on the command line."""
    from tandem.wiring.predictions import learn

    os.nice(10)
    await learn(settings, int(sys.argv[1]))


if __name__ == "__main__":
    run(main, get_settings())
