"""Compositions: turns that wait for the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.llm.models import bot_composition_table, bot_llm_configuration_table
from tandem.contexts.conversations.api import tables
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

# Workers that start together look one after the other.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(31309, 1)")
c, conf = bot_composition_table.c, bot_llm_configuration_table.c


@dataclass(frozen=True)
class Composition:
    """`fallback`: see `fallbacks`."""

    message_id: UUID
    conversation_id: UUID
    seq: int
    question: str
    fallback: Mapping[str, Any]
    opened_at: datetime
    due_at: datetime
    state: str


_COLUMNS = [c[field.name] for field in fields(Composition)]


async def forget(tx: Tx, family: Sequence[UUID]) -> None:
    """Blank the questions and answers of these customers' decided turns: copies of what stands in the conversations."""
    talks = select(tables.conversation.c.id).where(tables.conversation.c.customer_id.in_(list(family)))
    await tx.execute(
        update(bot_composition_table)
        .where(c.conversation_id.in_(talks), c.state != "waiting")
        .values(question="", rewritten=None, text=None, detail=None, sentences=None, fallback={})
    )


async def open_composition(tx: Tx, values: Mapping[str, Any]) -> bool:
    """False when this message has one already."""
    done = await tx.execute(insert(bot_composition_table).values(**values).on_conflict_do_nothing())
    return bool(done.rowcount)


async def waiting(tx: Tx, message_id: UUID) -> Composition | None:
    """The composition of a message while nothing was decided, for those who have its conversation locked."""
    query = select(*_COLUMNS).where(c.message_id == message_id, c.state == "waiting")
    row = (await tx.execute(query)).one_or_none()
    return Composition(**row._mapping) if row else None


async def waiting_of(tx: Tx, conversation_id: UUID) -> Composition | None:
    """The oldest that waits in a conversation."""
    query = select(*_COLUMNS).where(c.conversation_id == conversation_id, c.state == "waiting")
    row = (await tx.execute(query.order_by(c.seq).limit(1))).one_or_none()
    return Composition(**row._mapping) if row else None


async def close(tx: Tx, message_id: UUID, state: str) -> None:
    await tx.execute(
        update(bot_composition_table)
        .where(c.message_id == message_id, c.state == "waiting")
        .values(state=state, decided_at=tx.now)
    )


async def trace(tx: Tx, message_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep what the model wrote and what the guard rails said, in time or late."""
    await tx.execute(update(bot_composition_table).where(c.message_id == message_id).values(**values))


async def verdicts_since(tx: Tx, since: datetime) -> dict[str, int]:
    """What came of the requests of that time, by verdict."""
    query = select(c.verdict, func.count().label("times")).where(c.opened_at >= since, c.verdict.is_not(None))
    rows = (await tx.execute(query.group_by(c.verdict))).all()
    return {row.verdict: row.times for row in rows}


async def note_configuration(tx: Tx, configuration: Mapping[str, Any]) -> bool:
    """Keep the settings in use; False when they are those that were kept last."""
    await tx.execute(_ONE_AT_A_TIME)
    last = (
        await tx.execute(select(conf.configuration).order_by(conf.at.desc(), conf.id.desc()).limit(1))
    ).scalar_one_or_none()
    if last == dict(configuration) or (last is None and not configuration.get("on")):
        return False
    row = {"id": new_id(), "at": tx.now, "configuration": dict(configuration)}
    await tx.execute(insert(bot_llm_configuration_table).values(**row))
    return True
