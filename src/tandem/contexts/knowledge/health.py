"""Health: what search is without."""

import asyncio

from tandem.contexts.knowledge.live import LiveIndex
from tandem.contexts.knowledge.live.served import indexed
from tandem.contexts.knowledge.repository import published, vectors
from tandem.contexts.knowledge.retrieval.building import out_of_scope_texts
from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.rules import in_force
from tandem.kit.db import Database
from tandem.kit.health import Check, Saying, Unhealthy, say
from tandem.kit.models import ModelMissing, ModelStore


class Encoding:
    """How far the encoders are with what is published now. Workers encode; every process can tell."""

    def __init__(self, db: Database, names: tuple[str, ...]) -> None:
        self._db, self._names = db, names
        self._hashes: frozenset[bytes] = frozenset()
        self._generation = self._whole = -1

    async def behind(self) -> dict[str, tuple[int, int]]:
        """(texts encoded, texts) of each encoder that is not through yet."""
        async with self._db.transaction() as tx:
            generation = await published.generation(tx)
            if generation == self._whole:
                return {}
            if generation != self._generation:
                entries = [
                    p
                    for p in await published.all_published(tx)
                    if in_force(p.effective_from, p.effective_to, tx.now)
                ]
                texts = Documents.of(indexed(entries), out_of_scope_texts()).encoded
                self._hashes, self._generation = frozenset(map(vectors.text_hash, texts)), generation
            kept = await vectors.kept(tx, self._hashes)
        total = len(self._hashes)
        found = {name: (kept.get(name, 0), total) for name in self._names if kept.get(name, 0) < total}
        if not found:
            self._whole = generation
        return found


def encoders_check(db: Database, live: LiveIndex, store: ModelStore, names: tuple[str, ...]) -> Check:
    """The sentence encoders that the settings name. Without them the bot searches by keywords and hands over more."""
    encoding = Encoding(db, names)

    async def probe() -> Saying:
        if absent := await absent_encoders(live, store, names):
            raise Unhealthy(say("health.encoders_absent", names=tuple(absent)))
        if behind := await encoding.behind():
            raise Unhealthy(
                *(
                    say("health.encoder_reading", name=name, done=done, total=total)
                    for name, (done, total) in behind.items()
                )
            )
        return say("health.encoders", names=names) if names else say("health.keywords_as_set")

    return Check("sentence_encoders", probe, critical=False)


async def absent_encoders(live: LiveIndex, store: ModelStore, names: tuple[str, ...]) -> list[str]:
    """Of those that the settings name: what cannot be loaded. A process in which nobody has searched yet looks at the
    files."""
    return sorted(live.missing if live.started else await asyncio.to_thread(_unsound, store, names))


def _unsound(store: ModelStore, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if not _here(store, name)]


def _here(store: ModelStore, name: str) -> bool:
    try:
        return store.sound(name)
    except ModelMissing:
        return False
