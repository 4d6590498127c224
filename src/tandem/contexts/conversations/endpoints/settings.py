"""What administrators set: queues with their targets, calendars, agents' seats. Every change is audited."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.exc import IntegrityError

from tandem.contexts.access.api import CurrentStaff, permissions, record, staff_by_ids
from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.seating import seat_changed
from tandem.contexts.conversations.repository import settings as stored
from tandem.contexts.conversations.repository.seats import find_seat
from tandem.kit.calendar import Calendar
from tandem.kit.errors import Conflict, NotFound
from tandem.kit.http import Body, Db, Locale

router = APIRouter(prefix="/settings")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Skill = Annotated[str, StringConstraints(pattern=r"^[\w\-.]{1,40}$")]
Seconds = Annotated[int, Field(ge=1, le=86_400)]


class CalendarBody(Body):
    name: Name
    definition: dict[str, Any]


class CalendarView(BaseModel):
    id: UUID
    name: str
    definition: dict[str, Any]
    text: str
    open: bool


class QueueTargets(Body):
    name: Name
    skills: list[Skill] = Field(default_factory=list, max_length=20)
    calendar_id: UUID | None = None
    accept_mode: Literal["auto", "offer"] = "offer"
    accept_timeout_s: Annotated[int, Field(ge=5, le=600)] = 20
    sl_target_s: Seconds = 20
    sl_goal: Annotated[float, Field(gt=0, le=1)] = 0.8
    first_response_s: Seconds = 60
    next_response_s: Seconds = 180
    short_abandon_s: Annotated[int, Field(ge=0, le=600)] = 5
    idle_handback_s: Annotated[int, Field(ge=30, le=604_800)] | None = None


class NewQueue(QueueTargets):
    key: Key


class QueueSettings(QueueTargets):
    id: UUID
    key: str


class SeatBody(Body):
    queue_ids: list[UUID] = Field(max_length=100)
    skills: list[Skill] = Field(default_factory=list, max_length=50)
    capacity: Annotated[int, Field(ge=0, le=100)] = 5
    auto_accept: bool = False


class SeatView(SeatBody):
    agent_id: UUID
    name: str


@router.get("/calendars", response_model=list[CalendarView])
async def list_calendars(db: Db, _actor: CurrentStaff, locale: Locale) -> list[dict[str, Any]]:
    """All business calendars."""
    async with db.transaction() as tx:
        rows, now = await stored.calendars(tx), tx.now
    return [_calendar(row, now, locale) for row in rows]


def _calendar(row: Any, now: Any, locale: str) -> dict[str, Any]:
    calendar = Calendar.from_dict(row.definition)
    return {
        "id": row.id, "name": row.name, "definition": row.definition, "text": calendar.text(locale),
        "open": calendar.is_open(now),
    }  # fmt: skip


@router.post("/calendars", response_model=CalendarView, status_code=201)
async def post_calendar(db: Db, actor: CurrentStaff, locale: Locale, body: CalendarBody) -> dict[str, Any]:
    """Make a calendar; a faulty definition is refused with every fault named."""
    actor.require(permissions.SETTINGS_MANAGE)
    Calendar.from_dict(body.definition, locale)
    try:
        async with db.transaction() as tx:
            id_ = await api.create_calendar(tx, body.name, body.definition)
            await record(tx, actor, "calendar.created", f"calendar:{id_}", {"definition": body.definition})
            return _calendar(await stored.calendar(tx, id_), tx.now, locale)
    except IntegrityError as error:
        raise Conflict("name_taken") from error


@router.put("/calendars/{calendar_id}", response_model=CalendarView)
async def put_calendar(
    db: Db, actor: CurrentStaff, locale: Locale, calendar_id: UUID, body: CalendarBody
) -> dict[str, Any]:
    """Change a calendar. Clocks that run keep their deadlines."""
    actor.require(permissions.SETTINGS_MANAGE)
    definition = Calendar.from_dict(body.definition, locale).to_dict()
    try:
        async with db.transaction() as tx:
            before = await stored.calendar(tx, calendar_id)
            if before is None:
                raise NotFound()
            await stored.change_calendar(tx, calendar_id, body.name, definition)
            data = {"before": before.definition, "after": definition}
            await record(tx, actor, "calendar.changed", f"calendar:{calendar_id}", data)
            return _calendar(await stored.calendar(tx, calendar_id), tx.now, locale)
    except IntegrityError as error:
        raise Conflict("name_taken") from error


@router.get("/queues", response_model=list[QueueSettings])
async def list_queue_settings(db: Db, _actor: CurrentStaff) -> list[dict[str, Any]]:
    """All queues as they are set."""
    async with db.transaction() as tx:
        return await stored.queues(tx)


@router.post("/queues", response_model=QueueSettings, status_code=201)
async def post_queue(db: Db, actor: CurrentStaff, body: NewQueue) -> dict[str, Any]:
    """Make a queue."""
    actor.require(permissions.SETTINGS_MANAGE)
    values = body.model_dump()
    try:
        async with db.transaction() as tx:
            id_ = await api.create_queue(tx, **values)
            await record(tx, actor, "queue.created", f"queue:{id_}", body.model_dump(mode="json"))
            return await stored.queue(tx, id_)
    except IntegrityError as error:
        raise _why(error) from error


@router.put("/queues/{queue_id}", response_model=QueueSettings)
async def put_queue(db: Db, actor: CurrentStaff, queue_id: UUID, body: QueueTargets) -> dict[str, Any]:
    """Change a queue's name, skills, calendar and targets. Clocks that run keep their deadlines."""
    actor.require(permissions.SETTINGS_MANAGE)
    try:
        async with db.transaction() as tx:
            before = await stored.queue(tx, queue_id)
            await stored.change_queue(tx, queue_id, body.model_dump())
            after = await stored.queue(tx, queue_id)
            data = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            await record(tx, actor, "queue.changed", f"queue:{queue_id}", _plain(data))
            return after
    except IntegrityError as error:
        raise _why(error) from error


def _why(error: IntegrityError) -> Conflict:
    return Conflict("calendar_unknown" if "calendar" in str(error.orig) else "name_taken")


def _plain(data: dict[str, list[Any]]) -> dict[str, Any]:
    return {k: [str(v) if isinstance(v, UUID) else v for v in pair] for k, pair in data.items()}


@router.get("/seats/{agent_id}", response_model=SeatView)
async def get_seat(db: Db, actor: CurrentStaff, agent_id: UUID) -> dict[str, Any]:
    """An agent's seat: queues, skills, capacity. 404 for people without one."""
    actor.require(permissions.STAFF_READ)
    async with db.transaction() as tx:
        seat = await find_seat(tx, agent_id)
    if seat is None:
        raise NotFound()
    return {
        "agent_id": seat.agent_id, "name": seat.name, "queue_ids": list(seat.queue_ids),
        "skills": list(seat.skills), "capacity": seat.capacity, "auto_accept": seat.auto_accept,
    }  # fmt: skip


@router.put("/seats/{agent_id}", response_model=SeatView)
async def put_seat(db: Db, actor: CurrentStaff, agent_id: UUID, body: SeatBody) -> dict[str, Any]:
    """Give a member of staff a seat, or change it. What the agent holds beyond a smaller capacity is kept. 409
    "may_not_reply": a seat is for those who may answer customers."""
    actor.require(permissions.STAFF_MANAGE)
    try:
        async with db.transaction() as tx:
            person = (await staff_by_ids(tx, [agent_id])).get(agent_id)
            if person is None or not person.active:
                raise NotFound()
            if not person.actor().may(permissions.CONVERSATIONS_REPLY):
                raise Conflict("may_not_reply", params={"name": person.name})
            await api.create_seat(
                tx, agent_id, person.name, queue_ids=body.queue_ids, skills=body.skills, capacity=body.capacity,
                auto_accept=body.auto_accept, team_id=person.team.id if person.team else None,
                team_name=person.team.name if person.team else None,
            )  # fmt: skip
            seat_changed(tx, agent_id, actor)
            await record(tx, actor, "seat.changed", f"staff:{agent_id}", body.model_dump(mode="json"))
    except IntegrityError as error:
        raise NotFound("queue_not_found") from error
    return {"agent_id": agent_id, "name": person.name, **body.model_dump()}
