"""A benchmark's result as tables for people. The JSON is the result itself."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

LATENCY_ROWS = {
    "customer_to_agent_ms": "customer → agent's screen",
    "agent_to_customer_ms": "agent → customer's screen",
    "acknowledged_ms": "message acknowledged",
    "connected_ms": "asked for a person → agent",
    "answer_ms": "question → bot's answer",
    "any_reaction_ms": "question → any reaction",
}


def tables(result: dict[str, Any]) -> Iterator[Table]:
    """Latencies, counts, processes, and the machine they were measured on."""
    yield _latencies(result)
    yield _pairs("counts", _counts(result))
    for name in ("idle_sockets", "storm"):
        if name in result:
            yield _pairs(name.replace("_", " "), _flat(result[name]))
    yield _processes(result)
    if "cpu_ms_per_question" in result:
        yield _pairs("CPU ms a question", result["cpu_ms_per_question"])
    yield _pairs("machine", result["machine"])


def _latencies(result: dict[str, Any]) -> Table:
    table = Table(title=f"bench {result['bench']}: latency in ms, counted from the intended moment")
    table.add_column("")
    for name in ("n", "p50", "p95", "p99", "max"):
        table.add_column(name, justify="right")
    for key, label in LATENCY_ROWS.items():
        if key in result:
            table.add_row(label, *(_text(result[key][name]) for name in ("n", "p50", "p95", "p99", "max")))
    return table


def _counts(result: dict[str, Any]) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for name in ("conversations", "messages", "outcomes"):
        counts |= {f"{name}: {key}": value for key, value in result.get(name, {}).items()}
    for name in ("newcomers", "lost", "duplicated", "per_second", "seconds"):
        if name in result:
            counts[name.replace("_", " ")] = result[name]
    wire = result["wire"]
    return counts | {"rate limited (429)": wire["rate_limited"], "unavailable (503)": wire["unavailable"]}


def _flat(section: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in section.items():
        if isinstance(value, dict):
            flat |= {f"{key} {inner}": one for inner, one in value.items()}
        elif value not in ([], None):
            flat[key.replace("_", " ")] = value
    return flat


def _processes(result: dict[str, Any]) -> Table:
    table = Table(title="processes (100 % is one core; memory is PSS)")
    for name in ("", "processes", "CPU %", "CPU % peak", "MB", "MB peak"):
        table.add_column(name, justify="right" if name else "left")
    for name, usage in result.get("processes", {}).items():
        table.add_row(name, *(_text(value) for value in usage.values()))
    table.add_row("load generator", "1", _text(result.get("load_generator", {}).get("cpu_percent")))
    return table


def _pairs(title: str, pairs: dict[str, Any]) -> Table:
    table = Table(title=title, show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name, value in pairs.items():
        table.add_row(str(name), _text(value))
    return table


def _text(value: Any) -> str:
    return "–" if value is None else str(value)
