"""Persona files: what is refused, and that the demo's are sound."""

import json
import re
from pathlib import Path

import pytest

from tandem.contexts.bot.api import read_folder
from tandem.demo.seed.knowledge import documents
from tandem.demo.simulation.persona import PersonasRefused, read_personas, schema

DEMO = Path(__file__).parents[3] / "src" / "tandem" / "demo"
ENTRIES = {entry["key"] for document in documents() for entry in document["entries"]}
HEAD = "personas:\n  - persona: a\n    who: 某人\n    mood: calm\n    asks: [{say: 还款}]\n"


def test_the_demo_has_many_customers_of_every_mood() -> None:
    found = read_personas(read_folder(DEMO / "personas"), ENTRIES)
    assert len(found) >= 24
    assert {one.mood for one in found} == {"calm", "hurried", "angry", "worried", "confused"}
    assert any(one.typing.slips for one in found)
    assert any(isinstance(ask.say, list) for one in found for ask in one.asks)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD, 2, "nothing says when"),
        (HEAD + "    goal: {flow: repay}\n" + HEAD.partition("\n")[2] + "    goal: {flow: b}\n", 7, "there twice"),
        (HEAD + "    goal: {flwo: repay}\n", 6, "unknown key 'flwo'; did you mean 'flow'?"),
        (HEAD + "    replies: [{when: '(', say: x}]\n    goal: {flow: a}\n", 6, "no regular expression"),
        (HEAD + "    replies: [{when: x}]\n    goal: {flow: a}\n", 6, "either says or presses"),
        (HEAD.replace("{say: 还款}", "{say: 还款, entries: [no.such]}"), 5, "there is no entry 'no.such'"),
        (HEAD.replace("calm", "furious") + "    goal: {flow: a}\n", 4, "unknown value 'furious'"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(PersonasRefused) as caught:
        read_personas({"p.yaml": text}, ENTRIES)
    assert [(one.line, reason in one.reason) for one in caught.value.problems] == [(line, True)]


def test_the_schema_beside_the_model_is_its_own() -> None:
    kept = json.loads((DEMO / "simulation" / "persona.schema.json").read_text())
    assert kept == schema(), "tandem bot schema personas > src/tandem/demo/simulation/persona.schema.json"


def test_the_persona_of_the_howto_is_sound() -> None:
    text = (Path(__file__).parents[3] / "docs" / "howto" / "simulate-customers.md").read_text()
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert [one.persona for one in read_personas({"late.yaml": block}, ENTRIES)] == ["pays_a_part"]
