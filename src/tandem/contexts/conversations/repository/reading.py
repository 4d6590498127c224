"""Reading for the contexts above."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.repository import rows
from tandem.contexts.conversations.rules import service_level as rule
from tandem.kit.db import Tx


async def conversation_rows(
    tx: Tx, actor: Actor, *, view: str, controller: str | None = None, sort: str = "newest", limit: int = 50
) -> list[dict[str, Any]]:
    """Wire rows of a view (mine, unassigned, all, snoozed, resolved) that the actor may read; of those, where
    `controller` is given (queue, agent, bot, silent_seat), what it holds."""
    page = await rows.page(tx, actor, rows.Filter(view, controller=controller), sort=sort, limit=limit)
    return list(page.rows)


async def rows_by_ids(tx: Tx, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Wire rows by id, unfiltered: the caller decides with `may_read` who gets them."""
    return await rows.by_ids(tx, ids)


def service_level(
    *, answered: int, answered_in_time: int, abandoned: int, short_abandons: int, flow_outs: int
) -> float | None:
    """Answered within T / (offered − short abandons − flow-outs); None when nothing counts."""
    return rule.service_level(rule.Tally(answered, answered_in_time, abandoned, short_abandons, flow_outs))
