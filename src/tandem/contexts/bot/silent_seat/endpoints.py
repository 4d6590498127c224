"""The silent seat's routes: who sits there, what waits, and what becomes of it."""

from datetime import UTC
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from tandem.contexts.access.api import Actor, CurrentStaff, permissions
from tandem.contexts.bot.silent_seat.actions import approving, attending, handing_on, looking
from tandem.contexts.bot.silent_seat.actions.guarding import readable
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.presenting import present
from tandem.contexts.bot.silent_seat.repository import drafts, figures, seats
from tandem.contexts.bot.silent_seat.schemas import (
    AnswerBody,
    DraftFigures,
    DraftList,
    DraftOut,
    LookBody,
    PresenceBody,
    SilentSeatOut,
)
from tandem.kit.db import Tx
from tandem.kit.http import Db

_LINE = 100


def router(seat: SilentSeat, zone: ZoneInfo) -> APIRouter:
    """Routes under /bot; `zone` says when a day begins."""
    api = APIRouter(prefix="/bot", tags=["silent seat"])

    @api.get("/silent-seat", response_model=SilentSeatOut)
    async def read_silent_seat(db: Db, actor: CurrentStaff) -> dict[str, Any]:
        """Who sits at the silent seat, and whether one does so oneself."""
        actor.require(permissions.DRAFTS_DECIDE)
        async with db.transaction() as tx:
            return await _seat(tx, seat, actor)

    @api.put("/silent-seat", response_model=SilentSeatOut)
    async def put_silent_seat(db: Db, actor: CurrentStaff, body: PresenceBody) -> dict[str, Any]:
        """Sit down at the silent seat, or get up: 409 silent_seat_off where the bot makes no drafts."""
        actor.require(permissions.DRAFTS_DECIDE)
        async with db.transaction() as tx:
            if body.present:
                await attending.sit_down(tx, seat, actor)
            else:
                await attending.get_up(tx, actor)
            return await _seat(tx, seat, actor)

    @api.get("/drafts", response_model=DraftList)
    async def list_drafts(db: Db, actor: CurrentStaff) -> dict[str, Any]:
        """Drafts that wait for a decision, first due first."""
        actor.require(permissions.DRAFTS_DECIDE)
        async with db.transaction() as tx:
            return {"items": await present(tx, await drafts.line(tx, actor, _LINE))}

    @api.get("/drafts/figures", response_model=DraftFigures)
    async def read_draft_figures(db: Db, actor: CurrentStaff) -> dict[str, Any]:
        """What one did at the silent seat today."""
        actor.require(permissions.DRAFTS_DECIDE)
        async with db.transaction() as tx:
            midnight = tx.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
            return await figures.figures(tx, actor.id or UUID(int=0), midnight.astimezone(UTC))

    @api.get("/drafts/{draft_id}", response_model=DraftOut)
    async def read_draft(db: Db, actor: CurrentStaff, draft_id: UUID) -> dict[str, Any]:
        """One draft, decided on or not."""
        async with db.transaction() as tx:
            return await _shown(tx, await readable(tx, actor, draft_id))

    @api.put("/drafts/{draft_id}/look", response_model=DraftOut)
    async def put_look(db: Db, actor: CurrentStaff, draft_id: UUID, body: LookBody) -> dict[str, Any]:
        """Look at a draft for some seconds, so that others take another one: 409 draft_held, draft_gone.
        Beginning to edit gives it more time, once."""
        async with db.transaction() as tx:
            return await _shown(tx, await looking.look(tx, seat, actor, draft_id, editing=body.editing))

    @api.delete("/drafts/{draft_id}/look", status_code=204)
    async def delete_look(db: Db, actor: CurrentStaff, draft_id: UUID) -> None:
        """Look no more: the draft is free for others."""
        async with db.transaction() as tx:
            await readable(tx, actor, draft_id)
            await looking.stop_looking(tx, actor, draft_id)

    @api.post("/drafts/{draft_id}/answer", response_model=DraftOut)
    async def post_answer(db: Db, actor: CurrentStaff, draft_id: UUID, body: AnswerBody) -> dict[str, Any]:
        """Say it to the customer as the bot: as it stands, edited, or another entry's answer. The same
        client_id again answers with the first result; 409 draft_gone when somebody was faster."""
        async with db.transaction() as tx:
            done = await approving.answer(
                tx, seat, actor, draft_id, client_id=body.client_id, text=body.text, entry_id=body.entry_id
            )
            return await _shown(tx, done)

    @api.post("/drafts/{draft_id}/takeover", response_model=DraftOut)
    async def post_takeover(db: Db, actor: CurrentStaff, draft_id: UUID) -> dict[str, Any]:
        """Become the conversation's agent: 409 draft_gone or capacity_full, 403 without a seat."""
        async with db.transaction() as tx:
            return await _shown(tx, await handing_on.take_over(tx, actor, draft_id))

    @api.post("/drafts/{draft_id}/handoff", response_model=DraftOut)
    async def post_handoff(db: Db, actor: CurrentStaff, draft_id: UUID) -> dict[str, Any]:
        """Send the conversation into the agents' line at once."""
        async with db.transaction() as tx:
            return await _shown(tx, await handing_on.hand_over(tx, actor, draft_id))

    return api


async def _shown(tx: Tx, draft: Draft) -> dict[str, Any]:
    return (await present(tx, [draft]))[0]


async def _seat(tx: Tx, seat: SilentSeat, actor: Actor) -> dict[str, Any]:
    since = await seats.since(tx, actor.id) if actor.id else None
    people = await seats.present(tx)
    return {
        "on": seat.on,
        "present": since is not None,
        "since": since,
        "people": [{"id": one.id, "name": one.name} for one in people],
        "waiting": len(await drafts.line(tx, actor, _LINE)),
        "budget_s": seat.budget.total_seconds(),
    }
