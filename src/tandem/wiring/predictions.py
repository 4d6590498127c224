"""Predictions, put together: what trains them, what makes them, and what is kept of a person."""

import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tandem.adapters.loans_rest import RestLoanBook
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits.predictions.actions.lining_up import JOB as LINE_UP
from tandem.contexts.portraits.predictions.actions.lining_up import LiningUp
from tandem.contexts.portraits.predictions.endpoints import router
from tandem.contexts.portraits.predictions.gathering import Pasts
from tandem.contexts.portraits.predictions.live import LivePredictions, predictions_check
from tandem.contexts.portraits.predictions.predicting import Predicting
from tandem.contexts.portraits.predictions.repository import predictions
from tandem.contexts.portraits.predictions.supervising import TRAINING
from tandem.kit.childwork import Child, ChildWork
from tandem.kit.db import Database, Tx
from tandem.kit.jobs import Job
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.keys import keyring
from tandem.wiring.lending import loan_book
from tandem.wiring.options import API
from tandem.wiring.outside import objects
from tandem.wiring.part import Part


def predictions_part(
    settings: Settings, db: Database, store: ObjectStore, book: loans.LoanBook | None
) -> Part:
    """Routes, training, and the turns of those who are predicted."""
    live = LivePredictions(db, store)
    predicting = Predicting(db, live, Pasts(db, book, settings.zone))
    return Part(
        routers=[(API, router(live))],
        jobs=[training(db).job(), Job(LINE_UP, LiningUp(db).job, concurrency=1, background=True)],
        periodic=[Periodic("portraits.predict", 5, predicting.step, background=True)],
        checks=[predictions_check(live)],
    )


def training(db: Database) -> ChildWork:
    """What trains versions, each in a process of its own, with linear algebra on one core."""
    command = (sys.executable, "-m", "tandem.entrypoints.child", "predictions")
    return ChildWork(db, TRAINING, Child(command, Child.env_of(db.url, "predictor")))


async def learn(settings: Settings, number: int) -> None:
    """Train one version in this process. Raises Stopped."""
    from tandem.contexts.portraits.predictions.learning import Learning

    assert settings.database_url is not None
    db = Database(settings.database_url, pool_size=2, keyring=keyring(settings))
    book = loan_book(settings, db)
    try:
        await Learning(db, objects(settings), Pasts(db, book, settings.zone), number).run()
    finally:
        if isinstance(book, RestLoanBook):
            await book.close()
        await db.close()


class PredictionsPart:
    """What is predicted of a person (customers.PersonalPart): erased at once, whatever else must be kept."""

    name = "predictions"

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """One record a prediction."""
        return await predictions.collected(tx, family)

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Nothing stands in the way."""
        return None
