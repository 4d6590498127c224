"""A benchmark of understanding as tables for people. The JSON is the result itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

FIGURES = (
    "accuracy", "macro_f1", "spearman", "auc", "oos_recall", "oos_precision", "accuracy_without_rejection",
    "calibration_error", "recall_at_1", "recall_at_10", "p50_ms", "p99_ms",
)  # fmt: skip
_MAIN = "Tandem"
_SHOWN = (
    "model_version",
    "data_hash",
    "seed",
    "encoders",
    "missing",
    "kernel",
    "left_out",
    "second_reading",
    "seconds",
    "machine",
)


def tables(result: Mapping[str, Any]) -> Iterator[Table]:
    """The figures beside those of simple methods, then what they were measured on."""
    rows = {_MAIN: result} | {name: _row(one) for name, one in result.get("baselines", {}).items()}
    names = [name for name in FIGURES if any(name in row for row in rows.values())]
    table = Table("", *names, title=f"bench {result['bench']}")
    for label, row in rows.items():
        table.add_row(label, *(_text(name, row.get(name)) for name in names))
    yield table
    facts = Table(show_header=False, title="measured on")
    for name, value in result.items():
        if isinstance(value, int) and name not in FIGURES and name not in _SHOWN:
            facts.add_row(name.replace("_", " "), str(value))
    for name in _SHOWN:
        if result.get(name) not in (None, {}, []):
            facts.add_row(name.replace("_", " "), _words(result[name]))
    yield facts


def _row(one: Any) -> Mapping[str, Any]:
    return one if isinstance(one, dict) else {"accuracy": one}


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if name.endswith("_ms") else f"{value:.4f}"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return str(value)
