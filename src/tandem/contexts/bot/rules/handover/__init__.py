"""What must go to a person whatever the bot knows. Checked first, on the whole message.

Each rule names what a customer says of himself or of something that happened to him. A question ABOUT the
matter (怎么投诉, 投诉多久回复, 怎么识别诈骗) is a question like any other and is left to search.
"""

import re
from dataclasses import dataclass

from tandem.contexts.bot.rules.handover.complaints import COMPLAINTS
from tandem.contexts.bot.rules.handover.fraud import FRAUD
from tandem.contexts.bot.rules.handover.harm import HARM
from tandem.contexts.bot.rules.handover.person import PERSON
from tandem.contexts.bot.rules.handover.rule import Rule
from tandem.contexts.bot.rules.handover.wording import reworded
from tandem.kit.chinese import normalise

__all__ = ["Mandatory", "mandatory"]

_RULES: tuple[Rule, ...] = (*HARM, *PERSON, *FRAUD, *COMPLAINTS)


@dataclass(frozen=True)
class Mandatory:
    """A rule that fired, and the words it saw."""

    reason: str
    matched: str
    urgency: int


def mandatory(text: str) -> Mandatory | None:
    """The first rule that sends this message to a person: self-harm, minors, asking for a person, fraud,
    regulator, complaint, in this order; None when no rule does. The message is read as it stands and with
    dialect and slips put right."""
    readings = dict.fromkeys((" ".join(normalise(text).split()), " ".join(reworded(text).split())))
    for rule in _RULES:
        for whole in readings:
            for part in [whole] if rule.across else _parts(whole):
                matched = rule.seen_in(part)
                if matched is not None:
                    return Mandatory(rule.reason, matched, rule.urgency)
    return None


def _parts(whole: str) -> list[str]:
    """Each clause for itself: 怎么投诉 in one must not excuse 我要投诉 in another. English needs the whole."""
    clauses = whole.split()
    return [*clauses, whole] if re.search("[a-z]", whole) else clauses
