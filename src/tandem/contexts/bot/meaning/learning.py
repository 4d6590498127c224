"""Fitting the reading beside a worker's other work, once: what it needs of encoders is kept in the table of vectors."""

import asyncio

import structlog

from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.knowledge.api import LiveIndex, gather_vectors
from tandem.kit.db import Database

log = structlog.get_logger(__name__)


class MeaningLearning:
    """For a periodic task of one worker at a time: fits when lines, encoders or code have changed, else does nothing.
    Search comes first: nothing is encoded while its own texts wait."""

    def __init__(self, db: Database, live: LiveIndex, meaning: LiveMeaning) -> None:
        self._db, self._live, self._meaning = db, live, meaning
        self._seen: object = None

    async def __call__(self) -> bool:
        """True when it has fitted anew. Raises EncoderFailed, OSError."""
        if self._live.whole is None:
            return False
        encoders = self._live.encoders
        versions = {one.name: one.version for one in encoders}
        seen = (await asyncio.to_thread(self._meaning.marks), versions)
        if seen == self._seen:
            return False
        material = await asyncio.to_thread(self._meaning.wanted, versions)
        if material is None:
            self._seen = seen
            return False
        texts = material.texts(await asyncio.to_thread(material.harmless))
        rows = {}
        for one in encoders:
            found = await gather_vectors(self._db, one, texts, self._live.encode)
            assert found is not None  # with `encode` it waits for none
            rows[one.name] = found
        await asyncio.to_thread(self._meaning.learn, material, rows, versions)
        log.info("meaning.fitted", lines=len(material.lines), texts=len(texts), encoders=sorted(rows))
        return True
