"""The demo's stories pass, and they restate every behaviour of rasa_financial_demo."""

import asyncio
import re
from collections import Counter
from pathlib import Path

import orjson
import pytest

from tandem.contexts.bot.api import (
    BookKnowledge,
    Engine,
    FlowsRefused,
    Placed,
    Player,
    RuleExtractor,
    Verdict,
    flow_schema,
    read_flows,
    read_folder,
    read_stories,
    story_schema,
)
from tandem.contexts.bot.dialogue.stories.comparing import Happened, differences
from tandem.demo.seed.knowledge import documents
from tandem.wiring import story_actions

ROOT = Path(__file__).parents[4]
DEMO = ROOT / "src" / "tandem" / "demo"
DIALOGUE = ROOT / "src" / "tandem" / "contexts" / "bot" / "dialogue"
ELSEWHERE = ROOT.parent / "shared" / "data" / "rasa_financial_demo" / "tests" / "test_stories.yml"
BEHAVIOURS = 48
HEAD = "stories:\n  - story: x\n    turns:\n      - "

STORIES = read_stories(read_folder(DEMO / "stories"))
SOURCES = read_folder(DEMO / "flows")
FLOWS = read_flows(SOURCES, story_actions())
BOOK = BookKnowledge(list(documents()))


def play(placed: Placed, flows: object = None) -> Verdict:
    actions = story_actions()
    engine = Engine(flows or FLOWS, actions)  # type: ignore[arg-type]
    return asyncio.run(Player(engine, actions, RuleExtractor(), BOOK).play(placed))


@pytest.mark.parametrize("placed", STORIES, ids=lambda one: f"{one.file}:{one.line}")
def test_story(placed: Placed) -> None:
    failure = play(placed).failure
    assert failure is None, "\n".join(failure.lines)


def test_every_behaviour_is_restated() -> None:
    assert len([one for one in STORIES if one.story.like]) == BEHAVIOURS


def test_the_behaviours_are_those_of_the_demo_elsewhere() -> None:
    if not ELSEWHERE.exists():
        pytest.skip("rasa_financial_demo is not on this machine")
    theirs = Counter(re.findall(r"- story: (.*)", ELSEWHERE.read_text()))
    assert Counter(one.story.like for one in STORIES if one.story.like) == theirs


def test_a_changed_flow_makes_stories_differ() -> None:
    """The stories can fail."""
    paying = SOURCES["paying.yaml"].replace("must: amount <= bill.due", "must: amount > bill.due")
    changed = {**SOURCES, "paying.yaml": paying}
    flows = read_flows(changed, story_actions())
    (happy,) = [one for one in STORIES if one.story.like == "pay credit card happy path"]
    failure = play(happy, flows).failure
    assert failure is not None
    assert failure.turn == 2
    assert "- confirm: repay" in failure.lines


def test_a_diff_says_what_is_missing_and_what_is_new() -> None:
    happened = [Happened("start", "repay"), Happened("say", "", "好的，已还500元"), Happened("end", "done")]
    assert differences([{"start": "repay"}, {"say": "500元"}, {"end": None}], happened) == []
    assert differences([{"start": "repay"}, {"ask": "card"}, {"end": "done"}], happened) == [
        "  start: repay", "- ask: card", "+ say: 好的，已还500元", "  end: done",
    ]  # fmt: skip
    assert differences([{"start": "repay"}], happened)[-1] == "+ end: done"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("stories: []", "1:10"),
        (HEAD + "{customer: a, bot: [{aks: card}]}", "4:29: unknown event 'aks'; did you mean 'ask'?"),
        (HEAD + "{customer: a, press: b, bot: []}", "4:9: a turn has one of"),
        ("stories:\n  - story: x\n    trns: []", "3:5: unknown key 'trns'; did you mean 'turns'?"),
    ],
)  # fmt: skip
def test_a_broken_story_file_is_refused(text: str, problem: str) -> None:
    with pytest.raises(FlowsRefused, match=re.escape(f"s.yaml:{problem}")):
        read_stories({"s.yaml": text})


@pytest.mark.parametrize(
    ("file", "made"),
    [("language/flow.schema.json", flow_schema), ("stories/story.schema.json", story_schema)],
)
def test_the_schemas_shipped_are_current(file: str, made: object) -> None:
    """`tandem bot schema flows > …/flow.schema.json` (and stories) writes them anew."""
    assert orjson.loads((DIALOGUE / file).read_bytes()) == made()  # type: ignore[operator]
