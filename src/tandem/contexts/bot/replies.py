"""What the customer reads of a decision of the ladder: the same words for customers and for trials."""

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.contexts.bot.decision import NONE_OF_THESE, Decision
from tandem.contexts.bot.dialogue.serving.saying import Bubble
from tandem.contexts.bot.ports import Answer
from tandem.contexts.bot.rules.together import POLICY
from tandem.kit.i18n import translate

_QUOTED = 40


def replies(decision: Decision, answers: Mapping[str, Answer], locale: str) -> list[Bubble]:
    """The messages of a decision, the first one answering. `answers`: what is published now of its entries and of its
    buttons, by id. Nothing where a draft is waited for, or an entry to be said has been retired meanwhile."""
    if decision.action == "draft":
        return []
    if decision.action == "clarify":
        return [_question(decision, answers, locale)]
    if decision.action in ("handoff", "flow") and decision.policy != POLICY:
        return [_handed_over(decision, locale)]
    if any(one not in answers for one in decision.entry_ids):
        return []
    made = [_said(decision, [answers[one] for one in decision.entry_ids], locale)]
    if decision.options:
        made.append(_question(decision, answers, locale))
    elif decision.action == "handoff":
        made[0].payload["goes_on"] = True
        made.append(_handed_over(decision, locale))
    elif decision.policy == POLICY and decision.say:
        made.append(Bubble(_words(decision, decision.say, locale), payload={"policy": POLICY}))
    return made


def several(answers: Sequence[Answer], locale: str) -> str:
    """Answers to several questions as one text, each under its question."""
    if len(answers) == 1:
        return answers[0].answer.strip()
    told = (
        translate("bot.part", locale, question=one.question, answer=one.answer.strip()) for one in answers
    )
    return "\n\n".join(told)


def _said(decision: Decision, answers: Sequence[Answer], locale: str) -> Bubble:
    payload = _weighed(decision)
    if not answers:
        return Bubble(translate(decision.say or "bot.noise", locale).strip(), payload=payload)
    if decision.action != "smalltalk":
        payload |= {"sources": [one.source() for one in answers], "feedback": True}
    return Bubble(several(answers, locale), payload=payload)


def _question(decision: Decision, answers: Mapping[str, Answer], locale: str) -> Bubble:
    options = [
        {"id": one.id, "label": answers[one.id].question if one.id in answers else one.label}
        for one in decision.options
        if one.id in answers and one.id != NONE_OF_THESE
    ]
    if any(one.id == NONE_OF_THESE for one in decision.options):
        options.append({"id": NONE_OF_THESE, "label": translate("bot.none_of_these", locale)})
    text = _words(decision, decision.say or "bot.clarify", locale)
    return Bubble(text, "choice", {"options": options, **_weighed(decision)})


def _handed_over(decision: Decision, locale: str) -> Bubble:
    text = _words(decision, decision.say or "bot.handoff", locale)
    return Bubble(text, payload={"policy": decision.policy, "reason": decision.reason})


def _words(decision: Decision, key: str, locale: str) -> str:
    """Some speak of the part that is still open, by its first words."""
    return translate(key, locale, question=short(str(decision.evidence.get("open", "")))).strip()


def short(part: str) -> str:
    """A question as it is quoted."""
    return part if len(part) <= _QUOTED else part[:_QUOTED] + "…"


def _weighed(decision: Decision) -> dict[str, Any]:
    return {"policy": decision.policy, "confidence": round(decision.confidence, 3)}
