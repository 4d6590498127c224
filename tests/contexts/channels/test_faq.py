"""First questions come from what is published, in order, in the reader's language."""

from collections.abc import AsyncIterator

import pytest

from tandem.contexts.channels.faq import KnowledgeFaq
from tandem.contexts.channels.ports import FaqCategory, FaqQuestion
from tandem.contexts.knowledge import api as knowledge
from tandem.demo.seed.knowledge import documents
from tandem.kit.db import Database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=2)
    yield database
    await database.close()


async def test_questions_and_categories(db: Database) -> None:
    document = next(document for document in documents() if document["category"] != "small_talk")
    entries = document["entries"][:2]
    keys = [entry["key"] for entry in entries]
    async with db.transaction() as tx:
        await knowledge.import_published(tx, [document])
        found = await KnowledgeFaq().questions(tx, [keys[1], "unknown", keys[0]], "zh-CN")
        assert found == [
            FaqQuestion(entry["key"], entry["question"], document["category"]) for entry in reversed(entries)
        ]
        assert await KnowledgeFaq().categories(tx, "en") == [
            FaqCategory(document["category"], document["title_en"])
        ]
