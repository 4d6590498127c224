"""Offers and presence of the signed-in agent."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from tandem.contexts.access.api import CurrentStaff, permissions, record
from tandem.contexts.conversations import api
from tandem.contexts.conversations.endpoints.access import row_of
from tandem.contexts.conversations.errors import NoSeat
from tandem.contexts.conversations.repository.offers import pending_offers
from tandem.contexts.conversations.schemas import OfferView, Presence, PresenceBody, RefusalBody, Row
from tandem.kit.errors import NotFound
from tandem.kit.http import Db

router = APIRouter()


@router.get("/offers", response_model=list[OfferView])
async def list_offers(db: Db, actor: CurrentStaff) -> list[dict[str, Any]]:
    """What is being offered to me now."""
    assert actor.id is not None
    async with db.transaction() as tx:
        return await pending_offers(tx, actor.id)


@router.post("/offers/{offer_id}/acceptance", response_model=Row, status_code=201)
async def post_acceptance(db: Db, actor: CurrentStaff, offer_id: UUID) -> dict[str, Any]:
    """Accept: the conversation is mine. Again: the same answer. 409 offer_gone when it expired or went
    elsewhere."""
    async with db.transaction() as tx:
        conversation = await api.accept(tx, offer_id, actor)
        await record(tx, actor, "conversation.accepted", f"conversation:{conversation.id}")
        return await row_of(tx, conversation.id)


@router.post("/offers/{offer_id}/refusal", status_code=204)
async def post_refusal(db: Db, actor: CurrentStaff, offer_id: UUID, body: RefusalBody | None = None) -> None:
    """Refuse: it is offered to somebody else."""
    async with db.transaction() as tx:
        conversation_id = await api.refuse(tx, offer_id, actor, body.reason if body else None)
        await record(tx, actor, "conversation.refused", f"conversation:{conversation_id}")


def _presence(seat: api.SeatRow) -> dict[str, Any]:
    return {
        "state": seat.state, "since": seat.state_since, "capacity": seat.capacity, "load": seat.load,
        "auto_accept": seat.auto_accept,
    }  # fmt: skip


@router.get("/presence", response_model=Presence)
async def read_presence(db: Db, actor: CurrentStaff) -> dict[str, Any]:
    """My state, load and capacity. 403 no_seat for people who hold no conversations."""
    assert actor.id is not None
    async with db.transaction() as tx:
        seat = await api.find_seat(tx, actor.id)
    if seat is None:
        raise NoSeat()
    return _presence(seat)


@router.put("/presence", response_model=Presence)
async def put_presence(db: Db, actor: CurrentStaff, body: PresenceBody) -> dict[str, Any]:
    """Change my state; `reassign` sends my open conversations back to their queues."""
    assert actor.id is not None
    async with db.transaction() as tx:
        seat = await api.change_presence(
            tx, actor.id, body.state, actor, reason=body.reason, reassign=body.reassign
        )
    return _presence(seat)


@router.put("/agents/{agent_id}/presence", response_model=Presence)
async def put_agent_presence(
    db: Db, actor: CurrentStaff, agent_id: UUID, body: PresenceBody
) -> dict[str, Any]:
    """A supervisor changes an agent's state; of the own team, unless all conversations may be read. Audited."""
    actor.require(permissions.PRESENCE_MANAGE)
    async with db.transaction() as tx:
        seat = await api.find_seat(tx, agent_id)
        if seat is None or not api.manages(actor, seat):
            raise NotFound("agent_not_found")
        await record(tx, actor, "presence.changed", f"staff:{agent_id}", {"state": body.state})
        seat = await api.change_presence(
            tx, agent_id, body.state, actor, reason=body.reason or "by_supervisor", reassign=body.reassign
        )
    return _presence(seat)
