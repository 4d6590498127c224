"""When an answer becomes a draft for the silent seat, and what a person made of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from tandem.contexts.bot.decision import DecidedPart, Decision, Ranking, Thresholds, Understanding
from tandem.contexts.bot.rules.together import POLICY

_UNSURE = frozenset({"clarify", "threshold"})
"""Policies of the ladder below τ_auto. What a mandatory rule, a button or the customer's own verdict decided
is no question of confidence."""

_SURE = frozenset({"confident", "exact", "intent", POLICY})

_EACH = 5
"""Drafts that one person gets through within the time budget; more would only run out of time."""

HOLD = timedelta(seconds=12)
"""How long a look holds a draft; screens renew it while they show it."""

Outcome = Literal["approved", "edited", "replaced"]


def worth_a_draft(
    decision: Decision, ranking: Ranking | None, limits: Thresholds | None = None
) -> Thresholds | None:
    """The thresholds between which the confidence lies, when a person should look at the best answer instead
    of the bot asking back or giving up; None when the decision stands. `limits` replace the ranking's own."""
    if decision.policy not in _UNSURE or ranking is None or not ranking.candidates:
        return None
    answer = limits.answer if limits else ranking.tau_answer
    clarify = limits.clarify if limits else ranking.tau_clarify
    draft = limits.draft if limits and limits.draft is not None else ranking.tau_draft
    return Thresholds(answer, clarify, draft) if draft <= ranking.confidence < answer else None


def intent_worth_a_draft(decision: Decision, seen: Understanding | None) -> Thresholds | None:
    """The same of the intent: its thresholds when its probability lies between them and it leads to an entry. What
    search is sure of stands where both mean the same entry."""
    if seen is None or seen.target is None or seen.target.kind != "entry":
        return None
    sure = decision.policy == "confident" and decision.entry_ids[:1] == (seen.target.id,)
    if sure or decision.policy not in (_UNSURE | {"confident"}):
        return None
    limits = seen.limits
    between = limits.draft <= seen.probability < limits.auto
    return Thresholds(limits.auto, limits.draft, limits.draft) if between else None


def parts_worth_a_draft(decision: Decision, parts: Sequence[DecidedPart]) -> dict[str, float] | None:
    """Of a message with several questions: the entries that answer them, with their confidence, when a person should
    look at all of them together because the bot is unsure of one; None when the decision stands: it is sure of all it
    says, or has nothing to say to one of them."""
    if not (decision.policy == POLICY or decision.policy in _UNSURE) or decision.action == "handoff":
        return None
    found: dict[str, float] = {}
    unsure = False
    for one in parts:
        ready = one.sure or (one.best if one.decision.confidence >= one.draft else None)
        if ready is None and one.decision.action == "smalltalk":
            continue
        if ready is None:
            return None
        unsure = unsure or (one.sure is None and ready not in found)
        found[ready] = max(one.decision.confidence, found.get(ready, 0.0))
    return found if unsure and len(found) > 1 else None


def said_surely(decision: Decision) -> bool:
    """Whether the bot would answer by itself from an entry that it found, not one the customer chose."""
    known = decision.action == "answer" and decision.policy in _SURE and bool(decision.entry_ids)
    return known and not decision.options


def has_room(waiting: int, present: int) -> bool:
    """Whether the people at the silent seat can be given one more draft."""
    return waiting < present * _EACH


def outcome(
    draft_entry: str, draft_text: str, answers: Mapping[str, str], text: str | None, entry: str | None
) -> tuple[Outcome, str, str | None]:
    """(what a person did with a draft, the text to say, the entry it comes from).

    `answers`: published answers by entry id. `text`: what the person wrote, None to take the entry's words;
    `entry`: the entry chosen, None for the draft's own. Raises KeyError for an entry without an answer."""
    chosen = entry or draft_entry
    known = draft_text if chosen == draft_entry else answers[chosen].strip()
    said = known if text is None else text.strip()
    if said != known:
        return "edited", said, chosen
    return ("approved" if chosen == draft_entry else "replaced"), said, chosen


def extended(due_at: datetime, now: datetime, budget: timedelta, already: bool) -> datetime:
    """When the draft is due after somebody began to write: once, a whole budget from then on."""
    return due_at if already else max(due_at, now + budget)
