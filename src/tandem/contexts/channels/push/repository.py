"""All SQL of devices and pushes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.channels.push.models import device_table, push_table
from tandem.contexts.channels.push.ports import Platform
from tandem.contexts.channels.push.rules import DEVICE_LIFE, KEPT
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

d, p = device_table.c, push_table.c
_LIVING = (
    select(d.id, d.platform, d.site, d.sealed)
    .where(d.customer_id == bindparam("customer_id"), d.site == bindparam("site"))
    .where(d.seen_at > bindparam("since"))
    .order_by(d.id)
)
_ANY = select(d.id).where(d.customer_id == bindparam("customer_id"), d.site == bindparam("site")).limit(1)


@dataclass(frozen=True)
class Device:
    id: UUID
    platform: Platform
    site: str
    sealed: bytes = field(repr=False)


async def has_device(tx: Tx, customer_id: UUID, site: str) -> bool:
    return (await tx.execute(_ANY, {"customer_id": customer_id, "site": site})).first() is not None


async def living(tx: Tx, customer_id: UUID, site: str) -> list[Device]:
    """The customer's devices with this app that were seen lately."""
    rows = await tx.execute(
        _LIVING, {"customer_id": customer_id, "site": site, "since": tx.now - DEVICE_LIFE}
    )
    return [Device(row.id, row.platform, row.site, row.sealed) for row in rows.all()]


async def keep_device(
    tx: Tx, customer_id: UUID, site: str, platform: Platform, blind: bytes, sealed: bytes
) -> UUID:
    """The device with this token, now this customer's: who had it before is signed out there. A device of its own
    then, so that nothing that was on its way to them goes to somebody else."""
    await tx.execute(
        delete(device_table).where(d.site == site, d.blind == blind, d.customer_id != customer_id)
    )
    values = {
        "id": new_id(), "customer_id": customer_id, "site": site, "platform": platform, "blind": blind,
        "sealed": sealed, "created_at": tx.now, "seen_at": tx.now,
    }  # fmt: skip
    new = insert(device_table).values(**values)
    kept = new.on_conflict_do_update(
        index_elements=["site", "blind"],
        set_={
            "seen_at": tx.now, "sealed": sealed, "platform": platform, "customer_id": customer_id,
        },
    ).returning(d.id)  # fmt: skip
    return UUID(str((await tx.execute(kept)).scalar_one()))


async def drop_beyond(tx: Tx, customer_id: UUID, site: str, most: int) -> None:
    """Only the `most` that were seen last stay."""
    theirs = select(d.id).where(d.customer_id == customer_id, d.site == site)
    late = theirs.order_by(d.seen_at.desc(), d.id.desc()).offset(most).scalar_subquery()
    await tx.execute(delete(device_table).where(d.id.in_(late)))


async def drop_token(tx: Tx, site: str, blind: bytes) -> bool:
    """False when nobody had it."""
    return bool((await tx.execute(delete(device_table).where(d.site == site, d.blind == blind))).rowcount)


async def drop_device(tx: Tx, device_id: UUID) -> None:
    await tx.execute(delete(device_table).where(d.id == device_id))


async def drop_people(tx: Tx, customer_ids: Sequence[UUID]) -> int:
    return (await tx.execute(delete(device_table).where(d.customer_id.in_(customer_ids)))).rowcount


async def of_people(tx: Tx, customer_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Every device of these customers, oldest first."""
    found = select(d.site, d.platform, d.created_at, d.seen_at).where(d.customer_id.in_(customer_ids))
    return (await tx.execute(found.order_by(d.created_at, d.id))).all()


async def begin(tx: Tx, devices: Sequence[Device], conversation_id: UUID, seq: int) -> dict[UUID, UUID]:
    """A push for each device, made once: those that are not settled yet, by device. What was on its way for earlier
    messages is dropped: one notification tells of all."""
    if not devices:
        return {}
    rows = [
        {
            "id": new_id(), "device_id": one.id, "conversation_id": conversation_id, "seq": seq, "at": tx.now,
        }
        for one in devices
    ]  # fmt: skip
    await tx.execute(
        insert(push_table)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["device_id", "conversation_id", "seq"])
    )
    await drop_pushes(tx, conversation_id, before=seq)
    waiting = select(p.id, p.device_id).where(
        p.conversation_id == conversation_id, p.seq == seq, p.state == "sending"
    )
    return {row.device_id: row.id for row in (await tx.execute(waiting)).all()}


async def drop_pushes(tx: Tx, conversation_id: UUID, before: int | None = None) -> None:
    """What is on its way is not wanted any more."""
    theirs = update(push_table).where(p.conversation_id == conversation_id, p.state == "sending")
    if before is not None:
        theirs = theirs.where(p.seq < before)
    await tx.execute(theirs.values(state="dropped", at=tx.now))


async def settle(tx: Tx, push_id: UUID, state: str, reason: str | None = None) -> None:
    done = update(push_table).where(p.id == push_id)
    await tx.execute(done.values(state=state, reason=reason, at=tx.now, attempts=p.attempts + 1))


async def tried(tx: Tx, push_id: UUID) -> int:
    """Count a try that came to nothing; how many there were."""
    counted = update(push_table).where(p.id == push_id).values(attempts=p.attempts + 1).returning(p.attempts)
    return int((await tx.execute(counted)).scalar_one_or_none() or 0)


async def forget(tx: Tx, most: int) -> int:
    """Delete devices that were not seen for long, and what was pushed a week ago."""
    old = select(d.id).where(d.seen_at < tx.now - DEVICE_LIFE).limit(most).scalar_subquery()
    gone = (await tx.execute(delete(device_table).where(d.id.in_(old)))).rowcount
    past = select(p.id).where(p.at < tx.now - KEPT).limit(most).scalar_subquery()
    return gone + (await tx.execute(delete(push_table).where(p.id.in_(past)))).rowcount
