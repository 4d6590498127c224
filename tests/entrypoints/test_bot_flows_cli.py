"""`tandem bot test` and `tandem bot schema` as a person meets them; the how-to does what it says."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tandem.entrypoints.cli import bot

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "write-a-flow.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The flow and the story of the how-to."""
    blocks = re.findall(r"```yaml\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    for name, text in zip(("flows", "stories"), blocks, strict=False):
        (tmp_path / name).mkdir()
        (tmp_path / name / "remind.yaml").write_text(text)
    return tmp_path


def play(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(
        bot.app,
        ["test", str(folder / "stories"), "--flows", str(folder / "flows"), *words],
        env={"COLUMNS": "160"},
    )


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_story_of_the_howto_passes(folder: Path) -> None:
    done = play(folder)
    assert done.exit_code == 0, done.output
    assert "1 of 1 stories pass" in done.output


def test_a_difference_is_shown_and_fails(folder: Path) -> None:
    change(folder / "flows" / "remind.yaml", "days <= 7", "days <= 30")
    done = play(folder)
    assert done.exit_code == 1
    assert "turn 2, the customer: 10天" in done.output
    assert "- retry: days" in done.output
    assert "+ confirm: remind" in done.output
    told = json.loads(play(folder, "--json").stdout)
    assert (told["passed"], told["failed"][0]["turn"]) == (0, 2)


def test_a_broken_flow_is_refused_with_its_place(folder: Path) -> None:
    change(folder / "flows" / "remind.yaml", "must: days >= 1", "must: dyas >= 1")
    done = play(folder)
    assert done.exit_code == 1
    assert "remind.yaml:15:19: unknown name 'dyas'; did you mean 'days'?" in done.output
    (refused,) = json.loads(play(folder, "--json").stdout)["refused"]
    assert (refused["line"], refused["column"]) == (15, 19)


def test_nothing_to_play_is_an_error(folder: Path) -> None:
    assert play(folder, "-k", "no such story").exit_code == 2
    assert play(folder / "nowhere").exit_code == 2


def test_schema_prints_json() -> None:
    done = CliRunner().invoke(bot.app, ["schema", "stories"])
    assert json.loads(done.stdout)["title"] == "Tandem stories"
