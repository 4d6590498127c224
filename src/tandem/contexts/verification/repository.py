"""Rows of codes, attempts and proofs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, literal, or_, select, text, update

from tandem.contexts.verification.challenge import Asker, Proof
from tandem.contexts.verification.models import (
    verification_attempt_table,
    verification_challenge_table,
    verification_proof_table,
)
from tandem.contexts.verification.rules.levels import BOUND_FOR, FRESH_FOR, Proven
from tandem.contexts.verification.rules.limits import MEMORY, By, Tried
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

c, a, p = verification_challenge_table.c, verification_attempt_table.c, verification_proof_table.c
KEPT = timedelta(days=30)
"""How long attempts and proofs are kept for whoever looks into a fraud; codes go after a day."""

_KINDS: dict[str, Literal["sent", "wrong", "proven"]] = {
    # Asked for, whether or not anybody has the number: the limits are the same.
    "sent": "sent", "not_sent": "sent", "wrong": "wrong", "proven": "proven",
}  # fmt: skip
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('verification:' || :mark, 0))")
_TRIED = (
    select(a.at, a.kind, a.phone_mark, a.session, a.address_mark)
    .where(
        a.at > bindparam("since"),
        a.kind.in_(_KINDS),
        or_(
            a.phone_mark == bindparam("phone"),
            a.session == bindparam("session"),
            (a.address_mark == bindparam("address")) & (a.address_mark != ""),
        ),
    )
    .order_by(a.at, a.id)
)
_PROOFS = select(p.method, p.at, p.fresh_until).where(
    p.customer_id == bindparam("customer"),
    p.session == bindparam("session"),
    p.borrower == bindparam("borrower"),
    p.at > bindparam("since"),
    p.ended_at.is_(None),
)

_HELD = select(a.phone_mark).where(
    a.session == bindparam("session"),
    a.customer_id == bindparam("customer"),
    a.kind == "proven",
    a.method == "code",
    a.at > bindparam("since"),
)


@dataclass(frozen=True)
class Asked:
    """A challenge as it is kept."""

    id: UUID
    customer_id: UUID
    session: str
    conversation_id: UUID | None
    purpose: str
    phone_mark: str
    borrower: str | None
    code_hash: bytes
    expires_at: Any
    tries: int
    over_at: Any


async def one_at_a_time(tx: Tx, *marks: str) -> None:
    """Parallel guesses on the same number or in the same session are decided one after the other."""
    for mark in sorted(set(marks)):
        await tx.execute(_LOCK, {"mark": mark})


async def tried(tx: Tx, phone_mark: str, session: str, address_mark: str) -> list[Tried]:
    """What was asked for and tried lately on this phone, in this session or from this address, oldest first."""
    rows = await tx.execute(
        _TRIED,
        {"since": tx.now - MEMORY, "phone": phone_mark, "session": session, "address": address_mark},
    )
    found = []
    for row in rows:
        same: set[By] = set()
        if row.phone_mark == phone_mark:
            same.add("phone")
        if row.session == session:
            same.add("session")
        if row.address_mark and row.address_mark == address_mark:
            same.add("address")
        found.append(Tried(row.at, _KINDS[row.kind], frozenset(same)))
    return found


async def note_attempt(
    tx: Tx,
    asker: Asker,
    kind: str,
    method: str,
    phone_mark: str,
    address_mark: str,
    challenge_id: UUID | None,
) -> None:
    """Keep that something was tried."""
    await tx.execute(
        insert(verification_attempt_table).values(
            id=new_id(), at=tx.now, kind=kind, method=method, customer_id=asker.customer_id,
            session=asker.session, phone_mark=phone_mark, address_mark=address_mark, challenge_id=challenge_id,
        )
    )  # fmt: skip


async def add_challenge(
    tx: Tx, id: UUID, asker: Asker, *, purpose: str, phone_mark: str, borrower: str | None, code_hash: bytes,
    lives: timedelta,
) -> None:  # fmt: skip
    """A new code; the session's earlier ones are worth nothing from now on."""
    await tx.execute(
        update(verification_challenge_table)
        .where(c.customer_id == asker.customer_id, c.session == asker.session, c.over_at.is_(None))
        .values(over_at=tx.now)
    )
    await tx.execute(
        insert(verification_challenge_table).values(
            id=id, customer_id=asker.customer_id, session=asker.session, conversation_id=asker.conversation_id,
            purpose=purpose, phone_mark=phone_mark, borrower=borrower, code_hash=code_hash, at=tx.now,
            expires_at=tx.now + lives,
        )
    )  # fmt: skip


async def challenge(tx: Tx, id: UUID, asker: Asker, *, lock: bool = False) -> Asked | None:
    """The asker's own challenge; None for anybody else's. Locked only by who holds `one_at_a_time` of its number and
    session: locks are taken in one order everywhere."""
    query = select(
        c.id, c.customer_id, c.session, c.conversation_id, c.purpose, c.phone_mark, c.borrower, c.code_hash,
        c.expires_at, c.tries, c.over_at,
    ).where(c.id == id, c.customer_id == asker.customer_id, c.session == asker.session)  # fmt: skip
    row = (await tx.execute(query.with_for_update() if lock else query)).one_or_none()
    return Asked(**row._mapping) if row else None


async def count_try(tx: Tx, id: UUID, *, over: bool) -> None:
    """One more try of a code; `over`: the last."""
    values: dict[str, Any] = {"tries": c.tries + 1} | ({"over_at": tx.now} if over else {})
    await tx.execute(update(verification_challenge_table).where(c.id == id).values(**values))


async def add_proof(tx: Tx, proof: Proof, by: UUID | None) -> None:
    await tx.execute(
        insert(verification_proof_table).values(
            id=proof.id, customer_id=proof.customer_id, session=proof.session, method=proof.method,
            borrower=proof.borrower, at=proof.at, fresh_until=proof.fresh_until, by=by,
        )
    )  # fmt: skip


async def proofs(tx: Tx, customer_id: UUID, session: str, borrower: str) -> Sequence[Proven]:
    """What this session has proven about this borrower and what still counts."""
    asked = {
        "customer": customer_id, "session": session, "borrower": borrower, "since": tx.now - BOUND_FOR,
    }  # fmt: skip
    return [Proven(row.method, row.at, row.fresh_until) for row in await tx.execute(_PROOFS, asked)]


async def end_proofs(tx: Tx, customer_id: UUID, session: str) -> int:
    """All that this session has proven is worth nothing any more; codes under way neither. How many proofs."""
    open_ = update(verification_challenge_table).where(
        c.customer_id == customer_id, c.session == session, c.over_at.is_(None)
    )
    await tx.execute(open_.values(over_at=tx.now))
    standing = update(verification_proof_table).where(
        p.customer_id == customer_id, p.session == session, p.ended_at.is_(None)
    )
    return int((await tx.execute(standing.values(ended_at=tx.now))).rowcount)


async def held(tx: Tx, customer_id: UUID, session: str) -> frozenset[str]:
    """The marks of the telephones that this session has just shown, by a code, to have in hand."""
    asked = {"customer": customer_id, "session": session, "since": tx.now - FRESH_FOR}
    return frozenset((await tx.execute(_HELD, asked)).scalars())


async def of_people(tx: Tx, family: Sequence[UUID]) -> list[dict[str, Any]]:
    """What these customers have proven and tried, oldest first."""
    proven = select(p.at, literal("proof").label("record"), p.method, p.borrower, p.fresh_until)
    tried = select(a.at, literal("attempt").label("record"), a.method, a.kind.label("result"))
    rows = [
        dict(row._mapping)
        for query in (proven.where(p.customer_id.in_(family)), tried.where(a.customer_id.in_(family)))
        for row in (await tx.execute(query)).all()
    ]
    return sorted(rows, key=lambda row: row["at"])


async def forget(tx: Tx, most: int) -> int:
    """Delete codes older than a day, attempts and proofs older than KEPT, `most` of each; how many went."""
    gone = 0
    for table, column, kept in (
        (verification_challenge_table, c, MEMORY),
        (verification_attempt_table, a, KEPT),
        (verification_proof_table, p, KEPT),
    ):
        old = select(column.id).where(column.at < tx.now - kept).limit(most).scalar_subquery()
        gone += (await tx.execute(delete(table).where(column.id.in_(old)))).rowcount
    return gone
