"""Flows in a conversation: its state read and kept, what happens said, time and hand-overs ending them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import text as sql

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.handing_over import hand_over
from tandem.contexts.bot.decision import Decision, Past
from tandem.contexts.bot.decision import Turn as Incoming
from tandem.contexts.bot.dialogue.calls.actions import Actions
from tandem.contexts.bot.dialogue.hearing.understanding import Extractor
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.machine.state import Effect, State
from tandem.contexts.bot.dialogue.serving import repository
from tandem.contexts.bot.dialogue.serving.repository import Standing
from tandem.contexts.bot.dialogue.serving.saying import Bubble, bubbles, note_text
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.dialogue.serving.turning import Customer, Turned, Turns
from tandem.contexts.bot.dialogue.serving.wording import words
from tandem.contexts.bot.ports import Knowledge
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import Conversation
from tandem.contexts.customers import api as customers
from tandem.contexts.verification.api import Level, Verification
from tandem.kit.db import Database, Tx
from tandem.kit.timers import DueTimer

TIMEOUT = "bot.flow_timeout"
_CARDS = frozenset({"web", "app"})
"""Channels that have a card for proving who one is."""
# The firing timer holds its row and wants the conversation; whoever has that may want the timer's row. It gives way.
_PATIENCE = sql("SET LOCAL lock_timeout = '100ms'")

Say = Callable[[Tx, str, str, str, Mapping[str, Any]], Awaitable[UUID | None]]
"""(tx, client id's ending, text, kind, payload) → the message's id, or None when a human was faster."""


class Considered(Protocol):
    @property
    def decision(self) -> Decision: ...


@dataclass(frozen=True)
class Talk:
    """A turn worked out. `mine` False: the ladder decides, and may have decided already."""

    standing: Standing
    turned: Turned
    locale: str

    @property
    def mine(self) -> bool:
        return self.turned.mine

    @property
    def begins(self) -> bool:
        """Whether a flow starts with it, or would if the customer had proven who they are."""
        return any(one.kind in ("start", "sign_in") for one in self.turned.effects)

    @property
    def decision(self) -> Decision:
        """How the turn is kept among the bot's turns."""
        effects = self.turned.effects
        trace = [f"{one.kind}: {one.arg}" if one.arg else one.kind for one in effects]
        calls = [{"action": one.arg, "ended": one.data["ended"]} for one in effects if one.kind == "call"]
        handoff = next((one for one in effects if one.kind == "handoff"), None)
        flow = next((one.arg for one in effects if one.kind in ("start", "resume")), "flow")
        top = self.turned.state.top
        return Decision(
            "handoff" if handoff else "flow", "flow", handoff.arg if handoff else top.flow if top else flow, 1.0,
            evidence={"trace": trace, "calls": calls},
        )  # fmt: skip


class Conversing:
    """What `Bot` hands messages to before its ladder."""

    def __init__(
        self,
        db: Database,
        shelf: FlowShelf,
        actions: Actions,
        extractor: Extractor,
        knowledge: Knowledge,
        zone: tzinfo,
        verification: Verification | None = None,
    ) -> None:
        """`verification` None: nobody can prove anything; whom a site vouches for may do everything (tests)."""
        self._verification = verification
        self._db, self._shelf, self._knowledge, self._zone = db, shelf, knowledge, zone
        self._actions = actions
        self._turns = Turns(actions, extractor, knowledge.put_right)

    async def standing(self, tx: Tx, conversation: Conversation, writer: UUID, session: str) -> Standing:
        """Where the conversation stands in its flows, what the session that writes (`session`: its id) has proven, and
        by which number the lender then knows the customer; our own id where none was told. `writer`: the customer who
        writes, who in another leg need not be who began the conversation."""
        found = replace(await repository.standing(tx, conversation.id), writer=writer)
        if self._verification is not None:
            known = await self._verification.standing(tx, writer, session)
            reach = self._verification.reach if conversation.way in _CARDS else Level.PUBLIC
            holds = None
            if known.level is Level.FRESH and found.state is not None and found.state.stack:
                holds = await self._verification.holding(tx, writer, session)
            return replace(found, account=known.borrower, proven=known.level, reach=reach, holds=holds)
        if not conversation.customer_verified:
            return found
        number = await customers.borrower_of(tx, writer)
        return replace(found, account=number or str(writer))

    async def take(
        self,
        conversation: Conversation,
        standing: Standing,
        message: Mapping[str, Any],
        past: tuple[Past, ...],
        consider: Callable[[str | None], Awaitable[Considered]],
    ) -> Talk | None:
        """Work out what the flows make of a message; None when there are none. Stores nothing."""
        engine, state = await self._engine_for(standing)
        if not engine.flows.programs:
            return None
        incoming = Incoming(
            text=message["text"],
            kind=message["kind"],
            choice_id=message["payload"].get("choice_id"),
            past=past,
        )
        chat = self._knowledge.small_talk(incoming.text) if incoming.choice_id is None else None

        async def decide(topic: str | None) -> Decision:
            return (await consider(topic)).decision

        customer = self._customer(conversation, standing)
        turned = await self._turns.take(
            engine, state, incoming, chat, customer,
            key=f"flow:{message['id']}", consider=decide, key_of=self._knowledge.key_of,
        )  # fmt: skip
        return Talk(standing, turned, _locale(conversation))

    async def go_on(
        self, conversation: Conversation, standing: Standing, *, key: str, proven: bool
    ) -> Talk | None:
        """What waited for a proof goes on (`proven`) or ends without one; None when nothing waited. Stores nothing."""
        if standing.state is None or standing.state.question != "verify":
            return None
        engine, state = await self._engine_for(standing)
        customer = self._customer(conversation, standing)
        turned = await self._turns.go_on(engine, state, customer, key=key, proven=proven)
        return Talk(standing, turned, _locale(conversation)) if turned.mine else None

    def _customer(self, conversation: Conversation, standing: Standing) -> Customer:
        now = self._db.clock.now().astimezone(self._zone)
        writer = standing.writer or conversation.customer_id
        # The name is that of who began the conversation.
        vouched = conversation.customer_verified and writer == conversation.customer_id
        verified = vouched and standing.account is not None
        return Customer(
            standing.account or str(writer), verified,
            conversation.customer_name if verified else "", now, standing.proven, standing.reach,
            conversation.account if conversation.channel in _CARDS else "", standing.holds,
        )  # fmt: skip

    async def _engine_for(self, standing: Standing) -> tuple[Engine, State]:
        """A flow under way goes on in the version it began with."""
        current = await self._shelf.current()
        state = standing.state
        if state is None:
            return current, current.fresh()
        if not state.idle:
            engine = await self._shelf.of_version(state.version)
            if engine is not None:
                return engine, state
        version = current.flows.version
        last = state.last if state.version == version else None
        return current, State(version, said=state.said, serial=state.serial, last=last)

    async def carry_out(
        self, tx: Tx, conversation_id: UUID, message_id: UUID, talk: Talk, say: Say, bot: Actor,
        queue_of: Callable[[Tx, str], Awaitable[str | None]], *, written: bool = True,
    ) -> UUID | None:  # fmt: skip
        """Say what there is to say, hand over if need be, keep the new state. Raises Overtaken: work it out again.
        `written` False: no message brought it about, `message_id` is that of a proof. Returns the first
        message; None when a human was faster, who then reads in a note what was done."""
        effects = talk.turned.effects
        first: UUID | None = None
        for n, bubble in enumerate(await self._bubbles(tx, effects, talk.locale)):
            said = await say(tx, f"-{n}" if n else "", bubble.text, bubble.kind, bubble.payload)
            if said is None and first is None:
                await self._tell_who_was_faster(tx, conversation_id, message_id, talk, bot)
                return None
            first = first or said
        told = message_id if written else None
        await repository.keep(tx, conversation_id, talk.standing.revision, talk.turned.state, told)
        await repository.note_runs(tx, conversation_id, talk.turned.state.version, effects)
        await self._watch(tx, conversation_id, talk.turned.state)
        handoff = next((one for one in effects if one.kind == "handoff"), None)
        if handoff is not None:
            await self._leave_note(tx, conversation_id, f"{message_id.hex}", handoff.data["flows"], bot)
            await hand_over(
                tx, conversation_id, bot, reason=handoff.arg, evidence={"flows": list(handoff.data["flows"])},
                queue_key=await queue_of(tx, handoff.arg),
            )  # fmt: skip
        return first

    async def _bubbles(self, tx: Tx, effects: Sequence[Effect], locale: str) -> list[Bubble]:
        ids = [one.arg for one in effects if one.kind in ("answer", "chat") and one.arg]
        answers = {str(a.entry_id): a for a in await self._knowledge.answers(tx, ids)} if ids else {}
        for entry_id in ids:
            if entry_id in answers:
                await self._knowledge.count_use(tx, answers[entry_id].entry_id)
        return bubbles(effects, locale, answers)

    async def _tell_who_was_faster(
        self, tx: Tx, conversation_id: UUID, message_id: UUID, talk: Talk, bot: Actor
    ) -> None:
        """An action has changed something, and the customer was not told: the person who took over must know."""
        changed = [
            one for one in talk.turned.effects
            if one.kind == "call" and one.data["ended"] == "ok" and self._actions[one.arg].changes
        ]  # fmt: skip
        if changed:
            said = [words(one, talk.locale) for one in talk.turned.effects if one.kind == "say"]
            client_id = f"bot-done-{message_id.hex}"
            await conversations.note(tx, conversation_id, bot, client_id=client_id, text="\n".join(said))

    async def _watch(self, tx: Tx, conversation_id: UUID, state: State) -> None:
        """The customer has so long to answer."""
        if not state.stack:
            await tx.cancel(TIMEOUT, conversation_id)
            return
        engine = await self._shelf.of_version(state.version)
        minutes = engine.patience_minutes(state) if engine else 1
        due = tx.now + timedelta(minutes=minutes)
        await tx.schedule(TIMEOUT, conversation_id, due, {"serial": state.serial})

    async def _leave_note(
        self, tx: Tx, conversation_id: UUID, key: str, flows: Mapping[str, Mapping[str, str]], bot: Actor
    ) -> None:
        if flows:
            text = note_text(flows)
            await conversations.note(tx, conversation_id, bot, client_id=f"bot-note-{key}", text=text)

    # What ends flows from outside -------------------------------------------------------------------------

    async def handed_over(self, conversation_id: UUID, event_id: int, bot: Actor) -> None:
        """A person has the conversation now, or is waited for: its flows end, and staff read what was filled in."""
        async with self._db.transaction() as tx:
            conversation = await conversations.get(tx, conversation_id)
            standing = await repository.standing(tx, conversation_id, lock=True)
            state = standing.state
            if state is None or state.idle or conversation.controller not in ("queue", "agent"):
                return
            engine = await self._shelf.of_version(state.version)
            if engine is not None:
                await self._leave_note(tx, conversation_id, f"{event_id}", engine.summaries(state), bot)
            await self._empty(tx, conversation_id, standing, state)
            await repository.end_runs(tx, conversation_id, "handed_over")

    async def timed_out(self, tx: Tx, timer: DueTimer) -> None:
        """The customer did not answer: the flows end, and they are told."""
        await tx.execute(_PATIENCE)
        conversation = await conversations.get(tx, timer.subject_id)
        standing = await repository.standing(tx, conversation.id, lock=True)
        state = standing.state
        if state is None or not state.stack or state.serial != timer.data.get("serial"):
            return
        engine = await self._shelf.of_version(state.version)
        if engine is None:
            await self._empty(tx, conversation.id, standing, state)
            return
        now = tx.now.astimezone(self._zone)
        outcome = engine.expire(state, Customer("", False, "", now).facts)
        await repository.keep(tx, conversation.id, standing.revision, outcome.state, None)
        await repository.note_runs(tx, conversation.id, state.version, outcome.effects)
        for bubble in bubbles(outcome.effects, _locale(conversation), {}):
            await conversations.reply_as_bot(
                tx, conversation.id, client_id=f"bot-timeout-{timer.id.hex}", text=bubble.text, kind=bubble.kind,
                payload=bubble.payload,
            )  # fmt: skip

    async def _empty(self, tx: Tx, conversation_id: UUID, standing: Standing, state: State) -> None:
        empty = State(state.version, serial=state.serial + 1)
        await repository.keep(tx, conversation_id, standing.revision, empty, None)
        await tx.cancel(TIMEOUT, conversation_id)


def _locale(conversation: Conversation) -> str:
    return str(conversation.context.get("locale") or "zh-CN")
