"""Bringing in a whole knowledge base that was reviewed elsewhere: a seed, a migration from another system."""

from collections.abc import Iterable, Mapping
from typing import Any

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.knowledge.events import TOPIC
from tandem.contexts.knowledge.repository import categories, entries, published
from tandem.contexts.knowledge.rules import checked
from tandem.contexts.knowledge.views import Content
from tandem.kit.db import Tx

_IMPORTER = Actor.system("import")


async def import_published(
    tx: Tx, documents: Iterable[Mapping[str, Any]], *, actor: Actor = _IMPORTER
) -> int:
    """Publish entries, each with a version and an approval by `actor`; returns how many. Needs knowledge.publish.

    A document is {category, title, title_en?, entries: [{key, question, answer, phrasings, question_en?,
    related?}]}. Entries whose key is known are left as they are. Raises ContentInvalid, KeyError."""
    actor.require(permissions.KNOWLEDGE_PUBLISH)
    made = 0
    for document in documents:
        category = await categories.by_key(tx, document["category"])
        if category is None:
            title_en = document.get("title_en")
            category = await categories.add(tx, document["category"], document["title"], title_en)
        for raw in document["entries"]:
            if await entries.key_exists(tx, raw["key"]):
                continue
            content = checked(
                Content(
                    question=raw["question"],
                    answer=raw["answer"],
                    phrasings=tuple(raw["phrasings"]),
                    category_id=category.id,
                    related=tuple(raw.get("related") or ()),
                    question_en=raw.get("question_en"),
                )
            )
            entry_id = await entries.add_entry(tx, raw["key"], category.id)
            await entries.add_version(tx, entry_id, 1, content, actor, "published")
            await entries.touch(tx, entry_id, published_n=1)
            await entries.add_review(tx, entry_id, 1, "approved", actor, None)
            made += 1
    if made:
        await published.next_generation(tx)
        tx.notify(TOPIC, "knowledge.imported", {"entries": made})
        await record(tx, actor, "knowledge.imported", "knowledge:base", {"entries": made})
    return made
