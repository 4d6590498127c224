"""`python -m tandem.entrypoints.child intents 7`: train version 7 of the intent model; `predictions 7`: of those."""

import os
import sys
from functools import partial

from tandem.entrypoints.running import run
from tandem.kit.childwork import Stopped
from tandem.settings import Settings, get_settings


async def main(work: str, number: int, settings: Settings) -> None:
    """Until it is done, or nobody wants it any more."""
    os.nice(10)
    try:
        if work == "intents":
            from tandem.wiring.bots import learn

            await learn(settings, number)
        else:
            from tandem.wiring.predictions import learn as learn_predictions

            await learn_predictions(settings, number)
    except Stopped:
        pass


if __name__ == "__main__":
    work, number = sys.argv[1:]
    if work not in ("intents", "predictions"):
        sys.exit(f"There is no such work: {work}")
    run(partial(main, work, int(number)), get_settings())
