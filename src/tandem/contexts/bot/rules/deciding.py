"""One turn: mandatory rules, then small talk, then the ladder of confidence."""

from collections.abc import Iterator
from dataclasses import replace

from tandem.contexts.bot.decision import (
    NONE_OF_THESE,
    Candidate,
    ChatHit,
    Decision,
    Option,
    Past,
    Ranking,
    Target,
    Thresholds,
    Turn,
    Understanding,
)
from tandem.contexts.bot.rules.handover import mandatory
from tandem.contexts.bot.rules.handover.meaning import Felt
from tandem.contexts.bot.rules.noise import (
    is_bare_how,
    is_bare_matter,
    is_bare_value,
    is_dissatisfied,
    is_noise,
    is_opening,
    is_statement,
    is_vague,
)
from tandem.kit.chinese import normalise

_OFFERED = 2
"""With 都不是 three buttons: more are not read on a phone (and knowledge fits its threshold to two)."""
_IN_SCOPE = 0.5
_SAME_ENTRY = 2
_WORDLESS = {"image": "attachment", "file": "attachment", "voice": "voice"}
"""Kinds of message that may carry no words, and what the bot then says."""


def is_wordless(kind: str, text: str) -> bool:
    """A picture, a file or a voice note that came without words."""
    return kind in _WORDLESS and not normalise(text)


def needs_search(turn: Turn, chat: ChatHit | None) -> bool:
    """Whether `decide` will look at a ranking; if not, the encoders may rest."""
    return before_search(turn, chat) is None


def decide(
    turn: Turn,
    chat: ChatHit | None,
    ranking: Ranking | None,
    limits: Thresholds | None = None,
    understanding: Understanding | None = None,
    felt: Felt | None = None,
) -> Decision:
    """What the bot does with this message. `chat`: the small-talk entry it matches; `ranking`: what search
    found, None when `needs_search` said no. `limits` replace the ranking's own thresholds. `understanding`: what the
    published intent model makes of it; a phrasing word for word needs none. `felt`: why it must reach a person by its
    meaning, in words that no pattern knows."""
    early = before_search(turn, chat)
    if early is not None:
        return early
    if felt is not None and not (ranking is not None and ranking.exact) and not is_bare_value(turn.text):
        seen = {"score": felt.score, "threshold": felt.threshold}
        return _handoff(felt.reason, "mandatory", urgency=felt.urgency, evidence={"meaning": seen})
    if understanding is not None and not (ranking is not None and ranking.exact):
        intended = by_intent(turn, understanding)
        if intended is not None:
            return intended
    if ranking is None or not ranking.candidates:
        return _give_up(turn, ranking, "nothing_known")
    limits = limits or Thresholds(ranking.tau_answer, ranking.tau_clarify)
    if ranking.confidence >= limits.answer:
        return _answer(turn, ranking)
    if ranking.confidence >= limits.clarify:
        return _ask_back(turn, ranking)
    return _unclear(turn, ranking) or _give_up(
        turn, ranking, "out_of_scope" if ranking.scope < _IN_SCOPE else "low_confidence"
    )


def _unclear(turn: Turn, ranking: Ranking) -> Decision | None:
    """Too little was said to know: asked for once, for a person would ask the same."""
    if _names_a_matter(turn, ranking) and not _clarified_already(turn.past):
        return _ask_back(turn, ranking)
    last = turn.last
    if ranking.scope < _IN_SCOPE and is_statement(turn.text) and (last is None or last.action == "smalltalk"):
        told = last is not None and last.reason == "statement"
        return None if told else Decision("smalltalk", "opening", "statement", say="bot.go_on")
    if is_bare_value(turn.text) and (last is None or last.reason != "noise"):
        return Decision("smalltalk", "noise", "noise", say="bot.noise")
    return None


def _names_a_matter(turn: Turn, ranking: Ranking) -> bool:
    """What it is about and not what about it. In the middle of a flow a word alone is an answer, or none."""
    if is_vague(turn.text):
        return ranking.scope >= _IN_SCOPE
    matter = turn.topic is None and is_bare_matter(turn.text)
    return matter and (
        ranking.scope >= _IN_SCOPE or normalise(turn.text)[:2] in ranking.candidates[0].question
    )


def _still_asked(turn: Turn) -> Decision | None:
    """怎么弄呀, sent before the question back was seen: it says nothing new, and the question stands."""
    last = turn.last
    if last is None or last.action != "clarify" or not last.unseen or not is_bare_how(turn.text):
        return None
    options = tuple(Option(id_, "") for id_ in last.option_ids)
    return Decision(
        "clarify", "clarify", "asked_once_more", entry_ids=last.entry_ids, options=options, say="bot.clarify"
    )


def by_intent(turn: Turn, seen: Understanding) -> Decision | None:
    """What a sure enough intent leads to; None leaves it to the ladder."""
    if seen.target is None or seen.probability < seen.limits.auto:
        return None
    evidence = {"intent": seen.guesses[0].intent, "version": seen.version}
    return replace(
        _led_to(turn, seen.target), confidence=seen.probability, evidence=evidence | _where(seen.target)
    )


def _led_to(turn: Turn, target: Target) -> Decision:
    match target.kind:
        case "entry":
            again = _asked_again(turn, target.id)
            return again or Decision("answer", "intent", "intent", entry_ids=(target.id,))
        case "flow":
            return Decision("flow", "intent", "intent")
        case "hand_over":
            return _handoff("intent", "intent")


def _where(target: Target) -> dict[str, str]:
    return {{"entry": "entry_id", "flow": "flow", "hand_over": "queue"}[target.kind]: target.id}


def before_search(turn: Turn, chat: ChatHit | None) -> Decision | None:
    """The decisions that need no search, in order of precedence; None when search must speak."""
    return next((found for found in _early(turn, chat) if found is not None), None)


def _early(turn: Turn, chat: ChatHit | None) -> Iterator[Decision | None]:
    yield _pressed(turn)
    yield _must_hand_over(turn, chat)
    yield _unreadable(turn)
    yield _not_helpful(turn)
    yield _small_talk(chat)
    yield _opening(turn)
    yield _noise(turn)
    yield _still_asked(turn)


def _pressed(turn: Turn) -> Decision | None:
    """A button of the bot's last clarifying question. Any other choice id counts as plain text."""
    if turn.choice_id is None or turn.last is None or turn.choice_id not in turn.last.option_ids:
        return None
    if turn.choice_id == NONE_OF_THESE:
        return _handoff("none_of_these", "choice", evidence={"options": list(turn.last.option_ids)})
    return Decision(
        action="answer",
        policy="choice",
        reason="chosen",
        confidence=1.0,
        entry_ids=(turn.choice_id,),
        evidence={"options": list(turn.last.option_ids)},
    )


def _must_hand_over(turn: Turn, chat: ChatHit | None) -> Decision | None:
    found = mandatory(turn.text)
    if found is None and chat is not None and chat.key.endswith(".crisis"):
        return _handoff("self_harm", "mandatory", urgency=3, evidence={"small_talk": chat.key})
    if found is None:
        return None
    return _handoff(found.reason, "mandatory", urgency=found.urgency, evidence={"matched": found.matched})


def _unreadable(turn: Turn) -> Decision | None:
    """A picture, a file or a voice note alone: the bot asks for words once, then a person looks at it."""
    if not is_wordless(turn.kind, turn.text):
        return None
    if turn.last is not None and turn.last.reason in _WORDLESS.values():
        return _handoff("attachment", "attachment")
    reason = _WORDLESS[turn.kind]
    return Decision("smalltalk", reason, reason, say=f"bot.{reason}")


def _not_helpful(turn: Turn) -> Decision | None:
    """没用, 答非所问, 不是这个 right after an answer."""
    if turn.last is None or turn.last.action != "answer" or not is_dissatisfied(turn.text):
        return None
    return _handoff("not_helpful", "feedback", evidence={"entry_ids": list(turn.last.entry_ids)})


def _small_talk(chat: ChatHit | None) -> Decision | None:
    if chat is None:
        return None
    return Decision(
        "smalltalk", "small_talk", "small_talk", 1.0, (chat.entry_id,), evidence={"key": chat.key}
    )


def _opening(turn: Turn) -> Decision | None:
    """The question itself comes in the next message; one that fills the time until then (就是, 那个) is borne with."""
    if is_opening(turn.text):
        return Decision("smalltalk", "opening", "opening", say="bot.go_on")
    if turn.last is not None and turn.last.reason == "opening" and is_noise(turn.text):
        return Decision("smalltalk", "opening", "noise", say="bot.go_on")
    return None


def _noise(turn: Turn) -> Decision | None:
    """Nothing that words could be searched for: asked once for words, then a person."""
    if not is_noise(turn.text):
        return None
    if turn.last is not None and turn.last.reason == "noise" and not turn.last.unseen:
        return _handoff("noise", "noise")
    return Decision("smalltalk", "noise", "noise", say="bot.noise")


def _answer(turn: Turn, ranking: Ranking) -> Decision:
    best = ranking.candidates[0]
    again = _asked_again(turn, best.entry_id)
    if again is not None:
        return replace(again, confidence=ranking.confidence, evidence={"entry_ids": [best.entry_id]})
    policy = "exact" if ranking.exact else "confident"
    return Decision("answer", policy, policy, ranking.confidence, (best.entry_id,), evidence=_seen(ranking))


def _asked_again(turn: Turn, entry_id: str) -> Decision | None:
    """The customer was given this answer already, and it did not help."""
    given = [past for past in turn.past if past.action == "answer" and entry_id in past.entry_ids]
    if any(past.helpful is False for past in given):
        return _handoff("not_helpful", "feedback")
    reacts = bool(given) and given[-1] is turn.last and not given[-1].unseen
    same_words = reacts and given[-1].asked == normalise(turn.text)
    if same_words or len(given) >= _SAME_ENTRY:
        return _handoff("asked_again", "repeat")
    return None


def _ask_back(turn: Turn, ranking: Ranking) -> Decision:
    offered = _buttons(ranking)
    if _clarified_already(turn.past):
        return _give_up(turn, ranking, "clarified_before")
    options = (*(Option(c.entry_id, c.question) for c in offered), Option(NONE_OF_THESE, ""))
    return Decision(
        action="clarify",
        policy="clarify",
        reason="between_thresholds",
        confidence=ranking.confidence,
        entry_ids=tuple(c.entry_id for c in offered),
        options=options,
        say="bot.clarify",
        evidence=_seen(ranking),
    )


def _buttons(ranking: Ranking) -> list[Candidate]:
    """The best two. The second stands there however unlikely: one button and 都不是 would be no choice."""
    return list(ranking.candidates[:_OFFERED])


def _clarified_already(past: tuple[Past, ...]) -> bool:
    """The bot asked back since it last answered, and the customer saw it: never twice about one matter. Who wrote on
    without having seen the question is asked once more."""
    asked = 0
    for one in reversed(past):
        asks = one.action == "clarify" or bool(one.option_ids)
        if one.action in ("answer", "draft", "flow") and not asks:
            return False
        if asks:
            asked += 1
            if asked == 2 or not one.unseen:
                return True
    return False


def _give_up(turn: Turn, ranking: Ranking | None, reason: str) -> Decision:
    confidence = ranking.confidence if ranking else 0.0
    return replace(
        _handoff(reason, "threshold"), confidence=confidence, evidence=_seen(ranking) if ranking else {}
    )


def _handoff(
    reason: str, policy: str, *, urgency: int = 0, evidence: dict[str, object] | None = None
) -> Decision:
    say = f"bot.handoff.{reason}" if reason in _SPOKEN else "bot.handoff"
    return Decision("handoff", policy, reason, say=say, urgency=urgency, evidence=evidence or {})


_SPOKEN = frozenset(
    {"self_harm", "minor", "asked_for_person", "fraud", "regulator", "complaint", "not_helpful"}
)


def _seen(ranking: Ranking) -> dict[str, object]:
    return {"scope": ranking.scope, "degraded": list(ranking.degraded)}
