"""What a customer says next, from what they have just heard. Pure: no clock, no network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tandem.demo.simulation.persona import Ask, Line, Persona, Reply

FLOW_BUTTON = "flow:"


@dataclass(frozen=True)
class Heard:
    """What came back to the customer's last message. `options`: (id, label) of the last message's buttons;
    `sources`: keys of the entries that were answered."""

    text: str
    options: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    handed_over: bool = False


@dataclass(frozen=True)
class Move:
    """Messages to send at once, or a button to press."""

    pieces: tuple[str, ...] = ()
    press: tuple[str, str] | None = None


@dataclass
class Mind:
    """One customer in one conversation. `questions`: what each entry's button says."""

    persona: Persona
    questions: Mapping[str, str]
    said: int = 0
    asked: int = 0
    answered: set[str] = field(default_factory=set)
    digressed: list[Reply] = field(default_factory=list)
    _rephrased: int = 0
    _used: dict[int, int] = field(default_factory=dict)
    _wants: frozenset[str] = frozenset()
    _at_last: bool = False

    def next(self, heard: Heard | None) -> Move | None:
        """The next move; None: the customer leaves. `heard` None: the conversation begins."""
        if heard is None:
            return self._ask()
        self.answered.update(heard.sources)
        if heard.handed_over or self.said >= self.persona.endures:
            return None
        return self._reply(heard) or self._choose(heard) or self._insist(heard) or self._go_on()

    def open_asks(self) -> list[Ask | Reply]:
        """What the customer said and got no right answer to."""
        asked: list[Ask | Reply] = [*self.persona.asks, *self.digressed]
        return [one for one in asked if one.entries and not self.answered & set(one.entries)]

    def _ask(self) -> Move:
        ask = self.persona.asks[self.asked]
        self.asked += 1
        self._rephrased = 0
        self._wants = frozenset(ask.entries)
        return self._say(ask.say)

    def _reply(self, heard: Heard) -> Move | None:
        for n, reply in enumerate(self.persona.replies):
            if self._used.get(n, 0) >= reply.times or not re.search(reply.when, heard.text):
                continue
            if reply.press is not None:
                button = next((one for one in heard.options if reply.press in one[1]), None)
                if button is None:
                    continue
                self._use(n)
                return self._press(button)
            self._use(n)
            if reply.entries:
                self.digressed.append(reply)
                self._wants = frozenset(reply.entries)
            assert reply.say is not None
            return self._say(reply.say)
        return None

    def _use(self, number: int) -> None:
        self._used[number] = self._used.get(number, 0) + 1

    def _choose(self, heard: Heard) -> Move | None:
        """A clarifying question: the button that says what they want; or else they say it in other words, and at last
        press the button that says none of them."""
        options = [one for one in heard.options if not one[0].startswith(FLOW_BUTTON)]
        if not options:
            return None
        wanted = {self.questions[key] for key in self._wants if key in self.questions}
        button = next((one for one in options if one[1] in wanted), None)
        return self._press(button) if button else self._rephrase() or self._press(options[-1])

    def _insist(self, heard: Heard) -> Move | None:
        """Not answered, or answered something else. What is no question counts as understood."""
        ask = self.persona.asks[self.asked - 1]
        strange = bool(set(heard.sources) - self.persona.entries)
        if self.answered & set(ask.entries) or not (ask.entries or strange):
            return None
        return self._rephrase()

    def _rephrase(self) -> Move | None:
        ask = self.persona.asks[self.asked - 1]
        if self._rephrased >= len(ask.rephrases):
            return None
        self._wants = frozenset(ask.entries)
        self._rephrased += 1
        return self._say(ask.rephrases[self._rephrased - 1])

    def _go_on(self) -> Move | None:
        if self.asked < len(self.persona.asks):
            return self._ask()
        if self.persona.at_last is None or self._at_last or not self.open_asks():
            return None
        self._at_last = True
        return self._say(self.persona.at_last)

    def _say(self, line: Line) -> Move:
        pieces = (line,) if isinstance(line, str) else tuple(line)
        self.said += len(pieces)
        return Move(pieces)

    def _press(self, button: tuple[str, str]) -> Move:
        self.said += 1
        return Move(press=button)
