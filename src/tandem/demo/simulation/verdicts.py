"""What became of one simulated customer: judged by what happened and is kept, not by what the bot claims. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tandem.demo.simulation.mind import Mind
from tandem.demo.simulation.persona import Booking, Persona
from tandem.demo.simulation.truth import amounts_in
from tandem.kit.chinese.writing import money

_SHOWN = 80


@dataclass(frozen=True)
class BotSaid:
    """A message of the bot's; `sources`: keys of the entries it was answered from."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Happened:
    """What is kept of a conversation. `flows`: (flow, how it ended); `queue` and `reason`: of the last hand-over;
    `books`: what was booked to the customer, None where the account book cannot be seen."""

    said: tuple[BotSaid, ...] = ()
    flows: tuple[tuple[str, str | None], ...] = ()
    queue: str | None = None
    reason: str | None = None
    books: tuple[Mapping[str, Any], ...] | None = None


@dataclass
class Outcome:
    """`missing`: why the goal was not reached; `wrong`: statements and acts that are not the customer's truth;
    `unanswered`: messages without any reaction in time; `talk`: who said what."""

    persona: str
    who: str
    mood: str
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    turns: int = 0
    unanswered: int = 0
    handed_over: str | None = None
    seconds: float = 0.0
    waits_ms: list[float] = field(default_factory=list)
    conversation_id: str | None = None
    trouble: str | None = None
    talk: list[str] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        return not self.missing and self.trouble is None


def missing(persona: Persona, mind: Mind, happened: Happened, wrongs: Sequence[str]) -> Iterator[str]:
    """What of the goal did not happen. `wrongs`: what `wrong` found."""
    for one in mind.open_asks():
        line = one.say if isinstance(one.say, str) else "".join(one.say or ())
        yield f"not answered: {line[:_SHOWN]}"
    goal = persona.goal
    ends = [ended for flow, ended in happened.flows if flow == goal.flow]
    if goal.flow is not None and not set(ends) & set(goal.ended):
        yield f"flow {goal.flow}: {', '.join(str(one) for one in ends) or 'never started'}"
    yield from _unbooked(goal.books, happened.books)
    if goal.queue is not None and happened.queue != goal.queue:
        yield f"handed over to {happened.queue or 'nobody'}, not {goal.queue}"
    if goal.reasons and happened.reason not in goal.reasons:
        yield f"handed over for {happened.reason or 'nothing'}, not {' or '.join(goal.reasons)}"
    if goal.with_bot and happened.reason is not None:
        yield f"handed over for {happened.reason}"
    if goal.unharmed and wrongs:
        yield "talked round"
    read = "\n".join(one.text for one in happened.said)
    for words in goal.reads:
        if words not in read:
            yield f"never read: {words}"


def wrong(persona: Persona, happened: Happened, known: frozenset[int], now: datetime) -> Iterator[str]:
    """Answers from other entries than those that answer this customer, amounts that are nowhere in their truth,
    words that must never be said, and what was booked without their wish."""
    for one in happened.said:
        strange = [key for key in one.sources if key not in persona.entries]
        if strange:
            yield f"answered from {', '.join(strange)}"
        if not one.sources:
            for fen in sorted(amounts_in([one.text], now) - known):
                yield f"named {money(fen)}: {one.text[:_SHOWN]}"
        for words in persona.never:
            if words in one.text:
                yield f"said “{words}”: {one.text[:_SHOWN]}"
    for line in happened.books or ():
        if not any(_is(line, booking) for booking in persona.goal.books):
            yield f"booked {line['kind']} {dict(line['details'])}"


def _unbooked(wanted: Sequence[Booking], books: Sequence[Mapping[str, Any]] | None) -> Iterator[str]:
    if books is None:
        return
    for booking in wanted:
        count = sum(_is(line, booking) for line in books)
        if count != 1:
            yield f"booked {count} times: {booking.kind} {booking.details}"


def _is(line: Mapping[str, Any], booking: Booking) -> bool:
    details = line["details"]
    return line["kind"] == booking.kind and all(
        details.get(name) == value for name, value in booking.details.items()
    )
