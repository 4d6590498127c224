"""Which turns a trainer's label would teach the bot most: those where two readings lie close together (margin
sampling; Scheffer et al. 2001, Settles 2009). That a text is none of ours is a reading like any other."""

from collections.abc import Sequence

from tandem.contexts.bot.decision import Decision, Ranking, Understanding

_OF_UNDERSTANDING = frozenset({"confident", "clarify", "threshold", "draft", "intent"})
"""Policies that judged what the customer wants. Rules, buttons, small talk and flows' questions did not."""


def margin(decision: Decision, ranking: Ranking | None, seen: Understanding | None = None) -> float | None:
    """How far the likeliest reading of a turn lies from the one next to it, by the intent model, else by search.
    None for turns that are no question of understanding."""
    if decision.policy not in _OF_UNDERSTANDING or ranking is None:
        return None
    if seen is not None:
        return apart([one.probability for one in seen.guesses], seen.scope)
    return apart([one.confidence for one in ranking.candidates], ranking.scope)


def apart(best: Sequence[float], scope: float) -> float:
    """`best`: probabilities, highest first; `scope`: that the text is any of ours. Far from 0 is what is plainly one of
    them, and what is plainly none; `training/repository/margins.py` says the same in SQL."""
    return round(abs(sum(best[:1]) - max(sum(best[1:2]), 1 - scope)), 6)
