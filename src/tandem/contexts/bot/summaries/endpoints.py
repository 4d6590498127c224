"""GET /conversations/{id}/summary: what the bot handed over with."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from tandem.contexts.access.api import CurrentStaff, record
from tandem.contexts.bot.summaries import repository
from tandem.contexts.conversations import api as conversations
from tandem.kit.errors import NotFound
from tandem.kit.http import Db


class SummaryFact(BaseModel):
    kind: str
    text: str


class Summary(BaseModel):
    """`text`: the language model's sentences, null where the rules' extract stands alone. `asked`, `said` and
    `facts` are the rules' in any case. `reason`: why the bot handed over; `up_to_seq`: what is covered."""

    at: AwareDatetime
    up_to_seq: int
    reason: str
    made_by: Literal["rules", "model"]
    model: str | None
    text: str | None
    asked: list[str]
    said: list[str]
    facts: list[SummaryFact]


class SummaryOut(BaseModel):
    summary: Summary | None


def router() -> APIRouter:
    """To be mounted under /api/v1."""
    api = APIRouter(tags=["conversations"])

    @api.get("/conversations/{conversation_id}/summary", response_model=SummaryOut)
    async def read_summary(db: Db, actor: CurrentStaff, conversation_id: UUID) -> dict[str, Any]:
        """The newest summary of a conversation that was handed over, null before that. Audited."""
        async with db.transaction() as tx:
            if not await conversations.is_readable(tx, conversation_id, actor):
                raise NotFound(code="conversation_not_found")
            found = await repository.latest(tx, conversation_id, actor)
            if found is None:
                return {"summary": None}
            await record(tx, actor, "conversation.summary_read", f"conversation:{conversation_id}")
        rules, model = found
        shown = model or rules
        return {
            "summary": {
                "at": shown.at, "up_to_seq": shown.up_to_seq, "reason": rules.reason,
                "made_by": shown.made_by, "model": shown.model, "text": shown.text, **rules.content,
            }
        }  # fmt: skip

    return api
