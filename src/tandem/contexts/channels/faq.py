"""First questions from the knowledge base."""

from collections.abc import Sequence

from tandem.contexts.channels.ports import FaqCategory, FaqQuestion
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx


class KnowledgeFaq:
    """A FaqSource: what is in force now, in the reader's language where the entry has it."""

    async def questions(self, tx: Tx, keys: Sequence[str], locale: str) -> list[FaqQuestion]:
        found = await knowledge.published_by_keys(tx, keys)
        return [FaqQuestion(p.key, _in(locale, p.question, p.question_en), p.category_key) for p in found]

    async def categories(self, tx: Tx, locale: str) -> list[FaqCategory]:
        offered = await knowledge.offered_categories(tx)
        return [FaqCategory(c.key, _in(locale, c.title, c.title_en)) for c in offered]


def _in(locale: str, chinese: str, english: str | None) -> str:
    return english if locale == "en" and english else chinese
