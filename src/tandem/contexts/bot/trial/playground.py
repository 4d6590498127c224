"""One trial turn: the very rules and flows that serve customers, over an account book that is not theirs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from time import perf_counter

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.actions.answering import Bot
from tandem.contexts.bot.actions.considering import Considered
from tandem.contexts.bot.decision import NONE_OF_THESE, Decision, Past
from tandem.contexts.bot.decision import Turn as Incoming
from tandem.contexts.bot.dialogue.calls.actions import Actions
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.hearing.understanding import Hit
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.machine.state import State
from tandem.contexts.bot.dialogue.serving.saying import Bubble, bubbles
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.dialogue.serving.turning import Customer, Turned, Turns
from tandem.contexts.bot.entities import Entity, extract, with_names
from tandem.contexts.bot.masking import RULES_ALONE, Masker
from tandem.contexts.bot.ports import Knowledge
from tandem.contexts.bot.replies import replies
from tandem.contexts.bot.trial.talk import TrialTalk
from tandem.kit.chinese import normalise
from tandem.kit.db import Database
from tandem.kit.ids import new_id


@dataclass(frozen=True)
class Tried:
    """What the bot would do. `considered` None: the flows needed no search. `trigger`: the flow whose trigger is most
    like the text, started or not. `replies`: what a customer would read. `entities`: amounts, dates, numbers and names
    that stand in the text."""

    decision: Decision
    considered: Considered | None
    turned: Turned | None
    trigger: Hit | None
    engine: Engine | None
    replies: Sequence[Bubble]
    talk: TrialTalk
    elapsed_ms: float
    entities: Sequence[Entity]


class Playground:
    """`shelf` None: no flows. `actions`: what flows may call here; never the lender's real loan book. `customers`: what
    stands before the number of the customer that a signed-in trial pretends to be. `names`: finds those of people and
    places."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        knowledge: Knowledge,
        shelf: FlowShelf | None,
        actions: Actions,
        zone: tzinfo,
        customers: str = "trial",
        names: Masker = RULES_ALONE,
        ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`ready` waits until this process decides as those that answer customers."""
        self._customers, self._names, self._ready = customers, names, ready
        self._db, self._bot, self._knowledge, self._shelf, self._zone = db, bot, knowledge, shelf, zone
        self._extractor = RuleExtractor()
        self._turns = Turns(actions, self._extractor, knowledge.put_right)

    async def say(
        self,
        actor: Actor,
        text: str,
        talk: TrialTalk,
        *,
        choice_id: str | None = None,
        verified: bool = False,
    ) -> Tried:
        """One message of the talk. `verified`: as a customer who is signed in."""
        if self._ready is not None:
            await self._ready()
        started = perf_counter()
        incoming = Incoming(text=text, choice_id=choice_id, past=talk.past)
        considered: Considered | None = None

        async def consider(topic: str | None = None) -> Decision:
            nonlocal considered
            considered = considered or await self._bot.consider(
                text, choice_id=choice_id, past=talk.past, topic=topic
            )
            return considered.decision

        engine = await self._engine(talk)
        trigger, turned = None, None
        now = self._db.clock.now().astimezone(self._zone)
        if engine is not None and engine.flows.programs:
            found = tuple(self._extractor.find(text, now))
            trigger = engine.flows.triggers.best(text, found) if choice_id is None else None
            name = actor.name if verified else ""
            turned = await self._turns.take(
                engine, self._state(engine, talk), incoming,
                self._knowledge.small_talk(text) if choice_id is None else None,
                Customer(f"{self._customers}/{actor.id}", verified, name, now),
                key=f"trial:{new_id()}", consider=consider, key_of=self._knowledge.key_of,
            )  # fmt: skip
        if turned is None or not turned.mine:
            decision = await consider()
            replies = await self._ladder(decision, actor.locale)
            # Who takes over ends what was under way, as with customers.
            state = turned.state if turned and decision.action != "handoff" else None
        else:
            decision = _by_flow(turned, considered)
            replies = await self._flows(turned, actor.locale)
            state = turned.state
        past = Past(
            decision.action, decision.reason, normalise(text), decision.entry_ids,
            tuple(one.id for one in decision.options),
        )  # fmt: skip
        elapsed_ms = (perf_counter() - started) * 1000
        entities = with_names(text, extract(text, now, self._zone), await self._names.names(text))
        return Tried(
            decision, considered, turned, trigger, engine, replies, talk.plus(past, state), elapsed_ms, entities,
        )  # fmt: skip

    async def _engine(self, talk: TrialTalk) -> Engine | None:
        """A flow under way goes on in the version it began with."""
        if self._shelf is None:
            return None
        current = await self._shelf.current()
        if talk.state is None or talk.state.idle:
            return current
        return await self._shelf.of_version(talk.state.version) or current

    def _state(self, engine: Engine, talk: TrialTalk) -> State:
        state = talk.state
        if state is not None and state.version == engine.flows.version:
            return state
        return engine.fresh()

    async def _flows(self, turned: Turned, locale: str) -> list[Bubble]:
        ids = [one.arg for one in turned.effects if one.kind in ("answer", "chat") and one.arg]
        async with self._db.transaction() as tx:
            answers = (
                {str(one.entry_id): one for one in await self._knowledge.answers(tx, ids)} if ids else {}
            )
        return bubbles(turned.effects, locale, answers)

    async def _ladder(self, decision: Decision, locale: str) -> list[Bubble]:
        ids = [*decision.entry_ids, *(one.id for one in decision.options if one.id != NONE_OF_THESE)]
        async with self._db.transaction() as tx:
            found = await self._knowledge.answers(tx, list(dict.fromkeys(ids))) if ids else []
        return replies(decision, {str(one.entry_id): one for one in found}, locale)


def _by_flow(turned: Turned, considered: Considered | None) -> Decision:
    handoff = next((one.arg for one in turned.effects if one.kind == "handoff"), None)
    started = next((one.arg for one in turned.effects if one.kind in ("start", "resume")), None)
    top = turned.state.top
    trace = [f"{one.kind}: {one.arg}" if one.arg else one.kind for one in turned.effects]
    intended = considered is not None and considered.decision.policy == "intent" and started is not None
    confidence = considered.decision.confidence if considered is not None and intended else 1.0
    return Decision(
        "handoff" if handoff else "flow", "intent" if intended else "flow",
        handoff or (top.flow if top else started or "flow"), confidence, evidence={"trace": trace},
    )  # fmt: skip
