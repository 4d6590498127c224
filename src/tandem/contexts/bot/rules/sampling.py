"""Which turns a trainer's label would teach the bot most: those where two readings lie close together (margin
sampling; Scheffer et al. 2001, Settles 2009)."""

from collections.abc import Sequence

from tandem.contexts.bot.decision import Decision, Ranking

_OF_UNDERSTANDING = frozenset({"confident", "clarify", "threshold", "draft", "intent"})
"""Policies that judged what the customer wants. Rules, buttons, small talk and flows' questions did not."""


def margin(decision: Decision, ranking: Ranking | None, probabilities: Sequence[float] = ()) -> float | None:
    """How far the likeliest reading lies before the second: of a model (`probabilities`, highest first), else of
    search. None for turns that are no question of understanding."""
    if decision.policy not in _OF_UNDERSTANDING or ranking is None:
        return None
    best = probabilities or [one.confidence for one in ranking.candidates]
    return round(sum(best[:1]) - sum(best[1:2]), 6)
