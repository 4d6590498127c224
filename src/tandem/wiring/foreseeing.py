"""The demo's first predictions: trained from the borrowers that it made, and published if they tell better than the
baselines. Whoever trains, publishes or rolls back by hand has the word from then on."""

import structlog

from tandem.contexts.access.api import Actor
from tandem.contexts.portraits import api as portraits
from tandem.demo.borrowers.progress import seeded
from tandem.kit.db import Database, Tx
from tandem.kit.errors import TandemError
from tandem.kit.periodic import Periodic
from tandem.settings import Settings

log = structlog.get_logger(__name__)
_ACTOR = Actor.system("demo")
_NOTE = "演示数据的首个版本"
_LEAST = 500
"""Fewer borrowers have too little of a past to learn from."""


def first_predictions(settings: Settings, db: Database) -> list[Periodic]:
    """For a worker of a demo that makes enough borrowers."""
    if not settings.demo or settings.demo_customers < _LEAST or settings.accounts not in ("auto", "local"):
        return []
    return [Periodic("demo.predictions", 10, FirstPredictions(db, settings.demo_customers), background=True)]


class FirstPredictions:
    """Asks for a version when all borrowers are made, and publishes it when it is ready; then it looks no more."""

    def __init__(self, db: Database, wanted: int) -> None:
        self._db, self._wanted, self.over = db, wanted, False

    async def __call__(self) -> None:
        if self.over:
            return
        async with self._db.transaction() as tx:
            self.over = await self._step(tx)

    async def _step(self, tx: Tx) -> bool:
        """Whether there is nothing left to do."""
        begun = await seeded(tx)
        if begun is None or begun.told < self._wanted:
            return False
        first = await portraits.find_prediction_version(tx, 1)
        if first is None:
            await portraits.ask_for_predictions(tx, _ACTOR, note=_NOTE)
            return False
        if first.open:
            return False
        if first.state == "ready" and first.by_name == _ACTOR.name and not await portraits.ever_published(tx):
            try:
                await portraits.publish_predictions(tx, _ACTOR, first.number)
            except TandemError as error:  # worse than a baseline: it says so in its own list
                log.warning("demo.predictions_not_published", code=error.code)
        return True
