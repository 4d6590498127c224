"""What trainers' screens show."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.rules.sampling import apart
from tandem.contexts.bot.training.repository import inbox, intents
from tandem.contexts.bot.training.repository.inbox import Waiting
from tandem.contexts.bot.training.repository.intents import Intent
from tandem.contexts.bot.training.rules.grouping import groups
from tandem.contexts.bot.training.rules.keeping_step import entry_intent
from tandem.contexts.bot.training.rules.splitting import form
from tandem.contexts.bot.training.schemas import (
    InboxItem,
    InboxPage,
    IntentGuess,
    IntentOut,
    TargetOut,
)
from tandem.contexts.conversations import api as conversations
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx
from tandem.kit.http import encode_cursor

_NEIGHBOURHOOD = 600
"""Turns that are looked at for those that say the same."""
_GUESSES = 3


async def intents_out(
    tx: Tx, found: Sequence[Intent], flows: Mapping[str, tuple[str, object]]
) -> list[IntentOut]:
    """Intents with the titles of what they lead to."""
    keys = [one.target_key for one in found if one.target_kind == "entry" and one.target_key]
    entries = {p.key: p.question for p in await knowledge.published_by_keys(tx, keys)}
    queues = {q.key: q.name for q in await conversations.all_queues(tx)}

    def title(one: Intent) -> str | None:
        key = one.target_key or ""
        match one.target_kind:
            case "entry":
                return entries.get(key)
            case "flow":
                return flows[key][0] if key in flows else None
            case "hand_over":
                return queues.get(key)
        return None

    return [
        IntentOut(
            key=one.key, name=one.name, origin=one.origin,  # type: ignore[arg-type]
            target=TargetOut(kind=one.target_kind, key=one.target_key, title=title(one)),  # type: ignore[arg-type]
            examples=one.examples, labelled=one.labelled, test_examples=one.test_examples,
            retired_at=one.retired_at, merged_into=one.merged_into,
        )
        for one in found
    ]  # fmt: skip


async def inbox_page(
    tx: Tx, actor: Actor, *, why: str, after: tuple[float, UUID] | None, limit: int
) -> InboxPage:
    """A page of turns: of those that say the same, the least certain one stands for all."""
    waiting = await inbox.window(tx, actor, why=why, after=after, limit=_NEIGHBOURHOOD)
    first = groups([form(one.text) for one in waiting])
    shown = [place for place, own in enumerate(first) if own == place]
    page = shown[:limit]
    items = await _items(tx, [(waiting[place], first.count(place) - 1) for place in page])
    more = len(shown) > limit or len(waiting) == _NEIGHBOURHOOD
    last = waiting[page[-1]] if page and len(shown) > limit else waiting[-1] if waiting else None
    cursor = encode_cursor(last.margin, str(last.turn_id)) if more and last is not None else None
    return InboxPage(items=items, next=cursor, counts=await inbox.counts(tx, actor))


async def _items(tx: Tx, chosen: Sequence[tuple[Waiting, int]]) -> list[InboxItem]:
    found = [UUID(c["entry_id"]) for one, _ in chosen if not one.judged for c in one.candidates[:_GUESSES]]
    entries = {str(p.id): p for p in await knowledge.published_by_ids(tx, found)}
    guesses: list[list[tuple[str, float]]] = []
    for one, _ in chosen:
        if one.judged:
            guesses.append([(g["intent"], g["probability"]) for g in one.judged[:_GUESSES]])
        else:
            known = [(entries.get(c["entry_id"]), c["confidence"]) for c in one.candidates[:_GUESSES]]
            guesses.append([(entry_intent(p.key), confidence) for p, confidence in known if p is not None])
    named = await intents.with_owners(tx, {key for listed in guesses for key, _ in listed})
    return [
        _item(one, similar, listed, named) for (one, similar), listed in zip(chosen, guesses, strict=True)
    ]


def _item(
    one: Waiting, similar: int, listed: Sequence[tuple[str, float]], known: Mapping[str, Intent]
) -> InboxItem:
    found: dict[str, IntentGuess] = {}
    for key, probability in listed:
        intent = known.get(key)
        if intent is None:
            continue
        # What was merged since it was judged counts as what it went into.
        more = found[intent.key].probability if intent.key in found else 0.0
        found[intent.key] = IntentGuess(
            intent=intent.key, name=intent.name, probability=round(more + probability, 4)
        )
    candidates = sorted(found.values(), key=lambda guess: -guess.probability)
    scope = 1.0 if one.scope is None else one.scope
    merged = len(candidates) < sum(key in known for key, _ in listed)
    margin = apart([guess.probability for guess in candidates], scope) if merged else one.margin
    return InboxItem(
        turn_id=one.turn_id, conversation_id=one.conversation_id, text=one.text, at=one.at,
        why=list(one.why), margin=round(margin, 4), confidence=one.confidence,  # type: ignore[arg-type]
        action=one.action, answer=one.answer, said_instead=one.said_instead, similar=similar,
        outside=None if one.scope is None else round(1 - one.scope, 4), candidates=candidates,
    )  # fmt: skip
