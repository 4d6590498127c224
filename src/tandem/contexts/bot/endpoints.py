"""POST /bot/trial: what would the bot do with this text?"""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from tandem.contexts.access.api import CurrentStaff, permissions
from tandem.contexts.bot.actions.answering import Bot
from tandem.contexts.bot.actions.keeping_turns import candidate_view
from tandem.contexts.bot.decision import Ranking
from tandem.contexts.bot.rules.drafting import worth_a_draft
from tandem.kit.http import Body


class TrialIn(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class TrialCandidate(BaseModel):
    entry_id: UUID
    question: str
    matched: str
    scores: dict[str, float]
    fused: float
    confidence: float


class TrialOut(BaseModel):
    decision: Literal["answer", "clarify", "handoff", "smalltalk"]
    policy: str
    reason: str
    confidence: float
    candidates: list[TrialCandidate]
    thresholds: dict[str, float]
    worth_a_draft: bool
    evidence: dict[str, Any]
    elapsed_ms: float
    degraded: list[str]


def router(bot: Bot) -> APIRouter:
    """Routes of the bot, to be mounted under /api/v1."""
    api = APIRouter(prefix="/bot", tags=["bot"])

    @api.post("/trial", response_model=TrialOut)
    async def post_trial(actor: CurrentStaff, body: TrialIn) -> dict[str, Any]:
        """Decide on a text without a conversation, with every candidate and its scores. `worth_a_draft`: with
        somebody at the silent seat the best answer would be put before them instead."""
        actor.require(permissions.BOT_TRIAL)
        considered = await bot.consider(body.text)
        decision, ranking = considered.decision, considered.ranking
        return {
            "decision": decision.action,
            "policy": decision.policy,
            "reason": decision.reason,
            "confidence": decision.confidence,
            "candidates": [candidate_view(c) for c in ranking.candidates] if ranking else [],
            "thresholds": _thresholds(ranking) if ranking else {},
            "worth_a_draft": worth_a_draft(decision, ranking) is not None,
            "evidence": dict(decision.evidence),
            "elapsed_ms": considered.elapsed_ms,
            "degraded": list(ranking.degraded) if ranking else [],
        }

    return api


def _thresholds(ranking: Ranking) -> dict[str, float]:
    return {"answer": ranking.tau_answer, "draft": ranking.tau_draft, "clarify": ranking.tau_clarify}
