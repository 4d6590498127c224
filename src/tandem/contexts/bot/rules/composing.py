"""When the language model is asked for an answer: where the ladder knows sources but not which to say."""

from collections.abc import Sequence

from tandem.contexts.bot.decision import DecidedPart, Decision, Ranking, Thresholds

UNSURE = frozenset({"clarify", "threshold"})
"""Policies of the ladder below τ_answer."""


def worth_composing(
    decision: Decision,
    ranking: Ranking | None,
    limits: Thresholds | None,
    *,
    follow_up: bool,
    parts: Sequence[DecidedPart] = (),
) -> bool:
    """Whether to wait for the model before the ladder asks back or gives up: search found sources between the
    thresholds, for the message or for one of the questions in it (`parts`), or the text leans on what was said before
    and the model may complete it. `limits` replace the ranking's own."""
    if decision.policy not in UNSURE or ranking is None or not ranking.candidates:
        return False
    floor = limits.clarify if limits else ranking.tau_clarify
    draft = limits.draft if limits and limits.draft is not None else ranking.tau_draft
    return follow_up or ranking.confidence >= min(floor, draft) or any(map(worth_asking, parts))


def worth_asking(part: DecidedPart) -> bool:
    """The same of one of several questions in a message."""
    decision = part.decision
    unsure = part.sure is None and part.best is not None and decision.action != "smalltalk"
    return unsure and (decision.action in ("clarify", "answer") or decision.confidence >= part.draft)


def better(first: Decision, second: Decision) -> bool:
    """Whether the second decision gets the customer further: an answer, else at least a question."""
    rungs = {"answer": 2, "clarify": 1}
    return rungs.get(second.action, 0) > rungs.get(first.action, 0)
