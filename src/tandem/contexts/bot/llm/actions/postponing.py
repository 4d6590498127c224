"""A turn that waits for the model: a row, a job that asks it, and a timer at which retrieval falls in. The job
that reacts to the customer is done at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.llm import repository
from tandem.contexts.bot.llm.fallbacks import Fallback
from tandem.contexts.bot.llm.options import LlmOptions
from tandem.contexts.bot.rules.composing import worth_composing
from tandem.contexts.bot.rules.follow_ups import is_follow_up
from tandem.contexts.bot.rules.grounding import orders_the_machine
from tandem.contexts.bot.silent_seat.actions.drafting import show_typing, somebody_serves
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx
from tandem.kit.timers import DueTimer

COMPOSE_JOB = "bot.compose"
COMPOSITION_DUE = "bot.composition_due"
"""The timer of a waiting composition; its subject is the customer's message."""

BOT = Actor.bot()
Conclude = Callable[[Tx, UUID, Fallback], Awaitable[None]]
"""Carry a decision out as if there were no model, and keep the turn."""


class Postponing:
    """One for each process. `within` is how long the customer may wait for a composed answer; `may_answer` says whether
    the model could answer in that many seconds just now."""

    def __init__(self, options: LlmOptions, seat: SilentSeat, may_answer: Callable[[float], bool]) -> None:
        self._options = options
        self._seat = seat
        self._may_answer = may_answer

    @property
    def within(self) -> timedelta:
        return self._options.answer_within

    async def postpone(self, tx: Tx, conversation_id: UUID, fallback: Fallback) -> bool:
        """Let the model try first; False when the ladder's decision is to be carried out now: the model is not for
        this, it rests or is beset, or nobody could let its answer out."""
        if not self._fit(fallback) or not self._may_answer(self.within.total_seconds()):
            return False
        if not self._options.alone and not (self._seat.on and await somebody_serves(tx, conversation_id)):
            return False
        message, due_at = fallback.message, tx.now + self.within
        message_id = UUID(message["id"])
        opened = await repository.open_composition(
            tx,
            {
                "message_id": message_id, "conversation_id": conversation_id, "seq": message["seq"],
                "question": message["text"], "fallback": fallback.plain(), "opened_at": tx.now,
                "due_at": due_at,
            },
        )  # fmt: skip
        if opened:
            await tx.schedule(COMPOSITION_DUE, message_id, due_at)
            tx.enqueue(COMPOSE_JOB, {"message_id": str(message_id)}, priority=20)
            show_typing(tx, conversation_id, self._seat.bot_name, due_at)
        return True

    def _fit(self, fallback: Fallback) -> bool:
        uses, text = self._options.uses, fallback.message["text"]
        if fallback.message["kind"] != "text" or not fallback.locale.startswith("zh"):
            return False  # the knowledge base is Chinese, and so is what the guard rails can compare
        follows = "rewriting" in uses and is_follow_up(text)
        wanted = "answers" in uses or follows
        limits = self._seat.limits or fallback.considered.limits
        return (
            wanted
            and worth_composing(
                fallback.decision,
                fallback.ranking,
                limits,
                follow_up=follows,
                parts=fallback.considered.parts,
            )
            and orders_the_machine(text) is None
        )


async def fall_back(tx: Tx, conversation_id: UUID, conclude: Conclude) -> bool:
    """Carry out without the model what waits in a conversation: the customer wrote on, and messages are answered
    in their order. Whether anything waited."""
    waited = False
    while (found := await repository.waiting_of(tx, conversation_id)) is not None:
        waited = True
        await conversations.lock(tx, conversation_id)
        await give_up(tx, found, conclude)
    return waited


async def composition_due(conclude: Conclude, tx: Tx, timer: DueTimer) -> None:
    """Timer: the model was too slow, or its worker died. Retrieval falls in."""
    found = await repository.waiting(tx, timer.subject_id)
    if found is not None:
        await conversations.lock(tx, found.conversation_id)
        await give_up(tx, found, conclude)


async def give_up(tx: Tx, found: repository.Composition, conclude: Conclude) -> None:
    """End a composition of a LOCKED conversation without the model's answer."""
    if await repository.waiting(tx, found.message_id) is None:
        return
    conversation = await conversations.get(tx, found.conversation_id)
    mine = conversation.controller == "bot"
    await repository.close(tx, found.message_id, "fallen_back" if mine else "overtaken")
    await tx.cancel(COMPOSITION_DUE, found.message_id)
    if mine:
        await conclude(tx, found.conversation_id, Fallback.of(found.fallback))
