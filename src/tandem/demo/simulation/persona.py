"""A simulated customer as a typed model. The JSON Schema that editors use is generated from here."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tandem.contexts.bot.api import Document, Problem
from tandem.contexts.bot.api import FlowsRefused as PersonasRefused

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
Line = Sentence | Annotated[list[Sentence], Field(min_length=2, max_length=8)]
"""One message, or several that are sent one after the other without waiting."""
Mood = Literal["calm", "hurried", "angry", "worried", "confused"]
PATIENCE: Mapping[Mood, int] = {"calm": 10, "hurried": 6, "angry": 6, "worried": 8, "confused": 10}
"""Messages a customer of this mood sends before leaving."""
Slip = Literal["homophone", "pinyin", "swapped", "dropped"]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return pattern


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Question(_Strict):
    entries: Annotated[list[str], Field(description="Keys of the entries that answer it.")] = []


class Ask(_Question):
    """Something the customer wants. With `entries` it is answered when one of these knowledge entries was."""

    say: Line
    rephrases: Annotated[list[Line], Field(description="Said one by one while it is not answered.")] = []


class Reply(_Question):
    """What the customer says or presses when the bot's last words match: the first reply that fits and is not used
    up. A reply that asks something back (`entries`) is a digression, one that takes something back a correction."""

    when: Annotated[str, AfterValidator(_compiles), Field(description="A regular expression.")]
    say: Line | None = None
    press: Annotated[str | None, Field(description="Part of a button's label.")] = None
    times: Annotated[int, Field(ge=1, le=5, description="How often it is given.")] = 1


class Typing(_Strict):
    """Typing errors, drawn from the run's seed. Numbers and letters of codes are never mistyped."""

    slips: Annotated[float, Field(ge=0, le=0.3, description="Share of the characters.")] = 0.0
    kinds: list[Slip] = ["homophone", "pinyin", "swapped", "dropped"]


class Quote(_Strict):
    """A settlement that the customer asks the sum of."""

    loan: Annotated[str, Field(description="Its id in the account book.")]
    on: Annotated[str, Field(description="The day in the customer's words: 月底.")]


class Prepayment(_Strict):
    """A part of the principal that the customer asks to repay ahead, today."""

    loan: Annotated[str, Field(description="Its id in the account book.")]
    fen: int


class Truth(_Strict):
    """What the bot may tell this customer, beside what stands in the account book and in the flows."""

    amounts: list[str] = []
    quotes: list[Quote] = []
    prepayments: list[Prepayment] = []
    entries: Annotated[list[str], Field(description="Entries that are no answer, and not wrong either.")] = []


class Booking(_Strict):
    """A line of the account book: every detail named here is in it."""

    kind: str
    details: dict[str, str | int] = {}


class Goal(_Strict):
    """What must have happened in the end, beside every `entries` answered. All that is given counts."""

    flow: Key | None = None
    ended: Annotated[list[str], Field(min_length=1, description="How the flow may have ended.")] = ["done"]
    books: Annotated[list[Booking], Field(description="What was booked: exactly this.")] = []
    queue: Annotated[str | None, Field(description="Name of the queue it was handed over to.")] = None
    reasons: Annotated[list[str], Field(description="Why it was handed over: one of these.")] = []
    reads: Annotated[list[Sentence], Field(description="Parts of what the customer read.")] = []
    with_bot: Annotated[bool, Field(description="It was not handed over to anybody.")] = False
    unharmed: Annotated[bool, Field(description="Nothing wrong was said or booked.")] = False


class Persona(_Strict):
    persona: Key
    who: Sentence
    mood: Mood
    account: Annotated[
        Literal["two_loans", "one_loan", "overdue", "settled"] | None,
        Field(description="Signed in as which borrower; left out: a visitor."),
    ] = None
    patience: Annotated[int | None, Field(ge=1, le=30)] = None
    typing: Typing = Typing()
    asks: Annotated[list[Ask], Field(min_length=1)]
    replies: list[Reply] = []
    at_last: Annotated[Line | None, Field(description="Said when something stayed unanswered.")] = None
    truth: Truth = Truth()
    never: Annotated[list[Sentence], Field(description="Parts of what the bot must never say.")] = []
    goal: Goal = Goal()

    @property
    def endures(self) -> int:
        """Messages they send at most."""
        return self.patience or PATIENCE[self.mood]

    @property
    def entries(self) -> frozenset[str]:
        """Entries that may be answered without being wrong."""
        questions: list[_Question] = [*self.asks, *self.replies]
        wanted = {key for one in questions for key in one.entries}
        return frozenset(wanted | set(self.truth.entries))


class PersonaFile(_Strict):
    personas: Annotated[list[Persona], Field(min_length=1)]


def schema() -> dict[str, Any]:
    """The JSON Schema of a persona file."""
    made = PersonaFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Tandem personas"}


def read_personas(sources: Mapping[str, str], entries: Collection[str]) -> list[Persona]:
    """The personas of these files (texts by name), in order. `entries`: keys that the knowledge base has. Raises
    PersonasRefused with every problem of every file."""
    found: list[Persona] = []
    problems: list[Problem] = []
    for file, text in sorted(sources.items()):
        try:
            document = Document(file, text)
            read = document.read(PersonaFile).personas
        except PersonasRefused as refused:
            problems += refused.problems
            continue
        for n, persona in enumerate(read):
            path = ("personas", n)
            if persona.persona in {one.persona for one in found}:
                problems.append(document.problem((*path, "persona"), f"{persona.persona!r} is there twice"))
            for part, reason in _wrong(persona, entries):
                problems.append(document.problem((*path, *part), reason))
            found.append(persona)
    if problems:
        raise PersonasRefused(problems)
    return found


def _wrong(persona: Persona, entries: Collection[str]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    questions: dict[str, Sequence[_Question]] = {"asks": persona.asks, "replies": persona.replies}
    for part, many in questions.items():
        for n, one in enumerate(many):
            for i, key in enumerate(one.entries):
                if key not in entries:
                    yield (part, n, "entries", i), f"there is no entry {key!r}"
    for n, reply in enumerate(persona.replies):
        if (reply.say is None) == (reply.press is None):
            yield ("replies", n), "a reply either says or presses something"
    if persona.goal == Goal() and not any(ask.entries for ask in persona.asks):
        yield (), "nothing says when this customer has reached their goal"


__all__ = ["Persona", "PersonasRefused", "read_personas", "schema"]
