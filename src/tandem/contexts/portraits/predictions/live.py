"""The published version in this process: loaded when it is first needed, changed over without a restart."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from tandem.contexts.portraits.predictions.errors import ModelRefused
from tandem.contexts.portraits.predictions.repository import versions
from tandem.contexts.portraits.predictions.repository.versions import Served
from tandem.kit.db import Database
from tandem.kit.health import Check, Said, Unhealthy, say
from tandem.kit.objects import ObjectMissing, ObjectStore, ObjectStoreAway

if TYPE_CHECKING:
    from tandem.contexts.portraits.predictions.model import Model

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    """A version and its model, ready to predict."""

    version: int
    model: "Model"


class LivePredictions:
    """One for each process. Nothing is loaded before somebody asks."""

    def __init__(self, db: Database, objects: ObjectStore) -> None:
        self._db, self._objects = db, objects
        self._served: Served | None = None
        self._standing: Standing | None = None
        self._gate = asyncio.Lock()
        self.refused: Said | None = None
        """Why what is published is not served here; None when it is."""

    async def current(self) -> Standing | None:
        """What is in force, looked up anew; None when nothing is, or when its file is refused (`refused` says why):
        then nothing is predicted, and what was runs out."""
        async with self._gate:
            async with self._db.transaction() as tx:
                served = await versions.served(tx)
            if served == self._served and self.refused is None:
                return self._standing
            self._standing = await self._load(served) if served is not None else None
            self._served = served
            if served is None:
                self.refused = None
            return self._standing

    async def _load(self, served: Served) -> Standing | None:
        # Not at import: a process that predicts nothing needs no numpy for it.
        from tandem.contexts.portraits.predictions.model import model_of

        try:
            content = b"".join([chunk async for chunk in await self._objects.open(served.object_key)])
            model = await asyncio.to_thread(model_of, content, served.sha256)
        except (ModelRefused, ObjectMissing, ObjectStoreAway) as error:
            if self.refused is None:
                log.error("predictions.refused", version=served.version, cause=error.code)
            self.refused = say(
                "health.predictions_refused",
                version=served.version,
                cause=Said(f"error.{error.code}", error.params),
            )
            return None
        if served != self._served or self.refused is not None:
            log.info("predictions.served", version=served.version)
        self.refused = None
        return Standing(served.version, model)


def predictions_check(live: LivePredictions) -> Check:
    """Whether the published version can be served here. It is no reason to send customers elsewhere."""

    async def probe() -> Said:
        standing = await live.current()
        if live.refused is not None:
            raise Unhealthy(live.refused)
        return say("health.versions", numbers=standing.version) if standing else say("health.none_published")

    return Check("predictions", probe, critical=False)
