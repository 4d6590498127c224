"""Bodies and answers of the customers' staff endpoints."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from tandem.contexts.customers.block import Block
from tandem.contexts.customers.rules import BlockReason
from tandem.kit.http import Body

BlockNote = Annotated[str, StringConstraints(max_length=500)]


class BlockBody(Body):
    """`days` null is for good."""

    reason: BlockReason
    days: Literal[1, 7] | None
    note: BlockNote = ""


class LiftBody(Body):
    note: BlockNote = ""


class LiftView(BaseModel):
    at: datetime
    by: str
    note: str


class BlockView(BaseModel):
    id: UUID
    customer_id: UUID
    reason: str
    note: str
    at: datetime
    until: datetime | None
    by: str
    conversation_id: UUID | None
    lift: LiftView | None
    standing: bool


class CustomerRef(BaseModel):
    id: UUID
    name: str
    verified: bool


class ListedBlock(BlockView):
    customer: CustomerRef


def block_view(block: Block, now: datetime) -> BlockView:
    """The block as staff see it."""
    kind, _, id_ = block.seen_in.partition(":")
    lift = block.lift
    return BlockView(
        id=block.id, customer_id=block.customer_id, reason=block.reason, note=block.note, at=block.at,
        until=block.until, by=block.by_name, conversation_id=UUID(id_) if kind == "conversation" else None,
        lift=LiftView(at=lift.at, by=lift.by_name, note=lift.note) if lift else None,
        standing=block.stands(now),
    )  # fmt: skip
