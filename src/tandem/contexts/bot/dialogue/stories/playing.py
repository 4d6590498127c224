"""Playing a story: every turn through the very code that serves customers, with a knowledge base in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tandem.contexts.bot.actions.considering import consider as ladder
from tandem.contexts.bot.decision import ChatHit, Decision, Past
from tandem.contexts.bot.decision import Turn as Incoming
from tandem.contexts.bot.dialogue.calls.actions import Actions, Choice
from tandem.contexts.bot.dialogue.hearing.triggers import Triggers
from tandem.contexts.bot.dialogue.hearing.understanding import Extractor
from tandem.contexts.bot.dialogue.machine.engine import Engine
from tandem.contexts.bot.dialogue.machine.running import everybody
from tandem.contexts.bot.dialogue.machine.state import Effect, State
from tandem.contexts.bot.dialogue.serving.turning import Customer, Turns
from tandem.contexts.bot.dialogue.serving.wording import label, words
from tandem.contexts.bot.dialogue.stories.comparing import Happened, differences
from tandem.contexts.bot.dialogue.stories.reading import Placed, Story, StoryTurn
from tandem.contexts.bot.rules.together import POLICY
from tandem.contexts.verification.api import Level
from tandem.kit.chinese import normalise
from tandem.kit.chinese.writing import money

_SMALL_TALK = "smalltalk"
_TRAILING = "啊呀哦哈呢嘛吧哟噢了啦的么 "


@dataclass(frozen=True)
class Failure:
    """What differed: in which turn (its line), and the diff."""

    line: int
    turn: int
    said: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    placed: Placed
    failure: Failure | None

    @property
    def passed(self) -> bool:
        return self.failure is None


@dataclass(frozen=True)
class _Candidate:
    entry_id: str
    question: str
    confidence: float


@dataclass(frozen=True)
class _Ranking:
    query: str
    candidates: Sequence[_Candidate]
    confidence: float
    scope: float
    exact: bool
    tau_answer: float = 0.75
    tau_clarify: float = 0.7
    tau_draft: float = 0.75
    degraded: Sequence[str] = ()
    vectors: Mapping[str, Any] = field(default_factory=dict)


class BookKnowledge:
    """A knowledge base from its YAML documents, by likeness of words alone. Ids are the entries' keys."""

    def __init__(self, documents: Sequence[Mapping[str, Any]]) -> None:
        self._chat: dict[str, str] = {}
        phrases: dict[str, tuple[list[str], list[str]]] = {}
        self.questions: dict[str, str] = {}
        for document in documents:
            for entry in document["entries"]:
                said = [entry["question"], *entry.get("phrasings", ())]
                if entry["key"].startswith(_SMALL_TALK):
                    self._chat.update({_bare(text): entry["key"] for text in said})
                else:
                    phrases[entry["key"]] = (said, [])
                    self.questions[entry["key"]] = entry["question"]
        self._phrases = Triggers(phrases)

    def small_talk(self, text: str) -> ChatHit | None:
        key = self._chat.get(_bare(text))
        return ChatHit(key, key) if key else None

    def key_of(self, entry_id: str) -> str | None:
        """See Knowledge.key_of."""
        return entry_id if entry_id in self.questions else None

    def exact(self, text: str) -> bool:
        """See Knowledge.exact."""
        return self._find(text).exact

    async def rank(self, text: str) -> Any:
        """See Knowledge.rank."""
        return self._find(text)

    def _find(self, text: str) -> _Ranking:
        hit = self._phrases.best(text)
        if hit is None:
            return _Ranking(text, (), 0.0, 0.0, False)
        one = _Candidate(hit.flow, self.questions[hit.flow], hit.score)
        return _Ranking(text, (one,), hit.score, 1.0, hit.score > 0.99)


def _bare(text: str) -> str:
    plain = normalise(text).replace(" ", "")
    return plain.rstrip(_TRAILING) or plain


def _customer(story: Story) -> Customer:
    """Who speaks. With `level` a proof can be given in the chat; without, whoever is not signed in cannot."""
    if story.level is None:
        return Customer(story.customer, story.verified, "王女士" if story.verified else "", story.at)
    level = Level.of(story.level)
    known = level > Level.PUBLIC
    return Customer(
        story.customer if known else "visitor", known, "王女士" if known else "", story.at, level, Level.FRESH
    )


@dataclass
class _Talk:
    story: Story
    state: State
    customer: Customer
    locale: str
    past: tuple[Past, ...] = ()
    options: tuple[Choice, ...] = ()
    over: bool = False
    happened: list[Happened] = field(default_factory=list)


class Player:
    """Plays stories one after the other; each has its own state, and `actions` its own account book."""

    def __init__(
        self, engine: Engine, actions: Actions, extractor: Extractor, knowledge: BookKnowledge
    ) -> None:
        self._engine = engine
        self._turns = Turns(actions, extractor)
        self._knowledge = knowledge

    async def play(self, placed: Placed) -> Verdict:
        """Stops at the first turn that differs."""
        story = placed.story
        customer = _customer(story)
        talk = _Talk(story, self._engine.fresh(), customer, story.locale)
        for n, turn in enumerate(story.turns):
            talk.happened = []
            said = turn.press or turn.customer or turn.proves or f"({turn.wait_minutes} min)"
            missing = await self._turn(talk, turn, f"{placed.file}:{placed.line}:{n}")
            lines = [*missing, *differences(turn.bot, talk.happened), *self._unmet(talk, turn)]
            if lines:
                return Verdict(placed, Failure(placed.lines[n], n + 1, said, tuple(lines)))
        return Verdict(placed, None)

    async def _turn(self, talk: _Talk, turn: StoryTurn, key: str) -> list[str]:
        if turn.wait_minutes is not None:
            self._wait(talk, turn.wait_minutes)
            return []
        if turn.proves is not None:
            return await self._prove(talk, turn.proves, key)
        choice, text = None, turn.customer
        if turn.press is not None:
            pressed = [o for o in talk.options if turn.press in label(o, talk.locale)]
            if len(pressed) != 1:
                offered = ", ".join(label(o, talk.locale) for o in talk.options) or "none"
                return [f"! {len(pressed)} buttons are called {turn.press!r}; offered: {offered}"]
            choice, text = pressed[0].id, label(pressed[0], talk.locale)
        await self._say(talk, Incoming(text, choice_id=choice, past=talk.past), key)
        return []

    def _wait(self, talk: _Talk, minutes: int) -> None:
        talk.customer = replace(talk.customer, now=talk.customer.now + timedelta(minutes=minutes))
        if minutes >= self._engine.patience_minutes(talk.state):
            outcome = self._engine.expire(talk.state, talk.customer.facts)
            talk.state = outcome.state
            self._note(talk, outcome.effects)

    async def _say(self, talk: _Talk, incoming: Incoming, key: str) -> None:
        chat = self._knowledge.small_talk(incoming.text)

        async def consider(topic: str | None) -> Decision:
            found = await ladder(self._knowledge, replace(incoming, topic=topic))
            return found.decision

        turned = await self._turns.take(
            self._engine, talk.state, incoming, chat, talk.customer,
            key=key, consider=consider, key_of=lambda entry_id: entry_id,
        )  # fmt: skip
        talk.state = turned.state
        if turned.mine:
            self._note(talk, turned.effects)
            talk.past = (*talk.past, Past("flow", "flow", normalise(incoming.text)))
            return
        self._decided(talk, incoming, turned.decision or await consider(None))

    async def _prove(self, talk: _Talk, how: str, key: str) -> list[str]:
        """The customer fills in the card outside the talk: what waited for it hears how that ended."""
        if how == "number":
            talk.customer = replace(talk.customer, holds=everybody)
        elif how != "locked":
            talk.customer = replace(
                talk.customer, proven=Level.of(how), id=talk.story.customer, name="王女士"
            )
        turned = await self._turns.go_on(
            self._engine, talk.state, talk.customer, key=key, proven=how != "locked"
        )
        if not turned.mine:
            return ["! nothing waits for a proof"]
        talk.state = turned.state
        self._note(talk, turned.effects)
        return []

    def _note(self, talk: _Talk, effects: Sequence[Effect]) -> None:
        for effect in effects:
            talk.happened.append(Happened(effect.kind, effect.arg, words(effect, talk.locale)))
            if effect.options:
                talk.options = effect.options

    def _decided(self, talk: _Talk, incoming: Incoming, decision: Decision) -> None:
        """What the ladder said: the flows under way end when a person takes over."""
        entries = decision.entry_ids or (decision.reason,)
        if decision.action == "answer" or decision.policy == POLICY:
            talk.happened += [Happened("answer", entry) for entry in decision.entry_ids]
        if decision.action == "clarify" or decision.options:
            talk.happened.append(
                Happened("clarify", decision.options[0].id if decision.options else entries[0])
            )
        elif decision.action == "smalltalk":
            talk.happened.append(Happened("chat", entries[0]))
        elif decision.action != "answer":
            talk.happened.append(Happened("handoff", decision.reason))
        if decision.action not in ("answer", "clarify", "smalltalk"):
            talk.state = self._engine.fresh()
        past = Past(decision.action, decision.reason, normalise(incoming.text), decision.entry_ids)
        talk.past = (*talk.past, past)

    def _unmet(self, talk: _Talk, turn: StoryTurn) -> list[str]:
        lines = []
        frame = talk.state.top
        for name, wanted in turn.slots.items():
            value = frame.slots.get(name) if frame else None
            kind = self._engine.flows[frame.flow].kinds.get(name, "text") if frame else "text"
            known = [str(value), frame.shown.get(name, "") if frame else ""]
            if kind == "amount" and value is not None:
                known.append(money(int(value)))
            if wanted not in known:
                lines.append(f"! slot {name} is {known[-1] or known[0]!r}, not {wanted!r}")
        read = "\n".join(one.text for one in talk.happened)
        lines += [f"! nowhere: {text!r}; read was: {read!r}" for text in turn.texts if text not in read]
        return lines
