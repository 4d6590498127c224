"""The job that asks the model, judges what it wrote, and lets it out or lets retrieval fall in."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol
from uuid import UUID

from tandem.contexts.bot import repository as turns
from tandem.contexts.bot.actions.considering import Considered
from tandem.contexts.bot.decision import DecidedPart, Past
from tandem.contexts.bot.llm import repository
from tandem.contexts.bot.llm.actions.postponing import COMPOSITION_DUE, give_up
from tandem.contexts.bot.llm.composing import Composed, Composer, sources_of
from tandem.contexts.bot.llm.fallbacks import Fallback
from tandem.contexts.bot.llm.own_data import OwnData
from tandem.contexts.bot.llm.repository import Composition
from tandem.contexts.bot.llm.several import Told, entry_of, joined, sources_for
from tandem.contexts.bot.ports import Answer, Knowledge
from tandem.contexts.bot.rules.composing import better, worth_asking
from tandem.contexts.bot.rules.follow_ups import is_follow_up
from tandem.contexts.bot.rules.grounding import Verdict
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.kit.db import Database, Tx

_TURNS = 6
_ROLES = {"customer": "客户", "bot": "机器人", "agent": "坐席"}
_REWRITING_SHARE = 0.4
"""Of the time: the rest is for the answer."""


class Concluding(Protocol):
    """What `Bot` gives: the ladder's decisions, and its ways to end a turn."""

    async def consider(self, text: str, past: tuple[Past, ...], conversation_id: UUID) -> Considered: ...

    async def conclude(self, tx: Tx, conversation_id: UUID, fallback: Fallback) -> None: ...

    async def draft_composed(
        self, tx: Tx, conversation_id: UUID, fallback: Fallback, composed: Composed
    ) -> bool: ...

    async def owes(self, tx: Tx, conversation_id: UUID) -> bool: ...

    async def say_composed(
        self, tx: Tx, conversation_id: UUID, fallback: Fallback, composed: Composed
    ) -> None: ...


_LIKELY = 0.5


@dataclass(frozen=True)
class _Work:
    """What the model is asked, and what it gave. `fallback` is better by now when a completed question was
    answered by retrieval."""

    composition: Composition
    fallback: Fallback
    before: Sequence[str]
    names: Sequence[str]
    rewritten: str | None = None


class Composing:
    """One for each worker."""

    def __init__(
        self,
        db: Database,
        bot: Concluding,
        composer: Composer,
        knowledge: Knowledge,
        own_data: OwnData | None = None,
    ) -> None:
        """`own_data` None: there is no loan book, answers say nothing of customers' accounts."""
        self._own_data = own_data
        self._db = db
        self._bot = bot
        self._composer = composer
        self._knowledge = knowledge

    async def compose(self, payload: Mapping[str, Any]) -> None:
        """Job: ask the model about one message. Safe to run twice, and after its time."""
        message_id, started = UUID(payload["message_id"]), perf_counter()
        async with self._db.transaction() as tx:
            found = await repository.waiting(tx, message_id)
            if found is None or found.due_at < tx.now:
                return  # decided, or about to be: the timer is due
            work = await _gathered(tx, found)
        work = await self._completed(work)
        composed = await self._asked(work)
        kept = _trace(composed, work.rewritten, (perf_counter() - started) * 1000)
        async with self._db.transaction() as tx:
            await conversations.lock(tx, found.conversation_id)
            await repository.trace(tx, message_id, kept)
            if await repository.waiting(tx, message_id) is not None:
                await self._settle(tx, work, composed)

    async def _completed(self, work: _Work) -> _Work:
        """The work with a question that says all, where the customer's leans on what was said before."""
        text = work.composition.question
        if "rewriting" not in self._composer.options.uses or not (work.before and is_follow_up(text)):
            return work
        within = self._left(work.composition) * _REWRITING_SHARE
        rewritten = await self._composer.rewritten(
            text, work.before, self._db.clock.now(), within_s=within, names=work.names
        )
        if rewritten is None:
            return work
        conversation_id, old = work.composition.conversation_id, work.fallback
        async with self._db.transaction() as tx:
            lately = await turns.lately(tx, conversation_id, old.message)
        anew = await self._bot.consider(rewritten, lately.past, conversation_id)
        found = anew.ranking
        if found is None:  # the model's words alone set off a rule: that is nothing the customer said
            return replace(work, rewritten=rewritten)
        anew = replace(anew, elapsed_ms=old.considered.elapsed_ms + anew.elapsed_ms)
        if better(old.decision, anew.decision):
            evidence = {**anew.decision.evidence, "rewritten": rewritten}
            old = replace(old, considered=replace(anew, decision=replace(anew.decision, evidence=evidence)))
        elif found.confidence > old.ranking.confidence:
            old = replace(old, considered=replace(anew, decision=old.decision))
        return replace(work, rewritten=rewritten, fallback=old)

    async def _asked(self, work: _Work) -> Composed:
        if work.fallback.decision.action == "answer":
            return Composed(
                Verdict("retrieved"), ()
            )  # the completed question is answered by an entry as it is
        if "answers" not in self._composer.options.uses:
            return Composed(Verdict("not_asked"), ())
        own: tuple[str, ...] = ()
        if self._own_data is not None and self._composer.reads_accounts:
            own = await self._own_data.lines(work.fallback.message)
        found = [one.entry_id for one in work.fallback.ranking.candidates]
        parts = work.fallback.considered.parts
        if any(map(worth_asking, parts)):
            told = await asyncio.gather(*(self._told(work, part, found, own) for part in parts))
            return joined(told, work.fallback.locale)
        text = work.rewritten or work.composition.question
        return await self._composed(work, text, await self._answers(found), own, _lead(work.fallback))

    async def _told(self, work: _Work, part: DecidedPart, others: Sequence[str], own: Sequence[str]) -> Told:
        """One of several questions: the model's answer, or what search would have said."""
        answers = await self._answers(sources_for(part, others))
        composed = None
        if worth_asking(part):
            likely = part.decision.confidence >= max(part.draft, _LIKELY)
            before = [*work.before, _customers(work.composition.question)]
            alone = replace(work, before=before)
            composed = await self._composed(alone, part.text, answers, own, part.best if likely else None)
        known = {str(one.entry_id): one for one in answers}
        return Told(part, composed, known.get(entry_of(part) or ""))

    async def _composed(
        self, work: _Work, question: str, answers: Sequence[Answer], own: Sequence[str], lead: str | None
    ) -> Composed:
        return await self._composer.compose(
            question, sources_of(answers), work.before, self._db.clock.now(),
            within_s=self._left(work.composition), names=work.names, own=own, lead=lead,
        )  # fmt: skip

    async def _answers(self, ids: Sequence[str]) -> list[Answer]:
        async with self._db.transaction() as tx:
            return await self._knowledge.answers(tx, ids)

    def _left(self, composition: Composition) -> float:
        """Seconds until the retrieval answer falls in; a worker that comes late still gives up by itself."""
        return max(0.1, (composition.due_at - self._db.clock.now()).total_seconds())

    async def _settle(self, tx: Tx, work: _Work, composed: Composed) -> None:
        """Carry out what the model and the guard rails made of it; the conversation is locked."""
        found = work.composition
        conversation = await conversations.get(tx, found.conversation_id)
        fits = composed.verdict.ok and conversation.controller == "bot" and await self._current(tx, composed)
        alone = fits and self._composer.options.alone and composed.may_stand_alone
        # Who still waits for a person's look at an earlier question gets both answers together.
        seen = fits and not (alone and not await self._bot.owes(tx, found.conversation_id))
        if seen and await self._bot.draft_composed(tx, found.conversation_id, work.fallback, composed):
            await self._close(tx, found, "drafted")
        elif alone:
            await self._close(tx, found, "said")
            await self._bot.say_composed(tx, found.conversation_id, work.fallback, composed)
        else:
            improved = replace(found, fallback=work.fallback.plain())
            await give_up(tx, improved, self._bot.conclude)

    async def _current(self, tx: Tx, composed: Composed) -> bool:
        """Whether every cited entry is still published in the version that was read."""
        answers = await self._knowledge.answers(tx, [one.entry_id for one in composed.cited])
        versions = {str(one.entry_id): one.version for one in answers}
        return all(versions.get(one.entry_id) == one.version for one in composed.cited)

    async def _close(self, tx: Tx, found: Composition, state: str) -> None:
        await repository.close(tx, found.message_id, state)
        await tx.cancel(COMPOSITION_DUE, found.message_id)


async def _gathered(tx: Tx, found: Composition) -> _Work:
    before = await conversations.recent_before(tx, {found.conversation_id: found.seq}, _TURNS)
    conversation = await conversations.get(tx, found.conversation_id)
    lines = [_line(one) for one in before[found.conversation_id] if one.role in _ROLES and one.text]
    return _Work(found, Fallback.of(found.fallback), lines, (conversation.customer_name or "",))


def _lead(fallback: Fallback) -> str | None:
    """The entry that an answer must rest on: search would put it before a person, and is likelier right than not."""
    ranking, sure = fallback.ranking, max(fallback.considered.thresholds["draft"], _LIKELY)
    return ranking.candidates[0].entry_id if ranking.candidates and ranking.confidence >= sure else None


def _line(message: MessageView) -> str:
    """What was said, by whom: roles only, names stay here."""
    return f"{_ROLES[message.role]}：{' '.join(message.text.split())}"


def _customers(text: str) -> str:
    return f"{_ROLES['customer']}：{' '.join(text.split())}"


def _trace(composed: Composed, rewritten: str | None, elapsed_ms: float) -> dict[str, Any]:
    detail = composed.verdict.detail
    if composed.verdict.sentence:
        detail = f"{detail} | {composed.verdict.sentence}"
    return {
        "verdict": composed.verdict.code, "detail": detail or None, "rewritten": rewritten,
        "text": composed.text or None,
        "sentences": [{"text": one.text, "sources": list(one.cites)} for one in composed.sentences],
        "sources": [{"n": one.n, **one.cited()} for one in composed.sources], "model": composed.model,
        "prompt_tokens": composed.prompt_tokens, "answer_tokens": composed.answer_tokens,
        "elapsed_ms": elapsed_ms,
    }  # fmt: skip
