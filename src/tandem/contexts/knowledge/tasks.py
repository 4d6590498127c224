"""Fitting confidence anew when the knowledge base has changed."""

import structlog

from tandem.contexts.knowledge.events import TOPIC
from tandem.contexts.knowledge.live import LiveIndex
from tandem.contexts.knowledge.live.vectors import gather
from tandem.contexts.knowledge.repository import vectors as stored
from tandem.contexts.knowledge.retrieval.apart import fit_apart
from tandem.contexts.knowledge.retrieval.building import (
    default_calibrations,
    hash_of,
    out_of_scope_texts,
    texts_of,
    versions,
)
from tandem.contexts.knowledge.retrieval.fitting import TooFewQuestions
from tandem.kit.db import Database

log = structlog.get_logger(__name__)


async def recalibrate(db: Database, live: LiveIndex, *, patient: bool = False) -> bool:
    """Fit this knowledge base's own confidence unless that is done; True when a new fit was stored.

    Runs in a process of its own for seconds. Does nothing while the index is still being built (`patient` waits for
    it), nor for a base too small to fit from: those keep what they have."""
    served = await live.settled() if patient else live.whole
    if served is None:
        return False
    index, encoders = served.index, live.encoders
    foreign = out_of_scope_texts()
    wanted = hash_of(index, encoders, foreign)
    if await _fitted(db, wanted):
        return False
    vectors = {}
    for one in encoders:
        rows = await gather(db, one, texts_of(index), live.encode)
        oos = await gather(db, one, foreign, live.encode)
        if rows is not None and oos is not None:
            vectors[one.name] = (rows, oos)
    try:
        document = await fit_apart(index.documents.entries, foreign, vectors, versions(encoders))
    except TooFewQuestions:
        return False
    async with db.transaction() as tx:
        await stored.save_calibration(tx, wanted, document)
        tx.notify(TOPIC, "knowledge.calibrated", {"data_hash": wanted})
    log.info("knowledge.calibrated", data_hash=wanted, entries=len(index.documents.entries))
    return True


class Recalibration:
    """`recalibrate` for a periodic task: waits until editors have left the base alone for one whole period."""

    def __init__(self, db: Database, live: LiveIndex) -> None:
        self._db = db
        self._live = live
        self._seen: int | None = None

    async def __call__(self) -> bool:
        served = self._live.whole
        if served is None:
            return False
        seen, self._seen = self._seen, served.mark.generation
        return seen == self._seen and await recalibrate(self._db, self._live)


async def _fitted(db: Database, wanted: str) -> bool:
    async with db.transaction() as tx:
        latest = await stored.latest_calibration_hash(tx)
    return wanted == (default_calibrations().data_hash if latest is None else latest)
