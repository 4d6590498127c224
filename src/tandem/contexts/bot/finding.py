"""The bot's knowledge port: over this process's live index, and over one generation that stands still."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.bot.decision import ChatHit
from tandem.contexts.bot.ports import Answer
from tandem.contexts.knowledge import api
from tandem.kit.db import Tx
from tandem.kit.errors import Unavailable

_SETTLES_S = 120.0


class LiveKnowledge:
    def __init__(self, live: api.LiveIndex) -> None:
        self._live = live
        self._ids: tuple[api.Served | None, dict[str, str]] = (None, {})

    def small_talk(self, text: str) -> ChatHit | None:
        """See Knowledge.small_talk. Before the index is there, nothing is small talk."""
        served = self._live.current
        found = served.chat(text) if served else None
        return ChatHit(str(found.id), found.key) if found else None

    def key_of(self, entry_id: str) -> str | None:
        """See Knowledge.key_of."""
        served = self._live.current
        entry = served.entry(entry_id) if served else None
        return entry.key if entry else None

    def id_of(self, key: str) -> str | None:
        """See Knowledge.id_of."""
        served = self._live.current
        if self._ids[0] is not served:
            self._ids = (served, {entry.key: id_ for id_, entry in served.by_id.items()} if served else {})
        return self._ids[1].get(key)

    def exact(self, text: str) -> bool:
        """See Knowledge.exact. Before the index is there, nothing is."""
        served = self._live.current
        return served is not None and served.index.knows(text)

    def put_right(self, text: str) -> str:
        """See Knowledge.put_right. Before the index is there, nothing is put right."""
        served = self._live.current
        return served.index.put_right(text) if served is not None else text

    async def rank(self, text: str) -> api.Ranking:
        """See Knowledge.rank."""
        return await self._live.search(text)

    async def answers(self, tx: Tx, entry_ids: Sequence[str]) -> list[Answer]:
        """See Knowledge.answers. The database is asked, not the index: it may be a second behind."""
        found = await api.published_by_ids(tx, [UUID(id_) for id_ in entry_ids])
        return [Answer(p.id, p.key, p.question, p.answer, p.n) for p in found]

    async def missing(self) -> frozenset[str]:
        """Encoders that were wanted and cannot be loaded here. Raises Unavailable when that is not known yet."""
        try:
            async with asyncio.timeout(_SETTLES_S):
                await self._live.settled()
        except TimeoutError:
            raise Unavailable("knowledge_not_ready", retry_after=5) from None
        return frozenset(self._live.missing)

    async def thresholds(self) -> tuple[float, float]:
        """Search's own (τ_answer, τ_draft), fitted with the knowledge base, with every encoder that is there.
        Raises Unavailable while there is no index."""
        served = await self._live.served()
        wanted = [one for one in served.index.wanted if one not in self._live.missing]
        fitted = served.index.calibrations.of(wanted)
        return fitted.tau_answer, fitted.tau_draft

    async def count_use(self, tx: Tx, entry_id: UUID) -> None:
        """See Knowledge.count_use."""
        await api.count_use(tx, entry_id)


class StillKnowledge:
    """The same over one generation, without a database: for measurements. Nothing is counted."""

    def __init__(self, served: api.Served) -> None:
        self._served = served

    def small_talk(self, text: str) -> ChatHit | None:
        """See Knowledge.small_talk."""
        found = self._served.chat(text)
        return ChatHit(str(found.id), found.key) if found else None

    def key_of(self, entry_id: str) -> str | None:
        """See Knowledge.key_of."""
        entry = self._served.entry(entry_id)
        return entry.key if entry else None

    def id_of(self, key: str) -> str | None:
        """See Knowledge.id_of."""
        return next((id_ for id_, entry in self._served.by_id.items() if entry.key == key), None)

    def exact(self, text: str) -> bool:
        """See Knowledge.exact."""
        return self._served.index.knows(text)

    def put_right(self, text: str) -> str:
        """See Knowledge.put_right."""
        return self._served.index.put_right(text)

    async def rank(self, text: str) -> api.Ranking:
        """See Knowledge.rank."""
        return await asyncio.to_thread(self._served.index.search, text)

    async def answers(self, tx: Tx, entry_ids: Sequence[str]) -> list[Answer]:
        """See Knowledge.answers."""
        found = (self._served.entry(id_) for id_ in entry_ids)
        return [Answer(p.id, p.key, p.question, p.answer, p.n) for p in found if p is not None]

    async def count_use(self, tx: Tx, entry_id: UUID) -> None:
        """See Knowledge.count_use."""
