"""Deciding on a message, without doing anything."""

from dataclasses import dataclass, replace
from time import perf_counter
from uuid import UUID

from tandem.contexts.bot.decision import Decision, Thresholds, Turn, Understanding
from tandem.contexts.bot.ports import Intents, Knowledge
from tandem.contexts.bot.rules.composing import UNSURE, better
from tandem.contexts.bot.rules.deciding import decide, needs_search
from tandem.contexts.bot.rules.follow_ups import completed
from tandem.contexts.knowledge.api import Ranking


@dataclass(frozen=True)
class Considered:
    """A decision with what it was made from."""

    decision: Decision
    ranking: Ranking | None
    elapsed_ms: float
    understanding: Understanding | None = None


async def consider(
    knowledge: Knowledge,
    turn: Turn,
    limits: Thresholds | None = None,
    *,
    intents: Intents | None = None,
    conversation_id: UUID | None = None,
) -> Considered:
    """What the ladder does with a customer's turn: live, in trials and in measurements. `limits` replace the fitted
    thresholds; `intents` judge it, as published for this conversation. Needs no database of its own."""
    started = perf_counter()
    chat = knowledge.small_talk(turn.text) if turn.choice_id is None else None
    ranking = await knowledge.rank(turn.text) if needs_search(turn, chat) else None
    seen = None
    if ranking is not None and intents is not None:
        seen = await intents.understand(conversation_id, ranking)
    decision = decide(turn, chat, ranking, limits, seen)
    if ranking is not None:
        further = await _completed(knowledge, turn, decision, limits)
        if further is not None:
            # What was understood was of the words alone.
            (decision, ranking), seen = further, None
    return Considered(decision, ranking, (perf_counter() - started) * 1000, seen)


async def _completed(
    knowledge: Knowledge, turn: Turn, decision: Decision, limits: Thresholds | None
) -> tuple[Decision, Ranking] | None:
    """那要多少钱 after 提前还款: searched again with the matter before it, when that gets further and is not the
    answer that was just given; else None."""
    text = completed(turn.text, turn.past)
    if text is None or decision.policy not in UNSURE:
        return None
    found = await knowledge.rank(text)
    again = decide(replace(turn, text=text), None, found, limits)
    given = {id_ for past in turn.past if past.action == "answer" for id_ in past.entry_ids}
    if not better(decision, again) or (again.action == "answer" and given & set(again.entry_ids)):
        return None
    return replace(again, evidence={**again.evidence, "completed": text}), found
