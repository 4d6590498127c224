"""What is kept of a turn, for traces, figures and trainers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.bot.decision import Decision, Understanding
from tandem.contexts.bot.rules.sampling import margin
from tandem.contexts.bot.training.rules.splitting import text_hash
from tandem.contexts.knowledge.api import Ranking
from tandem.kit.chinese import normalise

_SHOWN_CANDIDATES = 5


def row_of(
    message: Mapping[str, Any],
    decision: Decision,
    ranking: Ranking | None,
    seen: Understanding | None,
    *,
    elapsed_ms: float,
    answer_id: UUID | None,
    now: datetime,
) -> dict[str, Any]:
    """A turn's columns. `message` is the customer's, as its event carries it."""
    guesses = seen.guesses if seen else ()
    shown = ranking.candidates[:_SHOWN_CANDIDATES] if ranking else ()
    certain = margin(decision, ranking, seen)
    return {
        "message_id": UUID(message["id"]),
        "conversation_id": UUID(message["conversation_id"]),
        "seq": message["seq"],
        "at": now,
        "action": decision.action,
        "policy": decision.policy,
        "reason": decision.reason,
        "confidence": decision.confidence,
        "asked": normalise(message["text"])[:500],
        "entry_ids": list(decision.entry_ids),
        "option_ids": [option.id for option in decision.options],
        "candidates": [candidate_view(c) for c in shown],
        "degraded": list(ranking.degraded) if ranking else [],
        "evidence": dict(decision.evidence),
        "elapsed_ms": elapsed_ms,
        "answer_id": answer_id,
        "margin": certain,
        "asked_hash": None if certain is None else text_hash(message["text"]),
        "model_version": seen.version if seen else None,
        "intent": guesses[0].intent if guesses else None,
        "intent_probability": guesses[0].probability if guesses else None,
        "intents": [{"intent": one.intent, "probability": one.probability} for one in guesses],
        "scope": seen.scope if seen else ranking.scope if ranking else None,
    }


def candidate_view(candidate: Any) -> dict[str, Any]:
    """A candidate with the scores of every ranker, for traces."""
    return {
        "entry_id": candidate.entry_id,
        "question": candidate.question,
        "matched": candidate.matched,
        "scores": dict(candidate.scores),
        "fused": candidate.fused,
        "confidence": candidate.confidence,
    }
