"""Training one version, from the histories as they stand to the file in the object store.

Runs in a process of its own (kit.childwork): reading, learning and judging cost nobody else's time,
and the library that learns is loaded nowhere else. Killed at any point, the next run begins again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
import structlog

from tandem.contexts.customers import api as customers
from tandem.contexts.portraits.predictions import boosting, dataset
from tandem.contexts.portraits.predictions.dataset import Frame, Table, rows_of
from tandem.contexts.portraits.predictions.errors import TrainingRefused
from tandem.contexts.portraits.predictions.gathering import Pasts, Person
from tandem.contexts.portraits.predictions.judging import judge
from tandem.contexts.portraits.predictions.model import Model, Predictor
from tandem.contexts.portraits.predictions.repository import versions
from tandem.contexts.portraits.predictions.rules.calibrating import fit_curves
from tandem.contexts.portraits.predictions.rules.splitting import chosen
from tandem.contexts.portraits.predictions.rules.targets import DORMANCY, NEED
from tandem.kit.childwork import Telling
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore

log = structlog.get_logger(__name__)
T = TypeVar("T")
_PIECE, _AT_ONCE = 100, 20
_LOOK_EVERY_S = 0.3
_LIMIT = 64_000_000


@dataclass
class Learning:
    """One run."""

    db: Database
    objects: ObjectStore
    pasts: Pasts
    number: int

    def __post_init__(self) -> None:
        telling = Telling(self.db, versions, self.number)
        self._tell, self._change, self._fail = telling.tell, telling.change, telling.fail

    async def run(self) -> None:
        """Ends with the version ready, or failed when nothing can be learned. Raises Stopped."""
        try:
            await self._run()
        except TrainingRefused as refused:
            log.warning("predictions.refused", version=self.number, reason=refused.code)
            await self._fail(refused.code, refused.params)

    async def _run(self) -> None:
        async with self.db.transaction() as tx:
            version = await versions.find(tx, self.number)
            assert version is not None
            today = tx.now.astimezone(self.pasts.zone).date()
        persons = await self._gather(version.seed, version.most_customers)
        frame = dataset.frame(persons, today)
        data_hash = await asyncio.to_thread(dataset.digest, persons)
        table = await self._table(persons, frame, today.year)
        await self._change(as_of=today, data_hash=data_hash, customers=len(persons), rows=len(table.rows))
        predictors: dict[str, Predictor] = {}
        quality: dict[str, Any] = {"without": {}}
        for target in frame.splits:
            found = await self._learn(target, table, frame, version.seed)
            if found is None:
                quality["without"][target] = "prediction_one_class"
                continue
            await self._tell("judging", 0, 1)
            predictors[target] = found
            quality[target] = await asyncio.to_thread(judge, target, found, table, frame)
        if DORMANCY not in frame.splits:
            quality["without"][DORMANCY] = "prediction_history_short"
        if NEED not in predictors:
            raise TrainingRefused("prediction_one_class", {"only": frame.reasons[0]})
        await self._keep(Model(frame.reasons, predictors), quality)

    async def _gather(self, seed: int, most: int) -> list[Person]:
        """Of all customers, or as many as a version may learn from, chosen by their ids."""
        async with self.db.transaction() as tx:
            total = await customers.how_many(tx)
        share = min(1.0, most / max(1, total))
        found: list[Person] = []
        after: UUID | None = None
        done = 0
        while True:
            async with self.db.transaction() as tx:
                piece = await customers.ids_after(tx, after, _PIECE)
            if not piece:
                return found
            mine = [one for one in piece if chosen(one.bytes, seed, share)]
            persons, away = await self.pasts.of(mine)
            if away:
                raise TrainingRefused("prediction_core_away", {"customers": len(away)})
            found += persons
            after, done = piece[-1], done + len(piece)
            await self._tell("gathering", done, total)

    async def _table(self, persons: list[Person], frame: Frame, year: int) -> Table:
        made = []
        for at in range(0, len(persons), _AT_ONCE):
            made += [rows_of(one, frame) for one in persons[at : at + _AT_ONCE]]
            await self._tell("preparing", at, len(persons))
        return dataset.table(persons, made, frame, year)

    async def _learn(self, target: str, table: Table, frame: Frame, seed: int) -> Predictor | None:
        """None when there is only one outcome to learn, calibrate or judge by."""
        part, happened = table.parts[target], table.happened[target]
        if not all(_both(happened[part == place].any(axis=1)) for place in range(3)):
            return None
        learned, later = part == 0, part == 1
        outcomes = frame.reasons if happened.shape[1] > 1 else (target,)
        forest = await self._slowly(
            lambda told: boosting.grow(
                table.rows[learned], happened[learned], table.day[learned], seed=seed, told=told
            )
        )
        log_odds = forest.log_odds(table.rows[later].astype(np.float64))
        return Predictor(outcomes, forest, fit_curves(log_odds, happened[later].astype(np.float64)))

    async def _slowly(self, work: Callable[[boosting.Told], T]) -> T:
        """In a thread, telling how far it is and whether somebody asked to stop."""
        progress = [0, 1]

        def told(done: int, total: int) -> None:
            progress[:] = [done, total]

        task = asyncio.create_task(asyncio.to_thread(work, told))
        while not task.done():
            await asyncio.wait({task}, timeout=_LOOK_EVERY_S)
            await self._tell("learning", *progress)
        return task.result()

    async def _keep(self, model: Model, quality: dict[str, Any]) -> None:
        await self._tell("keeping", 0, 1)
        content = model.content()
        key = await self.objects.put(content, content_type="application/json", limit=_LIMIT)
        await self._change(
            state="ready", object_key=key, sha256=sha256(content).hexdigest(), bytes=len(content),
            quality=quality, step=None, finished_at=self.db.clock.now(),
        )  # fmt: skip


def _both(happened: Any) -> bool:
    return bool(happened.any()) and not bool(happened.all())
