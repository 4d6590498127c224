"""Board, canned replies, and the agents' socket."""

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, WebSocket

from tandem.contexts.access.api import CurrentPerson, CurrentStaff
from tandem.contexts.desktop.repository import canned_replies
from tandem.contexts.desktop.repository.board import board
from tandem.contexts.desktop.schemas import (
    Board,
    CannedReply,
    CannedReplyChange,
    NewCannedReply,
    SystemHealth,
)
from tandem.contexts.desktop.socket.desk import Desk
from tandem.kit.health import Health, in_words
from tandem.kit.http import Db, Locale


def router(zone: ZoneInfo) -> APIRouter:
    """Routes of the desktop; the socket finds its `Desk` in `app.state.desk`."""
    api = APIRouter(tags=["desktop"])

    @api.get("/board", response_model=Board)
    async def read_board(db: Db, actor: CurrentStaff) -> dict[str, Any]:
        """The live board. Service level: answered within T / (offered − short abandons − flow-outs), today."""
        async with db.transaction() as tx:
            return await board(tx, actor, zone)

    @api.get("/canned-replies", response_model=list[CannedReply])
    async def list_canned_replies(
        db: Db, actor: CurrentPerson, q: Annotated[str | None, Query(max_length=100)] = None
    ) -> list[dict[str, Any]]:
        """Shared replies and one's own."""
        async with db.transaction() as tx:
            return await canned_replies.search(tx, actor, (q or "").replace("\x00", ""))

    @api.post("/canned-replies", response_model=CannedReply, status_code=201)
    async def post_canned_reply(db: Db, actor: CurrentPerson, body: NewCannedReply) -> dict[str, Any]:
        """Make a reply of one's own, or (with conversations.assign) a shared one."""
        async with db.transaction() as tx:
            return await canned_replies.create(
                tx, actor, body.shortcut, body.title, body.text, shared=body.scope == "shared"
            )

    @api.patch("/canned-replies/{reply_id}", response_model=CannedReply)
    async def patch_canned_reply(
        db: Db, actor: CurrentPerson, reply_id: UUID, body: CannedReplyChange
    ) -> dict[str, Any]:
        """Change a reply that one may change."""
        async with db.transaction() as tx:
            return await canned_replies.change(tx, actor, reply_id, body.model_dump(exclude_none=True))

    @api.delete("/canned-replies/{reply_id}", status_code=204)
    async def delete_canned_reply(db: Db, actor: CurrentPerson, reply_id: UUID) -> None:
        """Delete a reply that one may change."""
        async with db.transaction() as tx:
            await canned_replies.remove(tx, actor, reply_id)

    @api.get("/system/health", response_model=SystemHealth)
    async def read_system_health(request: Request, _actor: CurrentPerson, locale: Locale) -> dict[str, Any]:
        """Every check of this process, and in plain words what does not work. Times are those of the house."""
        health: Health = request.app.state.health
        zone = request.app.state.settings.zone
        report = await health.report()
        return {
            "ready": report.ready,
            "checks": [
                {"name": o.name, "ok": o.ok, "detail": in_words(o.said, locale, zone), "codes": o.codes}
                for o in report.outcomes
            ],
            "degraded": report.degraded,
        }

    @api.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        desk: Desk = websocket.app.state.desk
        await desk.serve(websocket)

    return api
