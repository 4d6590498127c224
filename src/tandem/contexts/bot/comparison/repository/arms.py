"""Conversations of an experiment, by the version that judged in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tandem.contexts.bot.figures.outcomes import SINCE, ended_conversations
from tandem.contexts.bot.models import bot_publication_table, bot_turn_table
from tandem.contexts.conversations.api import tables
from tandem.kit.db import Tx

p, t, c = bot_publication_table.c, bot_turn_table.c, tables.conversation.c


@dataclass(frozen=True)
class Serving:
    """A publication in force."""

    version: int
    arm: str
    share: float
    since: datetime


@dataclass(frozen=True)
class Went:
    """How the conversations went that one version judged in from beginning to end."""

    conversations: int = 0
    contained: int = 0
    resolved: int = 0
    helpful: int = 0
    unhelpful: int = 0
    handed_over: int = 0


async def serving(tx: Tx) -> list[Serving]:
    """The publications in force, the base first."""
    rows = await tx.execute(
        select(p.version, p.arm, p.share, p.since).where(p.until.is_(None)).order_by(p.arm)
    )
    return [Serving(row.version, row.arm, row.share, row.since) for row in rows.all()]


def _statement() -> Any:
    judged = select(t.model_version).where(t.conversation_id == c.id).correlate(tables.conversation)
    first = judged.with_only_columns(func.min(t.model_version)).scalar_subquery()
    last = judged.with_only_columns(func.max(t.model_version)).scalar_subquery()
    ended = ended_conversations(first.label("first_version"), last.label("last_version")).subquery()
    e = ended.c
    counted = ("contained", "resolved", "helpful", "unhelpful", "handed_over")
    return (
        select(
            e.first_version.label("version"),
            func.count().label("conversations"),
            *(func.count().filter(e[name]).label(name) for name in counted),
        )
        .where(e.first_version == e.last_version)
        .group_by(e.first_version)
    )


_STATEMENT = _statement()


async def went(tx: Tx, since: datetime, versions: Sequence[int]) -> Mapping[int, Went]:
    """By version, of conversations that began since then and are over. One in which two versions judged is nobody's."""
    rows = (await tx.execute(_STATEMENT, {SINCE.key: since})).all()
    found = {row.version: Went(*row[1:]) for row in rows if row.version in versions}
    return {version: found.get(version, Went()) for version in versions}
