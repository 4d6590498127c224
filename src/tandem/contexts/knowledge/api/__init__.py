"""The door of the knowledge context: entries and their review, search over what is published.

Functions take the transaction first and never commit. `LiveIndex` searches; one lives in each process."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.knowledge.actions.drafting import create_entry, save_draft
from tandem.contexts.knowledge.actions.importing import import_published
from tandem.contexts.knowledge.actions.publishing import retire
from tandem.contexts.knowledge.actions.reviewing import approve, reject, request_review
from tandem.contexts.knowledge.errors import CategoryNotFound, KeyTaken
from tandem.contexts.knowledge.live import EncoderLoader, LiveIndex, Served, StillBase
from tandem.contexts.knowledge.live.vectors import gather as gather_vectors
from tandem.contexts.knowledge.live.vectors import known as count_vectors
from tandem.contexts.knowledge.passages.chunks import Document, sentences
from tandem.contexts.knowledge.passages.families import Families
from tandem.contexts.knowledge.passages.index import PassageIndex
from tandem.contexts.knowledge.passages.ranking import AnsweredRequest, PassageRanker, even_scores
from tandem.contexts.knowledge.ports import (
    EncoderFailed,
    EncoderUnavailable,
    Lesson,
    SentenceEncoder,
    TeachableEncoder,
    Vectors,
)
from tandem.contexts.knowledge.repository import categories as category_rows
from tandem.contexts.knowledge.repository import entries as entry_rows
from tandem.contexts.knowledge.repository import published as published_rows
from tandem.contexts.knowledge.repository.published import generation
from tandem.contexts.knowledge.retrieval.building import out_of_scope_texts
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet
from tandem.contexts.knowledge.retrieval.calibration import to_json as calibration_document
from tandem.contexts.knowledge.retrieval.index import Candidate, Ranking
from tandem.contexts.knowledge.retrieval.normalise import searchable
from tandem.contexts.knowledge.rules import SMALL_TALK, in_force
from tandem.contexts.knowledge.tasks import recalibrate
from tandem.contexts.knowledge.views import Category, Content, Entry, Person, Published, Version
from tandem.kit.db import Tx

__all__ = [
    "SMALL_TALK",
    "AnsweredRequest",
    "CalibrationSet",
    "Candidate",
    "Category",
    "Content",
    "Document",
    "EncoderFailed",
    "EncoderLoader",
    "EncoderUnavailable",
    "Entry",
    "Families",
    "Lesson",
    "LiveIndex",
    "PassageIndex",
    "PassageRanker",
    "Person",
    "Published",
    "Ranking",
    "SentenceEncoder",
    "Served",
    "StillBase",
    "TeachableEncoder",
    "Vectors",
    "Version",
    "approve",
    "calibration_document",
    "categories",
    "count_use",
    "count_vectors",
    "create_category",
    "create_entry",
    "even_scores",
    "find_entry",
    "gather_vectors",
    "generation",
    "import_published",
    "list_entries",
    "offered_categories",
    "out_of_scope_texts",
    "published_by_ids",
    "published_by_keys",
    "published_now",
    "recalibrate",
    "reject",
    "rename_category",
    "request_review",
    "retire",
    "save_draft",
    "searchable",
    "sentences",
    "versions",
]


async def categories(tx: Tx) -> list[Category]:
    """All categories, in order."""
    return await category_rows.all_categories(tx)


async def create_category(
    tx: Tx, actor: Actor, key: str, title: str, title_en: str | None = None
) -> Category:
    """A new category behind the others. Needs knowledge.publish. Raises KeyTaken."""
    actor.require(permissions.KNOWLEDGE_PUBLISH)
    if await category_rows.by_key(tx, key) is not None:
        raise KeyTaken()
    made = await category_rows.add(tx, key, title, title_en)
    await record(tx, actor, "knowledge.category_created", f"category:{made.id}", {"key": key})
    return made


async def rename_category(
    tx: Tx, actor: Actor, category_id: UUID, title: str, title_en: str | None
) -> Category:
    """Other names for a category; its key, which flows and settings use, stays. Needs knowledge.publish.
    Raises CategoryNotFound."""
    actor.require(permissions.KNOWLEDGE_PUBLISH)
    renamed = await category_rows.rename(tx, category_id, title, title_en)
    if renamed is None:
        raise CategoryNotFound()
    await record(
        tx,
        actor,
        "knowledge.category_renamed",
        f"category:{category_id}",
        {"key": renamed.key, "title": title},
    )
    return renamed


async def list_entries(
    tx: Tx,
    actor: Actor,
    *,
    q: str | None = None,
    category: str | None = None,
    state: str | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Entries that the actor may read, newest change first. `category` is a key; `state` draft, in_review, published
    or retired; `after` the (updated_at, id) of the last one seen."""
    return await entry_rows.page(tx, actor, q=q, category=category, state=state, after=after, limit=limit)


async def find_entry(tx: Tx, actor: Actor, entry_id: UUID) -> Entry:
    """Raises EntryNotFound, also for what the actor may not see."""
    return await entry_rows.find(tx, actor, entry_id)


async def versions(tx: Tx, actor: Actor, entry_id: UUID) -> list[Version]:
    """An entry's versions that the actor may see, newest first. Check the entry with `find_entry` before."""
    return await entry_rows.versions(tx, actor, entry_id)


async def published_by_keys(tx: Tx, keys: Sequence[str]) -> list[Published]:
    """The entries in force among `keys`, in the order of `keys`."""
    found = {p.key: p for p in await published_rows.all_published(tx, keys=keys)}
    present = (found[key] for key in dict.fromkeys(keys) if key in found)
    return [p for p in present if in_force(p.effective_from, p.effective_to, tx.now)]


async def published_by_ids(tx: Tx, ids: Sequence[UUID]) -> list[Published]:
    """The entries in force among `ids`, in the order of `ids`: what may be said to a customer now."""
    found = {p.id: p for p in await published_rows.all_published(tx, ids=ids)}
    present = (found[id_] for id_ in dict.fromkeys(ids) if id_ in found)
    return [p for p in present if in_force(p.effective_from, p.effective_to, tx.now)]


async def published_now(tx: Tx) -> list[Published]:
    """All entries in force, small talk left out, by key."""
    found = await published_rows.all_published(tx)
    return [
        p
        for p in found
        if p.category_key != SMALL_TALK and in_force(p.effective_from, p.effective_to, tx.now)
    ]


async def offered_categories(tx: Tx) -> list[Category]:
    """Categories with something in force, small talk left out, in order."""
    in_use = {key for key, _, _ in await published_rows.categories_in_use(tx)}
    return [c for c in await category_rows.all_categories(tx) if c.key in in_use and c.key != SMALL_TALK]


async def count_use(tx: Tx, entry_id: UUID) -> None:
    """Note that the bot answered from this entry (today's count)."""
    await published_rows.count_use(tx, entry_id, tx.now.date())
