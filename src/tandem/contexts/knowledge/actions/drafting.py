"""Writing: a new entry, a new version of one."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.knowledge.errors import CategoryUnknown, ContentInvalid, KeyTaken, VersionConflict
from tandem.contexts.knowledge.events import DraftSaved
from tandem.contexts.knowledge.repository import categories, entries
from tandem.contexts.knowledge.rules import checked
from tandem.contexts.knowledge.views import Content
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


async def create_entry(tx: Tx, actor: Actor, content: Content, *, key: str | None = None) -> UUID:
    """A new entry with its first draft. Needs knowledge.edit. `key` names it for good; unset makes one from the
    category. Raises ContentInvalid, CategoryUnknown, KeyTaken."""
    actor.require(permissions.KNOWLEDGE_EDIT)
    content = checked(content)
    category = await categories.by_id(tx, content.category_id)
    if category is None:
        raise CategoryUnknown()
    await _check_related(tx, content)
    name = key or f"{category.key}.{new_id().hex[-8:]}"
    if await entries.key_exists(tx, name):
        raise KeyTaken()
    entry_id = await entries.add_entry(tx, name, category.id)
    await entries.add_version(tx, entry_id, 1, content, actor, "draft")
    await _note(tx, actor, entry_id, name, 1)
    return entry_id


async def save_draft(tx: Tx, actor: Actor, entry_id: UUID, content: Content, base_version: int) -> int:
    """Save a new version over `base_version`, the newest one that the author knows; returns its number. A draft or
    review it replaces is superseded, what is published stays. Needs knowledge.edit.

    Raises EntryNotFound, VersionConflict (somebody saved in between), ContentInvalid, CategoryUnknown."""
    actor.require(permissions.KNOWLEDGE_EDIT)
    entry = await entries.lock(tx, entry_id)
    if entry.latest_n != base_version:
        raise VersionConflict(entry.latest_n)
    content = checked(content)
    if await categories.by_id(tx, content.category_id) is None:
        raise CategoryUnknown()
    await _check_related(tx, content)
    if entry.state != "published":
        await entries.set_state(tx, entry_id, entry.latest_n, "superseded")
    n = entry.latest_n + 1
    await entries.add_version(tx, entry_id, n, content, actor, "draft")
    await _note(tx, actor, entry_id, entry.key, n)
    return n


async def _check_related(tx: Tx, content: Content) -> None:
    if unknown := await entries.unknown_keys(tx, content.related):
        raise ContentInvalid(fields=[("related", f"{key}: no such entry") for key in unknown])


async def _note(tx: Tx, actor: Actor, entry_id: UUID, key: str, n: int) -> None:
    tx.emit(DraftSaved(subject_id=entry_id, actor=actor.label, key=key, version=n))
    await record(tx, actor, "knowledge.draft_saved", f"entry:{entry_id}", {"key": key, "version": n})
