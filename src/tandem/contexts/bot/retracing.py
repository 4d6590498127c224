"""GET /bot/conversations/{id}/turns: what the bot did in a conversation, and how its flows ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import bindparam, select

from tandem.contexts.access.api import CurrentStaff, permissions, record
from tandem.contexts.bot.models import bot_flow_run_table, bot_turn_table
from tandem.contexts.conversations import api as conversations
from tandem.kit.errors import NotFound
from tandem.kit.http import Db

t, r = bot_turn_table.c, bot_flow_run_table.c
_TURNS = (
    select(t.message_id, t.seq, t.at, t.action, t.policy, t.reason, t.confidence, t.entry_ids, t.evidence)
    .where(t.conversation_id == bindparam("conversation_id"))
    .order_by(t.seq)
)
_RUNS = (
    select(r.flow, r.version, r.started_at, r.ended_at, r.outcome)
    .where(r.conversation_id == bindparam("conversation_id"))
    .order_by(r.started_at, r.id)
)


class CallOut(BaseModel):
    action: str
    ended: str


class TurnOut(BaseModel):
    """`trace` and `calls`: what a flow did in this turn."""

    message_id: UUID
    seq: int
    at: datetime
    action: str
    policy: str
    reason: str
    confidence: float
    entry_ids: list[UUID]
    trace: list[str]
    calls: list[CallOut]


class FlowRunOut(BaseModel):
    """`outcome`: done, cancelled, refused, nothing_there, timed_out or handed_over; None while it is under way."""

    flow: str
    version: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None


class TurnsOut(BaseModel):
    turns: list[TurnOut]
    flows: list[FlowRunOut]


def router() -> APIRouter:
    """To be mounted under /api/v1."""
    api = APIRouter(prefix="/bot", tags=["bot"])

    @api.get("/conversations/{conversation_id}/turns", response_model=TurnsOut)
    async def get_turns(db: Db, actor: CurrentStaff, conversation_id: UUID) -> dict[str, Any]:
        """Every message the bot decided on with the decision, and every flow it ran. Audited."""
        actor.require(permissions.BOT_TRIAL)
        async with db.transaction() as tx:
            if not await conversations.is_readable(tx, conversation_id, actor):
                raise NotFound("conversation_not_found")
            await record(tx, actor, "conversation.turns_read", f"conversation:{conversation_id}")
            asked = {"conversation_id": conversation_id}
            turns = (await tx.execute(_TURNS, asked)).all()
            runs = (await tx.execute(_RUNS, asked)).all()
        return {"turns": [_turn(row) for row in turns], "flows": [row._asdict() for row in runs]}

    return api


def _turn(row: Any) -> dict[str, Any]:
    evidence = row.evidence
    return {**row._asdict(), "trace": evidence.get("trace", ()), "calls": evidence.get("calls", ())}
