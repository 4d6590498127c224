"""`bench nlu knowledge` as tables for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from tandem.demo.bench.nlu.knowledge_figures import ACTIONS

_FACTS = (
    "part", "entries", "thresholds", "calibration", "model_version", "data_hash", "encoders", "missing",
    "seconds", "machine",
)  # fmt: skip
_NAMES = {"answer": "answered", "clarify": "asked back", "handoff": "handed over", "smalltalk": "small talk"}


def knowledge_tables(result: Mapping[str, Any]) -> Iterator[Table]:
    """One column a way of searching, then the entries that fare worst and what was measured on."""
    ways = {"as it runs": result, **result["baselines"]}
    table = Table("", *ways, title=f"bench {result['bench']}, part {result['part']}")
    for label, read in _rows():
        table.add_row(label, *(read(one) for one in ways.values()))
    yield table
    if result["worst_entries"]:
        worst = Table("Entry", "Questions", "Right first", "In three", title="entries that fare worst")
        for row in result["worst_entries"]:
            worst.add_row(
                row["key"],
                str(row["questions"]),
                _percent(row["right_first"]),
                _percent(row["right_in_three"]),
            )
        yield worst
    if result.get("mistakes"):
        wrong = Table("Question", "Its entry", "Found first", "Did", title="not found first")
        for row in result["mistakes"]:
            wrong.add_row(
                row["text"], row["key"] or "none", next(iter(row["found"]), ""), _NAMES[row["action"]]
            )
        yield wrong
    facts = Table(show_header=False, title="measured on")
    for name in _FACTS:
        if result.get(name) not in (None, {}, []):
            facts.add_row(name.replace("_", " "), _words(result[name]))
    yield facts


def _rows() -> Iterator[tuple[str, Any]]:
    yield "right entry first", lambda one: _percent(one["right_first"])
    yield "right entry in three", lambda one: _percent(one["right_in_three"])
    yield "out-of-scope AUC, by scope", lambda one: f"{one['oos_auc']:.3f}"
    yield "out-of-scope AUC, by confidence", lambda one: f"{one['oos_auc_of_confidence']:.3f}"
    yield "answers right", lambda one: _precision(one["answers"])
    yield "… or by a related entry", lambda one: _percent(one["answers"]["precision_with_related"])
    for where, words in (("in_scope", "in scope"), ("out_of_scope", "out of scope")):
        yield f"{words}: questions", lambda one, where=where: str(one[where]["questions"])
        for action in ACTIONS:
            yield (
                f"{words}: {_NAMES[action]}",
                lambda one, where=where, action=action: _percent(one[where][action]),
            )
        yield (
            f"{words}: … by a mandatory rule",
            lambda one, where=where: _percent(one[where]["handoff_by_rule"]),
        )
        yield (
            f"{words}: drafts, if the seat is staffed",
            lambda one, where=where: _percent(one[where]["drafted"]),
        )
    yield "drafts right", lambda one: _precision(one["drafts"])
    yield "right one among the buttons", lambda one: _percent(one["clarified_with_the_right_one"])


def _precision(one: Mapping[str, Any]) -> str:
    if not one["given"]:
        return "none given"
    low, high = one["interval"]
    return f"{_percent(one['precision'])} of {one['given']} ({100 * low:.1f}–{100 * high:.1f})"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return str(value)
