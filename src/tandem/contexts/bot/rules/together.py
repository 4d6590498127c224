"""Several questions in one message, each judged alone: what the bot says to all of them. None is lost silently."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tandem.contexts.bot.decision import NONE_OF_THESE, DecidedPart, Decision, Option

POLICY = "parts"
_OFFERED = 2
"""With 都不是 three buttons, whichever question they belong to."""
IN_SCOPE = 0.5


@dataclass(frozen=True)
class _Read:
    """`sure`: the entries that answer, in the order asked. `open`: questions that none of them answers."""

    sure: tuple[str, ...]
    open: tuple[DecidedPart, ...]


def together(whole: Decision, best: str | None, parts: Sequence[DecidedPart]) -> Decision:
    """`whole`: what the ladder makes of the message read as one question, `best` the entry it found best; it stands
    where the message is one question told in several sentences. `parts`: its questions, each alone.

    Each part that is surely answered is answered. Of the others the bot asks back (at most three buttons), hands over
    what another matter needs a person for, or says that it did not understand them."""
    decision = _decided(whole, best, parts)
    return replace(decision, evidence={**decision.evidence, **_seen(parts)})


def _decided(whole: Decision, best: str | None, parts: Sequence[DecidedPart]) -> Decision:
    must = next((one.decision for one in parts if one.decision.policy == "mandatory"), None)
    if must is not None:
        return must
    if whole.action not in ("answer", "clarify", "handoff") or whole.policy in ("repeat", "feedback"):
        return whole
    mixed = best not in {one.best for one in parts} and not any(one.added for one in parts)
    if whole.action != "handoff" and mixed and parts[0].sure is None:
        return whole  # all of it together says what none of its sentences says: 提前还款可以吗？利息怎么算
    read = _read(whole, best, parts)
    if not read.sure:
        return _which(whole, parts)
    if len(read.sure) == 1 and not read.open:
        return _only(whole, best, read.sure[0], parts)
    return _said(read, whole, parts)


def is_of_parts(decision: Decision) -> bool:
    """Whether the parts decided, and not the message as a whole."""
    return decision.policy == POLICY or decision.reason == "several_questions"


def _read(whole: Decision, best: str | None, parts: Sequence[DecidedPart]) -> _Read:
    certain = whole.entry_ids[0] if whole.action == "answer" else None
    found = [one.sure or (one.best if one.best == certain else None) for one in parts]
    sure = tuple(dict.fromkeys(one for one in found if one is not None))
    if certain is not None and certain not in sure:
        # All of it together says what none of its sentences says.
        return _Read((certain,), ())
    open_ = []
    for one, entry in zip(parts, found, strict=True):
        if entry is not None or one.best in sure or not _matters(one):
            continue
        if certain is None or one.added or one.scope >= IN_SCOPE:
            open_.append(one)
    return _Read(sure, tuple(open_))


def _matters(part: DecidedPart) -> bool:
    """What is told, or said in passing, wants no answer."""
    return _can_ask(part) or ((part.asks or part.added) and part.decision.action in ("handoff", "flow"))


def _can_ask(part: DecidedPart) -> bool:
    """There is something to offer: it is unsure, or sure of what may not be meant here."""
    return part.decision.action == "clarify" or (part.decision.action == "answer" and part.sure is None)


def _which(whole: Decision, parts: Sequence[DecidedPart]) -> Decision:
    """None is sure: the likeliest of each, where the message as a whole would show two readings of one of them."""
    unsure = [one for one in parts if _can_ask(one)]
    offered = tuple(dict.fromkeys(one.best for one in unsure if one.best is not None))[:_OFFERED]
    if whole.action == "answer" or len(offered) < _OFFERED:
        return whole
    options = (*_labels(unsure, offered), Option(NONE_OF_THESE, ""))
    return Decision(
        "clarify", "clarify", "several_questions", max(one.decision.confidence for one in unsure), offered,
        options, "bot.clarify", evidence=whole.evidence,
    )  # fmt: skip


def _only(whole: Decision, best: str | None, entry: str, parts: Sequence[DecidedPart]) -> Decision:
    """One entry answers it all: the message as a whole must not speak of another."""
    if whole.action == "answer" or best != entry:
        return whole
    return next(one.decision for one in parts if one.sure == entry)


def _said(read: _Read, whole: Decision, parts: Sequence[DecidedPart]) -> Decision:
    surely = [one.decision.confidence for one in parts if one.sure in read.sure] or [whole.confidence]
    said = Decision("answer", POLICY, POLICY, min(surely), read.sure, evidence=whole.evidence)
    lost = [one for one in read.open if not _can_ask(one)]
    need = next((one for one in lost if one.added or one.scope >= IN_SCOPE), None)
    if need is not None:
        evidence = {**said.evidence, "open": need.text}
        return replace(
            said, action="handoff", reason=need.decision.reason, say="bot.handoff.part", evidence=evidence
        )
    unsure = [one for one in read.open if _can_ask(one)]
    if unsure:
        wanted = (
            unsure[0].decision.entry_ids if len(unsure) == 1 else [one.best for one in unsure if one.best]
        )
        offered = tuple(dict.fromkeys(one for one in wanted if one not in read.sure))[:_OFFERED]
        options = (*_labels(unsure, offered), Option(NONE_OF_THESE, ""))
        evidence = {**said.evidence, "open": unsure[0].text}
        return replace(said, options=options, say="bot.clarify.part", evidence=evidence)
    if lost:
        return replace(said, say="bot.not_understood.part", evidence={**said.evidence, "open": lost[0].text})
    return said


def _labels(parts: Sequence[DecidedPart], offered: Sequence[str]) -> tuple[Option, ...]:
    known = {option.id: option.label for one in parts for option in one.decision.options}
    return tuple(Option(id_, known.get(id_, "")) for id_ in offered)


def _seen(parts: Sequence[DecidedPart]) -> dict[str, object]:
    """What is kept of each part."""
    return {
        "parts": [
            {
                "text": one.text, "action": one.decision.action, "policy": one.decision.policy,
                "reason": one.decision.reason, "confidence": one.decision.confidence,
                "entry_ids": list(one.decision.entry_ids), "scope": one.scope,
            }
            for one in parts
        ]
    }  # fmt: skip
