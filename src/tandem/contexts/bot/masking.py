"""Texts without what names a person, an account or a secret: by rules, and names of people by their model."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock

import structlog

from tandem.contexts.bot.entities import Named, NameFinder, NamesUnavailable, mask

log = structlog.get_logger(__name__)


class Masker:
    """One for each process. The model is loaded when somebody first needs it; without it the rules are all there is,
    which the health page says (`names_and_places`)."""

    def __init__(self, load: Callable[[], NameFinder] | None = None) -> None:
        """`load`: gives the finder of names or raises NamesUnavailable; None: by rules alone."""
        self._load = load
        self._finder: NameFinder | None = None
        self._lock = Lock()

    async def mask(self, texts: Sequence[str], now: datetime) -> list[str]:
        """Each text with numbers, codes and names of people as [their kind]."""
        found = await self._found(texts)
        return [mask(text, now, names=names) for text, names in zip(texts, found, strict=True)]

    async def people(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Names of people that stand in the texts, longest first: replaced in this order none leaves a rest."""
        found = await self._found(texts)
        named = {
            text[one.start : one.end]
            for text, names in zip(texts, found, strict=True)
            for one in names
            if one.kind == "person"
        }
        return tuple(sorted(named, key=lambda name: (-len(name), name)))

    async def names(self, text: str) -> list[Named]:
        """Names of people and places in the text; none where their model is missing."""
        (found,) = await self._found([text])
        return found

    async def _found(self, texts: Sequence[str]) -> list[list[Named]]:
        if self._load is None or not texts:
            return [[] for _ in texts]
        return await asyncio.to_thread(self._names, texts)

    def _names(self, texts: Sequence[str]) -> list[list[Named]]:
        with self._lock:
            if self._finder is None and self._load is not None:
                try:
                    self._finder = self._load()
                except NamesUnavailable as error:
                    log.warning("names.unavailable", cause=str(error))
                    self._load = None
        finder = self._finder
        return [finder.names(text) if finder else [] for text in texts]


RULES_ALONE = Masker()
"""Where no model of names can be."""
