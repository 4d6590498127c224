"""What a story file may say, and reading it: all of the stories, or none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tandem.contexts.bot.dialogue.language.documents import Document
from tandem.contexts.bot.dialogue.language.problems import FlowsRefused, Problem, unknown

EVENTS = (
    "start", "resume", "end", "ask", "retry", "say", "confirm", "call", "answer", "chat", "handoff", "switch?",
    "return?", "sign_in", "verify", "set", "reply", "clarify",
)  # fmt: skip
Event = Annotated[dict[str, str | None], Field(min_length=1, max_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoryTurn(_Strict):
    """What the customer writes or presses, and everything the bot then does, in order."""

    customer: Annotated[str, Field(min_length=1, description="What the customer writes.")] = ""
    press: Annotated[str | None, Field(description="Or the button pressed: part of its label.")] = None
    wait_minutes: Annotated[
        int | None, Field(ge=1, description="Or minutes without a word from the customer.")
    ] = None
    proves: Annotated[
        Literal["bound", "fresh", "number", "locked"] | None,
        Field(
            description="Or how the verification card ends: what is proven (number: that the new number is theirs), "
            "or too many wrong codes."
        ),
    ] = None
    bot: Annotated[list[Event], Field(description="ask: slot · say: part of the text · call: action · …")]
    slots: Annotated[
        dict[str, str], Field(description="Slots of the present flow afterwards, as people read them.")
    ] = {}
    texts: Annotated[list[str], Field(description="Parts of what the customer then reads.")] = []


class Story(_Strict):
    story: Annotated[str, Field(min_length=1, description="What is shown.")]
    like: Annotated[str, Field(description="The behaviour elsewhere that it restates.")] = ""
    customer: Annotated[
        str, Field(description="Whose account book: two_loans, one_loan, overdue, settled.")
    ] = "two_loans"
    verified: bool = True
    level: Annotated[
        Literal["public", "bound", "fresh"] | None,
        Field(
            description="What the customer has proven at first; then more can be proven in the chat (proves)."
        ),
    ] = None
    now: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")] = "2026-11-23T10:00"
    locale: Literal["zh-CN", "en"] = "zh-CN"
    turns: Annotated[list[StoryTurn], Field(min_length=1)]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.now)


class StoryFile(_Strict):
    stories: Annotated[list[Story], Field(min_length=1)]


@dataclass(frozen=True)
class Placed:
    """A story and where it stands."""

    file: str
    line: int
    story: Story
    lines: tuple[int, ...]


def story_schema() -> dict[str, Any]:
    """The JSON Schema of a story file."""
    made = StoryFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Tandem stories"}


def read_stories(sources: Mapping[str, str]) -> list[Placed]:
    """All stories of these files (texts by name). Raises FlowsRefused with every problem."""
    found: list[Placed] = []
    problems: list[Problem] = []
    for file, text in sorted(sources.items()):
        try:
            document = Document(file, text)
            read = document.read(StoryFile)
        except FlowsRefused as refused:
            problems += refused.problems
            continue
        problems += _unknown_events(document, read)
        found += [_placed(document, file, i, story) for i, story in enumerate(read.stories)]
    if problems:
        raise FlowsRefused(problems)
    return found


def _placed(document: Document, file: str, i: int, story: Story) -> Placed:
    lines = tuple(document.problem(("stories", i, "turns", n), "").line for n in range(len(story.turns)))
    return Placed(file, document.problem(("stories", i), "").line, story, lines)


def _unknown_events(document: Document, read: StoryFile) -> Iterator[Problem]:
    for i, story in enumerate(read.stories):
        for n, turn in enumerate(story.turns):
            at = ("stories", i, "turns", n)
            given = (
                (turn.customer != "")
                + (turn.press is not None)
                + (turn.wait_minutes is not None)
                + (turn.proves is not None)
            )
            if given != 1:
                yield document.problem(at, "a turn has one of: customer, press, wait_minutes, proves")
            for k, event in enumerate(turn.bot):
                kind = next(iter(event))
                if kind not in EVENTS:
                    yield document.problem((*at, "bot", k), unknown("event", kind, EVENTS))
