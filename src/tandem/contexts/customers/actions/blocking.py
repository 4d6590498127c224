"""Blocking: a customer who abuses the door may not write for a time. They keep what they have: nothing is
closed, answers still reach them, and complaints are taken all the same."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.block import Block
from tandem.contexts.customers.errors import AlreadyBlocked, BlockNotFound, BlockOver, CustomerIsBlocked
from tandem.contexts.customers.events import CustomerBlocked, CustomerUnblocked
from tandem.contexts.customers.repository import blocks, customers
from tandem.contexts.customers.rules import BLOCK_DAYS, BLOCK_REASONS, BlockReason, block_ends, may_block
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden, Invalid


async def block(
    tx: Tx,
    customer_id: UUID,
    actor: Actor,
    *,
    reason: BlockReason,
    days: int | None,
    note: str = "",
    seen_in: str = "",
) -> Block:
    """Keep the customer from writing for `days` (1 or 7), or for good (None: only who may lift blocks). Of two
    at once the first wins. Audited.

    Raises CustomerNotFound, AlreadyBlocked, Forbidden, Invalid (another reason or time; "other" without a
    note)."""
    actor.require(permissions.CUSTOMERS_BLOCK)
    if not may_block(actor.permissions, days):
        raise Forbidden("block_for_good", extra={"permission": permissions.CUSTOMERS_UNBLOCK})
    _check(reason, days, note)
    await customers.lock(tx, customer_id)
    # Read after the lock was had: whoever held it may have blocked meanwhile.
    if await blocks.standing(tx, customer_id) is not None:
        raise AlreadyBlocked()
    until = block_ends(tx.now, days)
    id_ = await blocks.add(
        tx, customer_id=customer_id, reason=reason, note=note.strip(), until=until, by=actor.id,
        by_name=actor.name, seen_in=seen_in,
    )  # fmt: skip
    tx.emit(
        CustomerBlocked(subject_id=customer_id, actor=actor.label, block_id=id_, reason=reason, until=until)
    )
    told = {"block": str(id_), "reason": reason, "days": days, "seen_in": seen_in}
    await record(tx, actor, "customer.blocked", f"customer:{customer_id}", told)
    return await _get(tx, id_)


async def lift(tx: Tx, block_id: UUID, actor: Actor, *, note: str = "") -> Block:
    """Take a block back: the customer may write at once. Audited. Raises BlockNotFound, BlockOver (lifted before
    or run out), Forbidden."""
    actor.require(permissions.CUSTOMERS_UNBLOCK)
    await customers.lock(tx, (await _get(tx, block_id)).customer_id)
    found = await _get(tx, block_id)
    if not found.stands(tx.now):
        raise BlockOver()
    await blocks.add_lift(tx, block_id, by=actor.id, by_name=actor.name, note=note.strip())
    tx.emit(CustomerUnblocked(subject_id=found.customer_id, actor=actor.label, block_id=block_id))
    await record(tx, actor, "customer.unblocked", f"customer:{found.customer_id}", {"block": str(block_id)})
    return await _get(tx, block_id)


async def refuse_blocked(tx: Tx, customer_id: UUID) -> None:
    """Raise CustomerIsBlocked, saying until when, if a block stands."""
    found = await blocks.standing(tx, customer_id)
    if found is not None:
        raise CustomerIsBlocked(found.until)


def _check(reason: str, days: int | None, note: str) -> None:
    if reason not in BLOCK_REASONS:
        raise Invalid(fields=[("reason", "one of " + ", ".join(BLOCK_REASONS))])
    if days is not None and days not in BLOCK_DAYS:
        raise Invalid(fields=[("days", "one of " + ", ".join(map(str, BLOCK_DAYS)) + ", or null for good")])
    if reason == "other" and not note.strip():
        raise Invalid(fields=[("note", "needed with this reason")])


async def _get(tx: Tx, block_id: UUID) -> Block:
    found = await blocks.find(tx, block_id)
    if found is None:
        raise BlockNotFound()
    return found
