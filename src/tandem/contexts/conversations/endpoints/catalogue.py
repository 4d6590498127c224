"""Labels, dispositions, queues, agents: what the desk chooses from."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.exc import IntegrityError

from tandem.contexts.access.api import CurrentPerson, CurrentStaff, permissions, record
from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions import cataloguing
from tandem.contexts.conversations.repository import details
from tandem.contexts.conversations.schemas import AgentView, Disposition, LabelView, NewLabel, QueueView
from tandem.kit.errors import Conflict
from tandem.kit.http import Db

router = APIRouter()


@router.get("/labels", response_model=list[LabelView])
async def list_labels(db: Db, _actor: CurrentStaff) -> list[dict[str, Any]]:
    """All labels."""
    async with db.transaction() as tx:
        return await details.labels(tx)


@router.post("/labels", response_model=LabelView, status_code=201)
async def post_label(db: Db, actor: CurrentStaff, body: NewLabel) -> dict[str, Any]:
    """Make a label."""
    actor.require(permissions.CONVERSATIONS_ASSIGN)
    try:
        async with db.transaction() as tx:
            id_ = await api.create_label(tx, body.name, body.color)
            await record(tx, actor, "label.created", f"label:{id_}", {"label": body.name})
    except IntegrityError as error:
        raise Conflict("label_exists") from error
    return {"id": id_, "name": body.name, "color": body.color}


@router.put("/labels/{label_id}", response_model=LabelView)
async def put_label(db: Db, actor: CurrentStaff, label_id: UUID, body: NewLabel) -> dict[str, Any]:
    """Rename or recolour a label wherever it is. 404; 409 "label_exists"."""
    async with db.transaction() as tx:
        return await cataloguing.change_label(tx, actor, label_id, body.name, body.color)


@router.delete("/labels/{label_id}", status_code=204)
async def delete_label(db: Db, actor: CurrentStaff, label_id: UUID) -> None:
    """Take a label away, from every conversation too. 404."""
    async with db.transaction() as tx:
        await cataloguing.remove_label(tx, actor, label_id)


@router.get("/dispositions", response_model=list[Disposition])
async def list_dispositions(db: Db, _actor: CurrentStaff) -> list[dict[str, Any]]:
    """The tree of wrap-up reasons."""
    async with db.transaction() as tx:
        return await details.dispositions(tx)


@router.get("/queues", response_model=list[QueueView])
async def list_queues(db: Db, _actor: CurrentStaff) -> list[dict[str, Any]]:
    """All queues with their targets."""
    async with db.transaction() as tx:
        queues = await api.all_queues(tx)
        now = tx.now
    return [
        {
            "id": queue.id, "key": queue.key, "name": queue.name, "skills": list(queue.skills),
            "accept_mode": queue.accept_mode, "accept_timeout_s": queue.accept_timeout_s,
            "sl_target_s": queue.sl_target_s, "sl_goal": queue.sl_goal,
            "first_response_s": queue.first_response_s, "next_response_s": queue.next_response_s,
            "open": queue.calendar is None or queue.calendar.is_open(now),
        }
        for queue in queues
    ]  # fmt: skip


@router.get("/agents", response_model=list[AgentView])
async def list_agents(db: Db, _actor: CurrentPerson, available: bool = False) -> list[dict[str, Any]]:
    """Agents with state and load, to assign to; `available` leaves out who is not online or full."""
    async with db.transaction() as tx:
        seats = await api.all_seats(tx, online_only=available)
    return [
        {
            "id": seat.agent_id, "name": seat.name, "team": seat.team_name, "state": seat.state,
            "since": seat.state_since, "load": seat.load, "capacity": seat.capacity,
        }
        for seat in seats
        if not available or seat.load < seat.capacity
    ]  # fmt: skip
