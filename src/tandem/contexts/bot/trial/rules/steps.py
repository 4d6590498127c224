"""The ladder as a list of rules in order: which of them were asked, and which one fired."""

from dataclasses import dataclass
from typing import Literal

from tandem.contexts.bot.decision import Decision

Outcome = Literal["fired", "passed", "skipped"]

ORDER = (
    "choice", "mandatory", "attachment", "feedback", "small_talk", "noise", "flow", "exact", "intent",
    "confident", "parts", "draft", "clarify", "threshold",
)  # fmt: skip
"""Rules in their order of precedence, by the policies they let answers out under. `flow`: a form under way, or a
trigger; `threshold`: below all of them a person."""
_BY_POLICY = {"repeat": "feedback"}


@dataclass(frozen=True)
class Step:
    """A rule and what came of it: skipped rules were not reached."""

    rule: str
    outcome: Outcome


def fired(decision: Decision, *, drafts: bool) -> str:
    """The rule that decided. `drafts`: with somebody at the silent seat it would be a draft."""
    if drafts:
        return "draft"
    return _BY_POLICY.get(decision.policy, decision.policy)


def steps(rule: str) -> tuple[Step, ...]:
    """Every rule in order, up to the one that fired and beyond."""
    if rule not in ORDER:
        return (Step(rule, "fired"),)
    at = ORDER.index(rule)
    outcomes: tuple[Outcome, ...] = ("passed", "fired", "skipped")
    return tuple(Step(name, outcomes[(place >= at) + (place > at)]) for place, name in enumerate(ORDER))
