"""The inbox: foreign events, each kept once, taken in by sender in the order in which they were written."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.channels.written.messages import ForeignFile, Incoming
from tandem.contexts.channels.written.models import inbox_table
from tandem.kit.db import Tx

i = inbox_table.c
_ADD = (
    insert(inbox_table).on_conflict_do_nothing(index_elements=["account_id", "external_id"]).returning(i.id)
)
_NEXT = (
    select(inbox_table)
    .where(i.account_id == bindparam("account"), i.sender == bindparam("from_sender"), i.state == "received")
    .order_by(i.at, i.id)
    .limit(1)
)
_ONE_SENDER_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:sender, 7))")


async def add(tx: Tx, account_id: UUID, incoming: Incoming) -> bool:
    """False when it is there already."""
    values = {
        "account_id": account_id, "external_id": incoming.external_id, "kind": incoming.kind,
        "sender": incoming.sender, "at": incoming.at, "received_at": tx.now, "payload": incoming.stored(),
    }  # fmt: skip
    return (await tx.execute(_ADD.values(**values))).scalar_one_or_none() is not None


async def lock_sender(tx: Tx, account_id: UUID, sender: str) -> None:
    """Until commit nobody else takes in what this sender wrote."""
    await tx.execute(_ONE_SENDER_AT_A_TIME, {"sender": f"{account_id}:{sender}"})


async def next_of(tx: Tx, account_id: UUID, sender: str) -> tuple[int, Incoming, int] | None:
    """The first event of a sender that waits: its number, itself, and how often it was tried."""
    row = (await tx.execute(_NEXT, {"account": account_id, "from_sender": sender})).one_or_none()
    return (row.id, _incoming_of(row), row.attempts) if row else None


async def settle(
    tx: Tx, number: int, state: str, *, error: str | None = None, conversation_id: UUID | None = None
) -> None:
    """Take it out of the line: `done`, or `held` with the reason."""
    values = {"state": state, "settled_at": tx.now, "error": error, "conversation_id": conversation_id}
    await tx.execute(update(inbox_table).where(i.id == number).values(**values))


async def note_attempt(tx: Tx, number: int, error: str) -> None:
    await tx.execute(
        update(inbox_table).where(i.id == number).values(attempts=i.attempts + 1, error=error[:200])
    )


async def waiting_senders(tx: Tx, older_than_s: float, limit: int = 200) -> list[tuple[UUID, str]]:
    """Senders whose events wait too long: their job was lost."""
    late = text("now() - make_interval(secs => :late)").bindparams(late=older_than_s)
    query = (
        select(i.account_id, i.sender)
        .where(i.state == "received")
        .group_by(i.account_id, i.sender)
        .having(func.min(i.received_at) < late)
        .limit(limit)
    )
    return [(row.account_id, row.sender) for row in (await tx.execute(query)).all()]


def _incoming_of(row: Row[Any]) -> Incoming:
    kept = row.payload
    return Incoming(
        row.external_id, row.sender, row.at, row.kind, kept["text"],
        tuple(ForeignFile(*file) for file in kept["files"]), kept["name"], kept["locale"], kept["about"],
        kept["state"], kept["reason"], kept["context"],
    )  # fmt: skip
