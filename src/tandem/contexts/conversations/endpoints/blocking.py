"""/conversations/{id}/customer-block: keeping a customer from writing, from where they misbehaved."""

from uuid import UUID

from fastapi import APIRouter

from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.conversations.actions.guarding import check
from tandem.contexts.conversations.endpoints.access import acting_on
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.customers import api as customers
from tandem.kit.http import Db

router = APIRouter()


@router.post("/conversations/{conversation_id}/customer-block", status_code=201)
async def create_customer_block(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: customers.BlockBody
) -> customers.BlockView:
    """Block the customer of this conversation; it stays open and with whoever has it. 403 "forbidden",
    "block_for_good"; 409 "already_blocked", "not_controller"."""
    async with acting_on(db, actor, conversation_id, "customer_blocked", reason=body.reason) as tx:
        conversation = await repository.get(tx, conversation_id)
        check(conversation, actor, "block")
        block = await customers.block(
            tx, conversation.customer_id, actor, reason=body.reason, days=body.days, note=body.note,
            seen_in=f"conversation:{conversation_id}",
        )  # fmt: skip
        return customers.block_view(block, tx.now)
