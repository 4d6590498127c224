"""The task that keeps this process's index in step, and the door to it."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from tandem.contexts.knowledge.events import TOPIC
from tandem.contexts.knowledge.live import vectors
from tandem.contexts.knowledge.live.encoders import EncoderLoader, Encoders
from tandem.contexts.knowledge.live.served import Mark, Served, serve
from tandem.contexts.knowledge.ports import EncoderFailed, SentenceEncoder, Vectors
from tandem.contexts.knowledge.repository import published
from tandem.contexts.knowledge.repository import vectors as stored
from tandem.contexts.knowledge.retrieval.building import add_encoder, default_calibrations, texts_of
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet, from_json
from tandem.contexts.knowledge.retrieval.dense import QueryVectors
from tandem.contexts.knowledge.retrieval.index import Ranking
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable
from tandem.kit.following import Follower
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
T = TypeVar("T")

_POLL_S = 5.0
_SOON_S = 1.0
_READY_S = 10.0


class LiveIndex:
    """Searches what is published. Serves keywords within a second of the start and adds each encoder when its
    vectors are there. `start()` it in processes that answer; else the first search does.

    `encodes`: this process encodes texts that are new (workers do; the others wait for their vectors)."""

    def __init__(
        self,
        db: Database,
        loaders: Mapping[str, EncoderLoader],
        *,
        hub: Hub | None = None,
        encodes: bool = False,
        threads: int = 2,
    ) -> None:
        self._db = db
        self._encodes = encodes
        self._encoders = Encoders(loaders)
        self._served: Served | None = None
        self._searching = ThreadPoolExecutor(threads, thread_name_prefix="knowledge-search")
        self._reading = ThreadPoolExecutor(threads, thread_name_prefix="knowledge-read")
        self._at_work = 0
        self._building = ThreadPoolExecutor(1, thread_name_prefix="knowledge-build")
        self._ready = asyncio.Event()
        self._following = Follower("knowledge", self._look, topic=TOPIC, hub=hub, every_s=_POLL_S)

    async def start(self) -> None:
        """Begin to keep step. Twice is once."""
        await self._following.start()

    async def stop(self) -> None:
        """End the task and its threads."""
        await self._following.stop()
        self._searching.shutdown(wait=False, cancel_futures=True)
        self._reading.shutdown(wait=False, cancel_futures=True)
        self._building.shutdown(wait=False, cancel_futures=True)

    async def served(self) -> Served:
        """What is served now. Raises Unavailable when there is nothing yet after ten seconds."""
        await self.start()
        if self._served is None:
            try:
                async with asyncio.timeout(_READY_S):
                    await self._ready.wait()
            except TimeoutError:
                raise Unavailable("knowledge_not_ready", retry_after=1) from None
        assert self._served is not None
        return self._served

    async def search(self, text: str, count: int = 8) -> Ranking:
        """The best `count` entries for a customer's text; the encoders read it at the same time. While another is
        being searched for, the slower ones read only what they may make an answer of, rather than that all wait;
        `Ranking.degraded` says where they did not. Raises Unavailable (see `served`)."""
        served = await self.served()
        hurry = self._at_work > 0
        beside = None if hurry else self._reading
        search = partial(served.index.search, text, count, hurry=hurry, beside=beside)
        self._at_work += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._searching, search)
        finally:
            self._at_work -= 1

    async def settled(self) -> Served:
        """Waits until every encoder that can be loaded takes part."""
        while True:
            await self.served()
            if self.whole is not None:
                return self.whole
            await asyncio.sleep(0.05)

    async def reloaded(self) -> Served:
        """What is served after looking at the database now, whole."""
        await self._following.looked()
        return await self.settled()

    @property
    def whole(self) -> Served | None:
        """What is served, once every encoder that can be loaded takes part; None before."""
        known = self._encoders.loaded.keys() | self._encoders.missing.keys()
        if self._served is None or known != self._encoders.loaders.keys():
            return None
        have = set(self._served.index.encoders)
        return self._served if all(one.name in have for one in self.encoders) else None

    @property
    def current(self) -> Served | None:
        """What is served now, without waiting; None before the first build."""
        return self._served

    @property
    def encoders(self) -> list[SentenceEncoder]:
        """The encoders that are loaded."""
        return [one.encoder for one in self._encoders.loaded.values()]

    @property
    def missing(self) -> Mapping[str, str]:
        """Encoders that were wanted and cannot be loaded, and why."""
        return self._encoders.missing

    @property
    def started(self) -> bool:
        return self._following.started

    async def encode(self, encoder: SentenceEncoder, texts: list[str]) -> Vectors:
        """Encode off the event loop, behind whatever is being built."""
        return await self._build(encoder.encode, texts)

    async def _look(self) -> float | None:
        try:
            return await self._step()
        except EncoderFailed as error:
            log.warning("knowledge.encoding_failed", cause=str(error))
            return None

    async def _step(self) -> float:
        """Bring what is served up to date; returns the seconds until the next look."""
        while not self._in_force(*(seen := await self._mark())):
            await self._rebuild(seen[0])
        waiting = [one for one in await self._load_encoders() if not self._has(one)]
        for one in waiting:
            if self._following.wanted:
                return 0.0
            await self._add(one)
        return _SOON_S if any(not self._has(one) for one in waiting) else _POLL_S

    async def _mark(self) -> tuple[Mark, datetime]:
        async with self._db.transaction() as tx:
            mark = Mark(await published.generation(tx), await stored.latest_calibration_hash(tx))
            return mark, tx.now

    def _in_force(self, mark: Mark, now: datetime) -> bool:
        served = self._served
        return served is not None and served.mark == mark and (served.until is None or served.until > now)

    async def _rebuild(self, mark: Mark) -> None:
        """Serve what is published now. The generation before goes on until its texts are read: without meaning the bot
        would hand over what it could answer. Nothing changes when more has been published meanwhile."""
        async with self._db.transaction() as tx:
            entries = await published.all_published(tx)
            fitted = await stored.latest_calibration(tx)
            now = tx.now
        calibrations = _merged(fitted[1] if fitted else None)
        wanted = tuple(self._encoders.loaders)
        fresh = await self._build(lambda: serve(mark, entries, now, wanted=wanted, calibrations=calibrations))

        async def stale() -> bool:
            return (await self._mark())[0] != mark

        for one in self._encoders.loaded.values():
            run = self.encode if self._encodes and self._has(one) else None
            try:
                rows = await vectors.gather(self._db, one.encoder, texts_of(fresh.index), run, stale=stale)
            except EncoderFailed as error:
                log.warning("knowledge.encoding_failed", cause=str(error))
                continue
            if rows is not None:
                fresh = await self._build(_with_encoder, fresh, one, rows)
            elif run is not None and await stale():
                return
        self._served = fresh
        self._ready.set()
        log.info("knowledge.index_built", generation=mark.generation, entries=len(fresh.by_id))

    async def _load_encoders(self) -> list[QueryVectors]:
        return await self._build(self._encoders.load)

    def _has(self, one: QueryVectors) -> bool:
        return self._served is not None and one.encoder.name in self._served.index.encoders

    async def _add(self, one: QueryVectors) -> None:
        served = self._served
        assert served is not None
        run = self.encode if self._encodes else None
        rows = await vectors.gather(self._db, one.encoder, texts_of(served.index), run)
        if rows is not None and self._served is served:
            self._served = await self._build(_with_encoder, served, one, rows)
            log.info("knowledge.encoder_joined", encoder=one.encoder.name)

    async def _build(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._building, work, *args)


def _with_encoder(served: Served, one: QueryVectors, rows: Vectors) -> Served:
    return replace(served, index=add_encoder(served.index, one, rows))


def _merged(document: Mapping[str, object] | None) -> CalibrationSet:
    """The stored fit; sets of encoders that it does not know keep the shipped one."""
    shipped = default_calibrations()
    if document is None:
        return shipped
    try:
        fitted = from_json(document)
    except (KeyError, TypeError, ValueError) as error:  # written by another version of the product
        log.warning("knowledge.calibration_unreadable", cause=repr(error))
        return shipped
    return replace(fitted, by_encoders={**shipped.by_encoders, **fitted.by_encoders})
