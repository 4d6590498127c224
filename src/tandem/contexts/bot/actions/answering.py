"""Answering a customer's message: look back, decide, say it, or hand over."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot import repository
from tandem.contexts.bot.actions.considering import Considered, consider
from tandem.contexts.bot.actions.conversing import Conversing, Talk
from tandem.contexts.bot.actions.handing_over import hand_over
from tandem.contexts.bot.actions.in_order import PAUSES, TooEarly, earlier_first
from tandem.contexts.bot.actions.keeping_turns import row_of
from tandem.contexts.bot.decision import NONE_OF_THESE, Decision, Past, Thresholds, Turn
from tandem.contexts.bot.dialogue.serving.repository import Overtaken, Standing
from tandem.contexts.bot.llm.actions.postponing import Postponing, fall_back
from tandem.contexts.bot.llm.fallbacks import Fallback
from tandem.contexts.bot.ports import Elsewhere, Intents, Knowledge, Sense
from tandem.contexts.bot.replies import replies
from tandem.contexts.bot.rules.together import POLICY
from tandem.contexts.bot.silent_seat.actions.drafting import draft
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Database, Tx
from tandem.kit.errors import NotFound
from tandem.kit.events import Recorded

ATTEMPTS = 5


@dataclass(frozen=True)
class BotOptions:
    """`name` is how customers see the bot. `queues`: where hand-overs of a reason go instead of the
    conversation's own queue (by queue key; unknown keys are ignored). `limits` replace fitted thresholds. `elsewhere`:
    what answers who asks for another channel."""

    name: str = "小穗"
    queues: Mapping[str, str] | None = None
    limits: Thresholds | None = None
    elsewhere: Elsewhere | None = None


class Bot:
    """One for each process. `react` is the subscriber to customers' messages."""

    def __init__(
        self,
        db: Database,
        knowledge: Knowledge,
        options: BotOptions,
        flows: Conversing | None = None,
        seat: SilentSeat | None = None,
        *,
        intents: Intents | None = None,
        postponing: Postponing | None = None,
        thresholds: LiveThresholds | None = None,
        sense: Sense | None = None,
    ) -> None:
        self._db = db
        self._flows = flows
        self._knowledge = knowledge
        self._options = options
        self._seat = seat or SilentSeat(knowledge)
        self._intents = intents
        self._postponing = postponing
        self._thresholds = thresholds
        self._sense = sense
        self._turns: dict[UUID, asyncio.Lock] = {}

    @property
    def name(self) -> str:
        """How customers see it."""
        return self._options.name

    async def react(self, event: Recorded) -> None:
        """Handle one MessageReceived. Safe to run twice: a message is decided on once, and the answer's
        client id is made of the message's id."""
        if event.data["controller"] != "bot":
            return
        message: Mapping[str, Any] = event.data["message"]
        if message["payload"].get("continuation"):
            return  # a button that the conversation itself answers: whether to go on in another channel
        conversation_id = UUID(message["conversation_id"])
        for pause in (*PAUSES, None):
            try:
                async with self.in_turn(conversation_id):
                    return await self._try(conversation_id, message, patient=pause is not None)
            except TooEarly:
                await asyncio.sleep(pause or 0)

    async def _try(self, conversation_id: UUID, message: Mapping[str, Any], *, patient: bool) -> None:
        for attempt in range(ATTEMPTS):
            try:
                return await self._react(conversation_id, message, patient=patient)
            except Overtaken:
                # Another worker answered another message of this conversation meanwhile.
                if attempt == ATTEMPTS - 1:
                    raise

    @asynccontextmanager
    async def in_turn(self, conversation_id: UUID) -> AsyncIterator[None]:
        """Messages of one conversation are answered one after the other."""
        lock = self._turns.setdefault(conversation_id, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked() and not getattr(lock, "_waiters", None):
                self._turns.pop(conversation_id, None)

    async def _react(self, conversation_id: UUID, message: Mapping[str, Any], *, patient: bool) -> None:
        message_id = UUID(message["id"])
        async with self._db.transaction() as tx:
            conversation = await conversations.get(tx, conversation_id)
            if conversation.controller != "bot":
                return
            lately = await repository.lately(tx, conversation_id, message)
            if message_id in lately.decided:
                return
            if patient:
                await earlier_first(tx, message, lately.decided)
            if self._postponing is not None and await fall_back(tx, conversation_id, self.conclude):
                lately = await repository.lately(tx, conversation_id, message)
            past = lately.past
            session = str(message["payload"].get("session") or "")
            writer = _writer(message) or conversation.customer_id
            flows = self._flows
            standing = await flows.standing(tx, conversation, writer, session) if flows else None
        considered, talk = await self._work_out(conversation, standing, message, past)
        locale = str(conversation.context.get("locale") or "zh-CN")
        async with self._db.transaction() as tx:
            if talk is not None:
                answer_id = await self.converse(tx, conversation_id, message_id, talk)
                await self.keep(tx, message, considered, answer_id)
            elif asked := await self._ask_elsewhere(tx, conversation_id, message, considered.decision):
                told = Decision("smalltalk", "elsewhere", "other_channel")
                await self.keep(tx, message, replace(considered, decision=told), asked)
            elif not await self._postpone(tx, conversation_id, message, considered, locale):
                await self._conclude(tx, conversation_id, message, considered, locale)

    async def _ask_elsewhere(
        self, tx: Tx, conversation_id: UUID, message: Mapping[str, Any], decision: Decision
    ) -> UUID | None:
        """The question whether to go on in the channel that they asked for; what must reach a person goes first."""
        elsewhere = self._options.elsewhere
        if elsewhere is None or decision.policy == "mandatory" or message["payload"].get("choice_id"):
            return None
        return await elsewhere(tx, conversation_id, message["text"])

    async def _postpone(
        self, tx: Tx, conversation_id: UUID, message: Mapping[str, Any], considered: Considered, locale: str
    ) -> bool:
        """Let the language model try first, where there is one; the turn stands as a draft meanwhile."""
        if self._postponing is None or considered.ranking is None:
            return False
        decision = considered.decision
        waits = Fallback(message, locale, considered)
        if not await self._postponing.postpone(tx, conversation_id, waits):
            return False
        composing = replace(decision, action="draft", policy="llm", reason="composing", options=())
        await self.keep(tx, message, replace(considered, decision=composing), None)
        return True

    async def conclude(self, tx: Tx, conversation_id: UUID, fallback: Fallback) -> None:
        """Carry out a decision that waited for the language model, without it."""
        await self._conclude(
            tx, conversation_id, fallback.message, fallback.considered, fallback.locale, again=True
        )

    async def _conclude(
        self,
        tx: Tx,
        conversation_id: UUID,
        message: Mapping[str, Any],
        considered: Considered,
        locale: str,
        *,
        again: bool = False,
    ) -> None:
        """Put it before a person or carry it out, and keep the turn (`again`: in place of what was kept)."""
        drafted = await draft(
            tx, self._seat, conversation_id, message, considered.decision, considered.ranking,
            considered.understanding, considered.limits, parts=considered.parts,
        )  # fmt: skip
        considered = replace(considered, decision=drafted or considered.decision)
        answer_id = await self._carry_out(
            tx, conversation_id, UUID(message["id"]), considered.decision, locale
        )
        await self.keep(tx, message, considered, answer_id, again=again)

    async def keep(
        self,
        tx: Tx,
        message: Mapping[str, Any],
        considered: Considered,
        answer_id: UUID | None,
        *,
        again: bool = False,
    ) -> None:
        """Keep the turn; `again`: in place of what was kept of it before."""
        row = row_of(
            message, considered.recorded, considered.ranking, considered.understanding,
            elapsed_ms=considered.elapsed_ms, answer_id=answer_id, now=tx.now,
        )  # fmt: skip
        await repository.keep(tx, row, again=again)

    async def _work_out(
        self,
        conversation: conversations.Conversation,
        standing: Standing | None,
        message: Mapping[str, Any],
        past: tuple[Past, ...],
    ) -> tuple[Considered, Talk | None]:
        """The flows' turn if they have one, else the ladder's decision; search is asked once at most."""
        started, considered = perf_counter(), None

        async def consider(topic: str | None = None) -> Considered:
            nonlocal considered
            considered = considered or await self.consider(
                message["text"],
                kind=message["kind"],
                choice_id=message["payload"].get("choice_id"),
                past=past,
                conversation_id=conversation.id,
                topic=topic,
            )
            return considered

        talk = None
        if self._flows is not None and standing is not None:
            talk = await self._flows.take(conversation, standing, message, past, consider)
        if talk is None or not talk.mine:
            return await consider(), None
        elapsed_ms = (perf_counter() - started) * 1000
        if considered is None:
            return Considered(talk.decision, None, elapsed_ms), talk
        decision = talk.decision
        if parts := considered.decision.evidence.get("parts"):
            decision = replace(decision, evidence={**decision.evidence, "parts": parts})
        if considered.decision.policy == "intent" and talk.begins:
            decision = replace(
                decision, policy="intent", confidence=considered.decision.confidence,
                evidence={**considered.decision.evidence, **decision.evidence},
            )  # fmt: skip
        return replace(considered, decision=decision, elapsed_ms=elapsed_ms), talk

    async def consider(
        self,
        text: str,
        *,
        kind: str = "text",
        choice_id: str | None = None,
        past: tuple[Past, ...] = (),
        conversation_id: UUID | None = None,
        topic: str | None = None,
    ) -> Considered:
        """Decide, without doing anything: also for trials, which have no conversation. `topic`: what a short question
        would be about."""
        turn = Turn(text=text, kind=kind, choice_id=choice_id, past=past, topic=topic)
        return await consider(
            self._knowledge, turn, self._options.limits, intents=self._intents, thresholds=self._thresholds,
            conversation_id=conversation_id, sense=self._sense,
        )  # fmt: skip

    async def converse(
        self, tx: Tx, conversation_id: UUID, message_id: UUID, talk: Talk, *, written: bool = True
    ) -> UUID | None:
        """Carry out a turn of the flows; `written` False: no message brought it about."""

        async def say(tx: Tx, ending: str, text: str, kind: str, payload: Mapping[str, Any]) -> UUID | None:
            return await self.say(tx, conversation_id, message_id, text, kind, payload, ending)

        assert self._flows is not None
        actor = Actor.bot(self._options.name)
        return await self._flows.carry_out(
            tx, conversation_id, message_id, talk, say, actor, self._queue, written=written
        )

    # Saying it ---------------------------------------------------------------------------------------

    async def _carry_out(
        self, tx: Tx, conversation_id: UUID, message_id: UUID, decision: Decision, locale: str
    ) -> UUID | None:
        """Say it and hand over if need be; the first message, None when a human was faster or a draft is waited for."""
        if decision.action == "draft":
            return None  # said when a person has looked at it
        wanted = dict.fromkeys(
            [*decision.entry_ids, *(one.id for one in decision.options if one.id != NONE_OF_THESE)]
        )
        known = (
            {str(a.entry_id): a for a in await self._knowledge.answers(tx, list(wanted))} if wanted else {}
        )
        made = replies(decision, known, locale)
        if not made:  # retired between search and saying it
            decision = replace(decision, action="handoff", policy="threshold", say=None)
            made = replies(decision, {}, locale)
        first: UUID | None = None
        for n, bubble in enumerate(made):
            ending = f"-{n}" if n else ""
            said = await self.say(
                tx, conversation_id, message_id, bubble.text, bubble.kind, bubble.payload, ending
            )
            if said is None:
                return first
            first = first or said
        if decision.action == "answer" or decision.policy == POLICY:
            for one in decision.entry_ids:
                await self._knowledge.count_use(tx, known[one].entry_id)
        if decision.action in ("handoff", "flow"):  # a flow that has gone since it was decided on
            await self._hand_over(tx, conversation_id, decision)
        return first

    async def _hand_over(self, tx: Tx, conversation_id: UUID, decision: Decision) -> None:
        meant = decision.evidence.get("queue") if decision.policy == "intent" else None
        queue_key = await self._known_queue(tx, meant) if meant else await self._queue(tx, decision.reason)
        await hand_over(
            tx, conversation_id, Actor.bot(self._options.name), reason=decision.reason,
            evidence=decision.evidence, queue_key=queue_key, priority=decision.urgency or None,
        )  # fmt: skip

    async def _queue(self, tx: Tx, reason: str) -> str | None:
        key = (self._options.queues or {}).get(reason)
        return await self._known_queue(tx, key) if key is not None else None

    async def _known_queue(self, tx: Tx, key: str) -> str | None:
        try:
            await conversations.queue_by_key(tx, key)
        except NotFound:
            return None
        return key

    async def say(
        self,
        tx: Tx,
        conversation_id: UUID,
        message_id: UUID,
        text: str,
        kind: str,
        payload: Mapping[str, Any],
        ending: str = "",
    ) -> UUID | None:
        """Answer a customer's message, once however often it is tried; None when a human was faster."""
        sent = await conversations.reply_as_bot(
            tx, conversation_id, client_id=f"bot-{message_id.hex}{ending}", text=text.strip(), kind=kind,
            payload=payload, name=self._options.name,
        )  # fmt: skip
        return sent.message.id if sent is not None else None


def _writer(message: Mapping[str, Any]) -> UUID | None:
    """The customer who wrote a message on the wire."""
    author = message.get("author") or {}
    return UUID(author["id"]) if author.get("id") else None
