"""A turn of the bot's as it is kept: the decision, and what it was made from."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.bot.actions.considering import Considered
from tandem.kit.chinese import normalise

_SHOWN_CANDIDATES = 5


def turn_row(
    conversation_id: UUID, message_id: UUID, message: Mapping[str, Any], considered: Considered,
    answer_id: UUID | None, now: Any,
) -> dict[str, Any]:  # fmt: skip
    """The row of a turn: what was decided on what, and what came of it."""
    decision, ranking = considered.decision, considered.ranking
    shown = ranking.candidates[:_SHOWN_CANDIDATES] if ranking else ()
    return {
        "message_id": message_id,
        "conversation_id": conversation_id,
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
        "elapsed_ms": considered.elapsed_ms,
        "answer_id": answer_id,
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
