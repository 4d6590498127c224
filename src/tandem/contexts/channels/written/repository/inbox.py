"""The inbox: foreign events, each kept once, taken in by sender in the order in which they were written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.channels.written.messages import ForeignFile, Incoming
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.repository import lines
from tandem.contexts.channels.written.repository.lines import Address
from tandem.kit.db import Tx

ABOUT_UNKNOWN = "about_unknown"
"""Why a receipt is held: nothing was sent under the id it names, or not yet."""

i = inbox_table.c
_NEXT = (
    select(inbox_table)
    .where(i.account_id == bindparam("account"), i.sender == bindparam("from_sender"), i.state == "received")
    .order_by(i.at, i.id)
    .limit(1)
)
_LINE = select(i.account_id, i.sender).where(i.id == bindparam("event"))
_SENDER = select(i.account_id, i.sender, i.sealed).where(i.id == bindparam("event"))
_NOBODY: dict[str, Any] = {"sealed": None, "data_key": None}
_ONE_SENDER_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:sender, 7))")
_ONE_ABOUT_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:about, 8))")
_PUT_BACK = (
    update(inbox_table)
    .where(
        i.account_id == bindparam("account"), i.about == bindparam("named"), i.state == "held",
        i.kind == "receipt", i.error == ABOUT_UNKNOWN,
    )
    .values(state="received", settled_at=None, error=None)
    .returning(i.id, i.sender)
)  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """An event whose turn it is. `due_at`: not to be tried before this."""

    number: int
    incoming: Incoming
    attempts: int
    due_at: datetime | None
    whose: Address


async def add_past(tx: Tx, account_id: UUID, written: Sequence[Incoming]) -> set[str]:
    """Note messages of the past as taken in; the external ids of those that were new."""
    rows: list[dict[str, Any]] = [
        {
            "account_id": account_id, "external_id": one.external_id, "kind": one.kind,
            "sender": await lines.line_of(tx, account_id, one.sender), "at": one.at,
            "received_at": tx.now, "payload": {}, "state": "done", "settled_at": tx.now,
        }
        for one in written
    ]  # fmt: skip
    adding = (
        insert(inbox_table).values(rows).on_conflict_do_nothing(index_elements=["account_id", "external_id"])
    )
    return set((await tx.execute(adding.returning(i.external_id))).scalars())


async def belong_to(tx: Tx, account_id: UUID, pairs: Sequence[tuple[UUID, str]]) -> None:
    """In which conversation each message of the past stands, by its external id."""
    of_one = (i.account_id == account_id, i.external_id == bindparam("one"))
    stating = update(inbox_table).where(*of_one).values(conversation_id=bindparam("conversation"))
    await tx.execute(stating, [{"conversation": conversation, "one": one} for conversation, one in pairs])


async def lock_line(tx: Tx, account_id: UUID, line: str) -> None:
    """Until commit nobody else takes in what this sender wrote."""
    await tx.execute(_ONE_SENDER_AT_A_TIME, {"sender": f"{account_id}:{line}"})


async def lock_about(tx: Tx, account_id: UUID, external_id: str) -> None:
    """Until commit nobody else notes a receipt about `external_id`, nor that it was sent. Taken before any row."""
    await tx.execute(_ONE_ABOUT_AT_A_TIME, {"about": f"{account_id}:{external_id}"})


async def line_of(tx: Tx, number: int) -> tuple[UUID, str] | None:
    """The account and the line of an event."""
    row = (await tx.execute(_LINE, {"event": number})).one_or_none()
    return (row.account_id, row.sender) if row else None


async def sender_of(tx: Tx, number: int) -> tuple[UUID, str] | None:
    """The account and the address of who sent an event; None when it was forgotten."""
    row = (await tx.execute(_SENDER, {"event": number})).one_or_none()
    if row is None or (row.sealed is None and lines.is_sealed(row.sender)):
        return None
    return row.account_id, await lines.opened(tx, row.sender, row.sealed)


async def customer_of(tx: Tx, number: int) -> UUID | None:
    """Who sent an event that was taken in."""
    found: UUID | None = (await tx.execute(select(i.customer_id).where(i.id == number))).scalar_one_or_none()
    return found


async def forget_sender(tx: Tx, number: int) -> None:
    """The address is not needed any more."""
    await tx.execute(update(inbox_table).where(i.id == number).values(**_NOBODY))


async def lines_of(tx: Tx, numbers: Sequence[int]) -> list[tuple[int, UUID, str]]:
    """The number, account and line of those that wait."""
    waiting = select(i.id, i.account_id, i.sender).where(i.id.in_(numbers), i.state == "received")
    return [(row.id, row.account_id, row.sender) for row in (await tx.execute(waiting.order_by(i.id))).all()]


async def next_of(tx: Tx, account_id: UUID, line: str) -> Waiting | None:
    """The first event of a line that waits."""
    row = (await tx.execute(_NEXT, {"account": account_id, "from_sender": line})).one_or_none()
    if row is None:
        return None
    incoming = _incoming_of(row, await lines.opened(tx, row.sender, row.sealed))
    whose = Address(row.sender, row.sealed, row.data_key)
    return Waiting(row.id, incoming, row.attempts, row.due_at, whose)


async def done(
    tx: Tx,
    number: int,
    conversation_id: UUID | None,
    *,
    customer_id: UUID | None = None,
    answered: bool = True,
) -> None:
    """It was taken in: what it said stands in the conversation and is not kept here. `customer_id`: whose it is where
    there is no conversation. Not `answered`: its sender must still be written to."""
    values = {"state": "done", "settled_at": tx.now, "error": None, "due_at": None, "payload": {}}
    values |= {"conversation_id": conversation_id, "customer_id": customer_id}
    values |= _NOBODY if answered else {}
    await tx.execute(update(inbox_table).where(i.id == number, i.state == "received").values(**values))


async def hold(tx: Tx, number: int, error: str) -> bool:
    """Take it out of the line with the reason; False when somebody else has settled it."""
    values = {"state": "held", "settled_at": tx.now, "error": error[:200], "due_at": None}
    waiting = update(inbox_table).where(i.id == number, i.state == "received")
    return bool((await tx.execute(waiting.values(**values))).rowcount)


async def postpone(tx: Tx, number: int, error: str, due_at: datetime) -> None:
    """One try more was made; the next is not before `due_at`."""
    values = {"attempts": i.attempts + 1, "error": error[:200], "due_at": due_at}
    await tx.execute(update(inbox_table).where(i.id == number, i.state == "received").values(**values))


async def put_back_receipts(tx: Tx, account_id: UUID, external_id: str) -> list[tuple[int, str]]:
    """Receipts that came before it was known that `external_id` was sent wait again: their numbers and lines."""
    rows = await tx.execute(_PUT_BACK, {"account": account_id, "named": external_id})
    return [(row.id, row.sender) for row in rows.all()]


async def lock(tx: Tx, number: int) -> Row[Any] | None:
    return (await tx.execute(select(inbox_table).where(i.id == number).with_for_update())).one_or_none()


async def change(tx: Tx, number: int, **values: Any) -> None:
    await tx.execute(update(inbox_table).where(i.id == number).values(**values))


def is_stuck() -> Any:
    """Held, and for a person to look at: a receipt about nothing we know is not."""
    return (i.state == "held") & or_(i.kind != "receipt", i.error != ABOUT_UNKNOWN)


async def stuck(tx: Tx, account_id: UUID, after: tuple[datetime, int] | None, limit: int) -> list[Row[Any]]:
    """Held events of an account, newest first. Without what they say and who says it."""
    query = select(i.id, i.kind, i.at, i.received_at, i.settled_at, i.attempts, i.error).where(
        i.account_id == account_id, is_stuck()
    )
    if after is not None:
        query = query.where(tuple_(i.settled_at, i.id) < after)
    return list((await tx.execute(query.order_by(i.settled_at.desc(), i.id.desc()).limit(limit))).all())


async def waiting_senders(tx: Tx, older_than_s: float, limit: int = 200) -> list[tuple[int, UUID, str]]:
    """Senders whose events wait too long, the longest first: their job was lost. An event's number with each."""
    late = text("now() - make_interval(secs => :late)").bindparams(late=older_than_s)
    query = (
        select(func.min(i.id).label("number"), i.account_id, i.sender)
        .where(i.state == "received")
        .group_by(i.account_id, i.sender)
        .having(func.min(i.received_at) < late)
        .having(func.count().filter(i.due_at >= late) == 0)
        .order_by(func.min(i.received_at))
        .limit(limit)
    )
    return [(row.number, row.account_id, row.sender) for row in (await tx.execute(query)).all()]


def _incoming_of(row: Row[Any], sender: str) -> Incoming:
    kept = row.payload
    return Incoming(
        row.external_id, sender, row.at, row.kind, kept["text"],
        tuple(ForeignFile(*file) for file in kept["files"]), kept["name"], kept["locale"], row.about,
        kept["state"], kept["reason"], kept["context"],
        kept.get("proven", True),  # what was kept before there was the question
        UUID(kept["conversation_id"]) if kept.get("conversation_id") else None,
        kept.get("left_out"), kept.get("subject"),
        kept.get("attributes", {}), kept.get("session"), kept.get("scene"),
    )  # fmt: skip
