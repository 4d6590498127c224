"""Publishing and retiring: what changes the bot's answers. Each raises the generation, which wakes every index."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.knowledge.errors import WrongStep
from tandem.contexts.knowledge.events import EntryPublished, EntryRetired
from tandem.contexts.knowledge.repository import entries, published
from tandem.kit.db import Tx


async def publish(tx: Tx, actor: Actor, entry: entries.LockedEntry) -> None:
    """Make the newest version of a LOCKED entry the published one. The caller has checked that it may be."""
    if entry.published_n is not None:
        await entries.set_state(tx, entry.id, entry.published_n, "superseded")
    await entries.set_state(tx, entry.id, entry.latest_n, "published")
    await entries.touch(tx, entry.id, published_n=entry.latest_n)
    await entries.end_retirement(tx, entry.id)
    await published.next_generation(tx)
    tx.emit(EntryPublished(subject_id=entry.id, actor=actor.label, key=entry.key, version=entry.latest_n))
    data = {"key": entry.key, "version": entry.latest_n}
    await record(tx, actor, "knowledge.published", f"entry:{entry.id}", data)


async def retire(tx: Tx, actor: Actor, entry_id: UUID, comment: str | None = None) -> None:
    """Take an entry out of service; publishing a new version brings it back. Needs knowledge.publish.
    Raises EntryNotFound, WrongStep (nothing is published)."""
    actor.require(permissions.KNOWLEDGE_PUBLISH)
    entry = await entries.lock(tx, entry_id)
    if entry.published_n is None:
        raise WrongStep()
    await entries.set_state(tx, entry_id, entry.published_n, "superseded")
    await entries.touch(tx, entry_id, published_n=None)
    await entries.retire(tx, entry_id, actor, (comment or "").strip() or None)
    await published.next_generation(tx)
    tx.emit(EntryRetired(subject_id=entry_id, actor=actor.label, key=entry.key, version=entry.published_n))
    data = {"key": entry.key, "version": entry.published_n}
    await record(tx, actor, "knowledge.retired", f"entry:{entry_id}", data)
