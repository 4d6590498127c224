"""/conversations/{id}/verification: how sure it is who writes, and an agent who has made sure."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.access.api import Actor, CurrentStaff
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers.api import BORROWER_CHARS, REASON_CHARS, UnbindReason
from tandem.contexts.verification.actions.vouching import How
from tandem.contexts.verification.api import Verification
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound
from tandem.kit.http import Body, Db


class VouchIn(Body):
    """`borrower`: the lender's number of the person whom the agent has made sure of, `how`."""

    borrower: Annotated[str, Field(min_length=1, max_length=BORROWER_CHARS, pattern=r"^[!-~]+$")]
    how: How


class WithdrawIn(Body):
    """Why what was vouched for is wrong. `note` stays out of the audit trail, and goes when the customer is erased."""

    reason: UnbindReason
    note: Annotated[str, StringConstraints(max_length=REASON_CHARS, pattern=r"^[^\x00]*$")] = ""


class StandingOut(BaseModel):
    level: Literal["public", "bound", "fresh"]
    fresh_until: datetime | None


def router(verification: Verification) -> APIRouter:
    """Routes of verification for staff."""
    api = APIRouter(prefix="/conversations/{conversation_id}/verification", tags=["verification"])

    @api.get("", response_model=StandingOut)
    async def read_verification(db: Db, actor: CurrentStaff, conversation_id: UUID) -> StandingOut:
        """What the session that writes in the conversation has proven now."""
        async with db.transaction() as tx:
            await _readable(tx, actor, conversation_id)
            now = await verification.of_conversation(tx, conversation_id)
        return StandingOut(level=_word(now.level.word), fresh_until=now.fresh_until)

    @api.post("", response_model=StandingOut, status_code=201)
    async def create_verification(
        db: Db, actor: CurrentStaff, conversation_id: UUID, body: VouchIn
    ) -> StandingOut:
        """Vouch for the customer: the agent has made sure which borrower it is. Needs `loans.act`; audited under their
        name. 404 "borrower_unknown", 409 "no_session", 422 "bound_to_another", 503 when the core cannot be asked."""
        async with db.transaction() as tx:
            await _readable(tx, actor, conversation_id)
            proof = await verification.vouch(tx, actor, conversation_id, body.borrower, how=body.how)
        return StandingOut(level=_word(proof.level.word), fresh_until=proof.fresh_until)

    @api.post("/withdrawals", response_model=StandingOut, status_code=201)
    async def create_withdrawal(
        db: Db, actor: CurrentStaff, conversation_id: UUID, body: WithdrawIn
    ) -> StandingOut:
        """What an agent vouched for here was wrong: the customer is not that borrower. Needs `customers.merge_proven`;
        audited. 409 "not_vouched_for"."""
        async with db.transaction() as tx:
            await _readable(tx, actor, conversation_id)
            await verification.withdraw(tx, actor, conversation_id, body.reason, body.note)
            now = await verification.of_conversation(tx, conversation_id)
        return StandingOut(level=_word(now.level.word), fresh_until=now.fresh_until)

    return api


async def _readable(tx: Tx, actor: Actor, conversation_id: UUID) -> None:
    if not await conversations.is_readable(tx, conversation_id, actor):
        raise NotFound("conversation_not_found")


def _word(word: str) -> Literal["public", "bound", "fresh"]:
    return "fresh" if word == "fresh" else "bound" if word == "bound" else "public"
