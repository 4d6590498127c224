"""The score and its floor; a run that was stopped and goes on."""

from pathlib import Path

import pytest

from tandem.demo.simulation.kept import BadRunFile, RunFile
from tandem.demo.simulation.report import Report
from tandem.demo.simulation.verdicts import Outcome


def outcome(key: str, *, missing: int = 0, wrong: int = 0) -> Outcome:
    return Outcome(
        key, "某人", "calm", missing=["x"] * missing, wrong=["y"] * wrong, turns=2, waits_ms=[10.0]
    )


def report() -> Report:
    return Report(3, 1, [outcome("a"), outcome("b", missing=1), outcome("c", wrong=2)])


def test_figures() -> None:
    figures = report().figures()
    assert (figures["reached"], figures["reached_share"], figures["wrong"], figures["turns"]) == (
        2,
        0.667,
        2,
        6,
    )


@pytest.mark.parametrize(
    ("floor", "most_wrong", "passes"),
    [(0.6, None, True), (0.7, None, False), (0.6, 2, True), (0.6, 1, False)],
)
def test_below_the_floor(floor: float, most_wrong: int | None, passes: bool) -> None:
    assert (report().below(floor, most_wrong) == []) is passes


def test_nobody_came_is_below_any_floor() -> None:
    assert Report(3, 1).below(0.0, None) != []


def test_a_trouble_is_no_goal_reached() -> None:
    stuck = outcome("a")
    stuck.trouble = "TimeoutError"
    assert not stuck.reached


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    first = RunFile(path, seed=3)
    first.add(outcome("a", wrong=1))
    with path.open("ab") as file:
        file.write(b'{"persona":"b"')  # cut short by a power cut
    second = RunFile(path, seed=3)
    assert second.run == first.run
    assert second.outcomes == [outcome("a", wrong=1)]
    assert second.left(["a", "b"]) == ["b"]
    second.add(outcome("b"))
    assert RunFile(path, seed=3).left(["a", "b"]) == []


@pytest.mark.parametrize(
    "text", ["", "persona: a\n", '{"seed":3}\n', '{"run":"x","seed":4}\n', '{"run":"x","seed":3}\n{"a":1}\n']
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text)
    with pytest.raises(BadRunFile):
        RunFile(path, seed=3)
