"""The thresholds in force, in this process's memory: a message asks no database for them. Swapped as a whole within
a moment of a publication, and looked after every few seconds in case the notice was lost."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from tandem.contexts.bot.decision import IntentLimits
from tandem.contexts.bot.thresholds.events import TOPIC
from tandem.contexts.bot.thresholds.repository import sets
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.contexts.bot.training.thresholds import DEFAULT
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable
from tandem.kit.following import Follower
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
_READY_S = 5.0


@dataclass(frozen=True)
class Limits:
    """From `auto` up the bot answers by itself, from `draft` up somebody looks at the answer first."""

    auto: float
    draft: float


@dataclass(frozen=True)
class InForce:
    """A published set, fitted while the `degraded` encoders were missing. Without one (`number` None)
    nothing is said, and every judge keeps its shipped thresholds."""

    number: int | None = None
    degraded: frozenset[str] = frozenset()
    _of: Mapping[tuple[str, str], Limits | None] = field(default_factory=dict)

    def of(self, judge: Judge, intent: str) -> Limits | None:
        """The thresholds of an intent; None where the shipped ones hold."""
        key = (judge, intent)
        return self._of[key] if key in self._of else self._of.get((judge, sets.ALL))


class LiveThresholds:
    """One for each process."""

    def __init__(self, db: Database, hub: Hub | None = None) -> None:
        self._db = db
        self._served: InForce | None = None
        self._ready = asyncio.Event()
        self._following = Follower("bot.thresholds", self.refresh, topic=TOPIC, hub=hub)

    async def start(self) -> None:
        """Begin to keep step. Twice is once."""
        await self._following.start()

    async def stop(self) -> None:
        """End the task."""
        await self._following.stop()

    async def current(self) -> InForce:
        """What is in force, from memory. The first caller waits for it; raises Unavailable after five seconds: to
        decide by other thresholds than those published would be worse."""
        if self._served is None:
            await self.start()
            try:
                async with asyncio.timeout(_READY_S):
                    await self._ready.wait()
            except TimeoutError:
                raise Unavailable("thresholds_not_ready", retry_after=1) from None
        assert self._served is not None
        return self._served

    def of(self, intent: str, version: int) -> IntentLimits:
        """See training.thresholds.IntentThresholds. A set fitted to another version's probabilities holds too: they are
        calibrated, and what was often wrong stays under a person's eyes until somebody fits anew."""
        found = self._served.of("intent", intent) if self._served is not None else None
        return IntentLimits(found.auto, found.draft) if found is not None else DEFAULT

    async def refresh(self) -> None:
        """Look now."""
        async with self._db.transaction() as tx:
            number = await sets.in_force(tx)
            if self._served is not None and self._served.number == number:
                return
            found = await sets.find(tx, number) if number is not None else None
            rows = await sets.thresholds(tx, number) if number is not None else ()
        known = {
            (row.judge, row.intent): None if row.source == "default" else Limits(row.tau_auto, row.tau_draft)
            for row in rows
        }
        self._served = InForce(number, frozenset(found.degraded if found else ()), known)
        self._ready.set()
        log.info("bot.thresholds_served", number=number)
