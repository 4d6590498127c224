"""The questions that a site offers before anybody typed, from the published knowledge."""

from collections.abc import Sequence

from tandem.contexts.channels.ports import FaqCategory, FaqQuestion
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx


class KnowledgeFaq:
    async def questions(self, tx: Tx, keys: Sequence[str], locale: str) -> list[FaqQuestion]:
        """See FaqSource."""
        found = await knowledge.published_by_keys(tx, keys)
        return [FaqQuestion(p.key, p.question, p.category_key) for p in found]

    async def categories(self, tx: Tx, locale: str) -> list[FaqCategory]:
        """See FaqSource."""
        english = locale.startswith("en")
        return [
            FaqCategory(c.key, (c.title_en if english else None) or c.title)
            for c in await knowledge.offered_categories(tx)
        ]
