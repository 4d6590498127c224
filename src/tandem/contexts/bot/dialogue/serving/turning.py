"""One message through the flows: understand, step, call actions until the customer is waited for. No database."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from tandem.contexts.bot.decision import ChatHit, Decision
from tandem.contexts.bot.decision import Turn as Incoming
from tandem.contexts.bot.dialogue.calls.actions import Actions, Caller, Refused
from tandem.contexts.bot.dialogue.hearing.understanding import Extractor, Hit, Understood
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.machine.running import Facts, everybody
from tandem.contexts.bot.dialogue.machine.state import Effect, Outcome, PendingCall, Result, State
from tandem.contexts.bot.dialogue.serving.matching import PutRight, asked_for
from tandem.contexts.bot.rules.deciding import is_wordless
from tandem.contexts.bot.rules.handover import mandatory
from tandem.contexts.bot.rules.together import POLICY, is_of_parts
from tandem.contexts.verification.api import Level

log = structlog.get_logger(__name__)
_MOST_CALLS = 20
_PATIENCE_S = 8.0
_SURE = 0.9
BUTTON = "flow:"
_MEANT = ("intent", "answer")

Consider = Callable[[str | None], Awaitable[Decision]]
"""Ask the ladder. The text: what a short question is about, if a flow is under way."""
KeyOf = Callable[[str], str | None]


def _nobody(_: str) -> bool:
    return False


@dataclass(frozen=True)
class Customer:
    """Whom the message is from. `now` is their local time. `proven`: what their session has proven; None: all that a
    verified customer can (stories and trials). `reach`: what can be proven where they write from;
    `site`: on which site, where that is one; `holds`: see running.Facts, None: nothing was shown."""

    id: str
    verified: bool
    name: str
    now: datetime
    proven: Level | None = None
    reach: Level = Level.PUBLIC
    site: str = ""
    holds: Callable[[str], bool] | None = None

    @property
    def level(self) -> Level:
        if self.proven is not None:
            return self.proven
        return Level.FRESH if self.verified else Level.PUBLIC

    @property
    def facts(self) -> Facts:
        unasked = everybody if self.proven is None else _nobody
        return Facts(self.now.date(), self.level, self.name, self.reach, self.holds or unasked)


@dataclass(frozen=True)
class Turned:
    """What a message brought about. `mine` False: the ladder decides, by `decision` if it was made already."""

    state: State
    effects: tuple[Effect, ...] = ()
    mine: bool = True
    decision: Decision | None = None


@dataclass(frozen=True)
class _Wish:
    """A flow asked for in part of a message; `answers`: the entries that answer the rest."""

    flow: str
    message: Understood
    answers: tuple[str, ...] = ()


class Turns:
    """Takes turns with any version of the flows."""

    def __init__(self, actions: Actions, extractor: Extractor, put_right: PutRight | None = None) -> None:
        """`put_right`: words written wrong that sound right, as they were meant; a flow is looked for by these, too."""
        self._actions = actions
        self._extractor = extractor
        self._put_right = put_right

    async def take(
        self,
        engine: Engine,
        state: State,
        incoming: Incoming,
        chat: ChatHit | None,
        customer: Customer,
        *,
        key: str,
        consider: Consider,
        key_of: KeyOf,
    ) -> Turned:
        """One message. `key` is the message's: repeating the turn repeats no action. `consider` asks the ladder, which
        searches; `key_of` gives the key of a knowledge entry's id."""
        choice, stale = _pressed(incoming.choice_id, state)
        if choice is None and _must_go(incoming.text, chat):
            return Turned(state, mine=False)
        if is_wordless(incoming.kind, incoming.text):
            # The ladder says what it cannot read; the flow's question waits for words.
            return Turned(state, mine=False, decision=await consider(None))
        if stale:
            outcome = engine.again(state, customer.facts)
            return await self._finish(engine, outcome, customer, key)
        message = self._understand(engine, incoming.text, choice, chat, customer.now)
        decision = None
        if state.idle and message.trigger is not None and _doubtful(engine, message.trigger, customer):
            decision = await consider(None)
            if _answers_better(engine, message.trigger, customer, decision) or is_of_parts(decision):
                message = replace(message, trigger=None)
        outcome = engine.step(state, message, customer.facts)
        if (outcome.needs_search or not outcome.mine) and decision is None:
            decision = await consider(engine.topic(state))
        if outcome.needs_search and decision is not None:
            if _is_the_ladders(decision):
                # The ladder asks which question is meant, was told none, or a person must see it; the flow waits.
                return Turned(state, mine=False, decision=decision)
            answers = decision.entry_ids if decision.action == "answer" else ()
            meant = _meant(engine, decision)
            trigger = Hit(meant, decision.confidence, incoming.text) if meant else message.trigger
            message = replace(message, answers=answers, searched=True, trigger=trigger)
            outcome = engine.step(state, message, customer.facts)
        if not outcome.mine:
            wish = self._among(engine, decision, customer, key_of)
            if wish is None:
                flow = _meant(engine, decision) or _stood_for(engine, decision, customer, key_of)
                wish = _Wish(flow, message) if flow is not None else None
            if wish is None:
                return Turned(outcome.state, mine=False, decision=decision)
            begun = engine.begin(outcome.state, wish.flow, wish.message, customer.facts)
            told = (Effect("answer", entry) for entry in wish.answers)
            outcome = replace(begun, effects=(*told, *begun.effects))
        return await self._finish(engine, outcome, customer, key)

    def _understand(
        self, engine: Engine, text: str, choice: str | None, chat: ChatHit | None, now: datetime
    ) -> Understood:
        found = tuple(self._extractor.find(text, now))
        trigger = None
        if choice is None:
            trigger = asked_for(engine.flows, text, found, now, self._extractor, self._put_right)
        return Understood(text, found, choice, chat.entry_id if chat else None, trigger)

    def _among(
        self, engine: Engine, decision: Decision | None, customer: Customer, key_of: KeyOf
    ) -> "_Wish | None":
        """帮我改一下还款日，另外提前还款要手续费吗: the one flow that is asked for among questions that are all surely
        answered; None leaves all of it to the ladder."""
        if decision is None or decision.policy == "mandatory":
            return None
        wish, answers = None, []
        for part in decision.evidence.get("parts", ()):
            message = self._understand(engine, part["text"], None, None, customer.now)
            flow = _wanted(engine, message.trigger, part, customer, key_of)
            if flow is not None and wish is None:
                wish = _Wish(flow, message)
            elif flow is None and part["action"] == "answer":
                answers.append(part["entry_ids"][0])
            elif flow is not None or part["action"] != "smalltalk":
                return None  # two flows, or one is not sure
        return replace(wish, answers=tuple(dict.fromkeys(answers))) if wish else None

    async def go_on(
        self, engine: Engine, state: State, customer: Customer, *, key: str, proven: bool
    ) -> Turned:
        """What waited for a proof goes on, or ends without one. `mine` False: nothing waited."""
        facts = customer.facts
        outcome = engine.proven(state, facts) if proven else engine.unproven(state, facts)
        if not outcome.mine:
            return Turned(state, mine=False)
        return await self._finish(engine, outcome, customer, key)

    async def _finish(self, engine: Engine, outcome: Outcome, customer: Customer, key: str) -> Turned:
        """Carry out the calls that the engine waits for, one after the other."""
        effects = list(outcome.effects)
        for n in range(_MOST_CALLS):
            if outcome.call is None:
                break
            result = await self._call(outcome.call, customer, f"{key}:{n}")
            outcome = engine.returned(outcome.state, outcome.call, result, customer.facts)
            effects += outcome.effects
        else:
            effects.append(Effect("handoff", "flow_too_long"))
            outcome = Outcome(State(outcome.state.version, serial=outcome.state.serial))
        state = replace(outcome.state, serial=outcome.state.serial + 1)
        return Turned(state, tuple(_numbered(effect, state.serial) for effect in effects))

    async def _call(self, call: PendingCall, customer: Customer, key: str) -> Result:
        caller = Caller(
            customer.id, customer.level >= Level.BOUND, customer.name, customer.now, key, customer.site
        )
        action = self._actions[call.action]
        if action.level > customer.level:
            # The flow file was checked for this; money does not rest on one check.
            log.error("flow.action_without_identity", action=call.action)
            return Result(failed=True)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return Result(await action.run(caller, call.args))
        except Refused as refused:
            return Result(refused=refused.code)
        except Exception as error:
            # The edge to somebody else's system: whatever it does, the customer gets a person, not silence.
            log.exception("flow.action_failed", action=call.action, cause=repr(error))
            return Result(failed=True)


def _is_the_ladders(decision: Decision) -> bool:
    """In the middle of a flow: the ladder asks which question is meant, was told none, a person must see it, or it has
    answered one of several; the flow waits."""
    if decision.action == "handoff":
        return decision.policy in ("choice", "intent", "mandatory", POLICY)
    return decision.action == "clarify" or (decision.policy == POLICY and decision.say is not None)


def _wanted(
    engine: Engine, hit: Hit | None, part: Mapping[str, Any], customer: Customer, key_of: KeyOf
) -> str | None:
    """The flow that a part of a message asks for by its words, or that answers its question better."""
    if hit is not None and _may_use(engine, hit.flow, customer):
        return hit.flow if hit.score >= _SURE or part["policy"] != "exact" else None
    if part["action"] != "answer":
        return None
    flow = engine.flows.stands_for.get(key_of(part["entry_ids"][0]) or "")
    return flow if flow is not None and _has_proven(engine, flow, customer) else None


def _doubtful(engine: Engine, hit: Hit, customer: Customer) -> bool:
    """The ladder is heard before this trigger starts a flow."""
    return hit.score < _SURE or not _may_use(engine, hit.flow, customer)


def _answers_better(engine: Engine, hit: Hit, customer: Customer, decision: Decision) -> bool:
    """A question of the knowledge base, word for word or surely by its intent, and only like a trigger; or the
    visitor would have to sign in first, and there is an answer for everybody."""
    if not _may_use(engine, hit.flow, customer):
        return decision.action == "answer"
    if not _has_proven(engine, hit.flow, customer):
        return hit.score < _SURE and decision.action == "answer"
    return hit.score < _SURE and (decision.policy == "exact" or (decision.policy, decision.action) == _MEANT)


def _may_use(engine: Engine, flow: str, customer: Customer) -> bool:
    return max(customer.level, customer.reach) >= engine.flows[flow].level


def _has_proven(engine: Engine, flow: str, customer: Customer) -> bool:
    return customer.level >= engine.flows[flow].level


def _must_go(text: str, chat: ChatHit | None) -> bool:
    """Mandatory hand-overs come before everything: the ladder makes them."""
    return mandatory(text) is not None or (chat is not None and chat.key.endswith(".crisis"))


def _pressed(choice_id: str | None, state: State) -> tuple[str | None, bool]:
    """The button's own id, and whether it belongs to an earlier question."""
    if choice_id is None or not choice_id.startswith(BUTTON):
        return None, False
    own, _, serial = choice_id.rpartition("#")
    return own, serial != str(state.serial) or state.idle


def _numbered(effect: Effect, serial: int) -> Effect:
    options = tuple(replace(option, id=f"{option.id}#{serial}") for option in effect.options)
    return replace(effect, options=options) if options else effect


def _meant(engine: Engine, decision: Decision | None) -> str | None:
    """The flow that the published intent model is sure the customer wants."""
    if decision is None or decision.action != "flow":
        return None
    flow = str(decision.evidence["flow"])
    return flow if flow in engine.flows.programs else None


def _stood_for(engine: Engine, decision: Decision | None, customer: Customer, key_of: KeyOf) -> str | None:
    """The flow that answers the found entry's question better, for a customer who may use it."""
    if decision is None or decision.action != "answer" or len(decision.entry_ids) != 1 or decision.options:
        return None
    flow = engine.flows.stands_for.get(key_of(decision.entry_ids[0]) or "")
    return flow if flow is not None and _has_proven(engine, flow, customer) else None
