"""Intents follow what is published: knowledge entries, flows, and what people said in place of drafts."""

from collections.abc import Mapping
from time import monotonic
from uuid import UUID

from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.masking import RULES_ALONE, Masker
from tandem.contexts.bot.training.repository import examples, intents
from tandem.contexts.bot.training.repository.examples import Correction
from tandem.contexts.bot.training.rules.flow_texts import example_of
from tandem.contexts.bot.training.rules.keeping_step import (
    BY_SYNC,
    Changes,
    Published,
    changes,
    entry_intent,
    flow_intent,
)
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Database, Tx

_AT_LEAST_EVERY_S = 300.0
"""Entries come into force by date, and drafts are corrected, without anything being published."""
_MOST_CORRECTIONS = 1000


class KeepingStep:
    """One for each process: knows what it has seen, so that asking again is cheap."""

    def __init__(self, db: Database, shelf: FlowShelf, masker: Masker = RULES_ALONE) -> None:
        """`masker`: what customers wrote becomes an example through it; else by rules alone."""
        self._db, self._shelf, self._masker = db, shelf, masker
        self._seen: tuple[int, str] | None = None
        self._at = 0.0

    async def __call__(self) -> None:
        """Bring intents and examples up to date, if anything was published since the last time."""
        await self._bring(force=False)

    async def now(self) -> None:
        """Bring them up to date whatever was seen before."""
        await self._bring(force=True)

    async def _bring(self, *, force: bool) -> None:
        flows = await self.flows()
        version = (await self._shelf.current()).flows.version
        async with self._db.transaction() as tx:
            seen = (await knowledge.generation(tx), version)
            if not force and seen == self._seen and monotonic() - self._at < _AT_LEAST_EVERY_S:
                return
            said = await _corrections(tx)
            now = tx.now
        # Before the lock is taken: finding names in a thousand texts takes half a second.
        masked = await self._masker.mask([one.question for one in said], now)
        async with self._db.transaction() as tx:
            texts = {one.draft_id: text for one, text in zip(said, masked, strict=True)}
            await keep_step(tx, flows, texts)
        self._seen, self._at = seen, monotonic()

    async def flows(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """(title, phrasings) of the flows that are served, by their ids."""
        programs = (await self._shelf.current()).flows.programs
        return {key: (one.title, tuple(one.flow.triggers)) for key, one in programs.items()}


async def keep_step(
    tx: Tx, flows: Mapping[str, tuple[str, tuple[str, ...]]], masked: Mapping[UUID, str]
) -> Changes:
    """`flows`: (title, phrasings) by id; `masked`: what customers asked where people corrected drafts, without names,
    by draft. Corrections that are not among these wait for the next time. Safe to run twice, and in several
    processes."""
    await intents.one_at_a_time(tx)
    wanted = [
        Published(entry_intent(one.key), one.question, "knowledge", one.key, (one.question, *one.phrasings))
        for one in await knowledge.published_now(tx)
    ]
    wanted += [
        Published(flow_intent(key), title, "flow", key, tuple(map(example_of, texts)))
        for key, (title, texts) in flows.items()
    ]
    found = changes(wanted, await intents.kept_in_step(tx))
    await _carry_out(tx, found)
    await _take_corrections(tx, masked)
    return found


async def _carry_out(tx: Tx, found: Changes) -> None:
    if not found.any:
        return
    await intents.create_published(tx, found.create)
    for key, name in found.rename.items():
        await intents.change(tx, key, {"name": name})
    await intents.close(tx, found.retire)
    await intents.reopen(tx, found.revive)
    await examples.remove(tx, found.remove, BY_SYNC)
    rows = [examples.row_of(tx, key, text, origin) for key, origin, text in found.add]
    for at in range(0, len(rows), 500):
        await examples.add(tx, rows[at : at + 500])


async def _corrections(tx: Tx) -> list[Correction]:
    """The oldest that are no examples yet. Those of entries that are withdrawn wait without standing before others."""
    published = await knowledge.published_by_ids(tx, await examples.corrected_entries(tx))
    return await examples.corrections(tx, [one.id for one in published], _MOST_CORRECTIONS)


async def _take_corrections(tx: Tx, masked: Mapping[UUID, str]) -> None:
    """A person at the silent seat chose the entry that answers a question: an example of its intent."""
    corrected = [one for one in await _corrections(tx) if one.draft_id in masked]
    if not corrected:
        return
    known = await intents.everything(tx)
    published = await knowledge.published_by_ids(tx, [one.entry_id for one in corrected])
    keys = {one.id: key for one in published if (key := entry_intent(one.key)) in known}
    for one in corrected:
        intent_key = keys.get(one.entry_id)
        if intent_key is None:
            continue
        row = examples.row_of(
            tx, intent_key, masked[one.draft_id], "draft", draft_id=one.draft_id, by_id=one.by_id,
            by_name=one.by_name,
        )  # fmt: skip
        if not await examples.add(tx, [row]):
            # The intent has this text already: noted, so that it is not looked at again.
            await examples.add(tx, [{**row, "removed_at": tx.now, "removed_by": BY_SYNC}])
