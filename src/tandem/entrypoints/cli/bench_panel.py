"""The parts of `tandem bench customers` that open customers, and look for them, as agents do."""

import asyncio
from pathlib import Path
from typing import Any

from rich.console import Console

from tandem.demo.bench.finding import SearchBench, SearchPlan, Wanted, drawn
from tandem.demo.bench.panel import PanelBench, PanelPlan
from tandem.demo.bench.panel_data import PanelData, prepared
from tandem.demo.clients import locate, run
from tandem.entrypoints.cli.database import opened
from tandem.settings import get_settings


def measure_panel(
    rate: float, duration: float, lines: int, url: str | None, home: Path | None
) -> dict[str, Any]:
    """Panels at a rate, and one customer with a timeline of `lines`. Raises what clients raise, NoDatabase."""
    instance = locate(url, home)
    data = asyncio.run(_prepared(lines))
    plan = PanelPlan(rate, duration, customers=data.customers, lines=lines)
    return run(PanelBench(instance, plan, data.ids, data.long, instance.pids()).run)


async def _prepared(lines: int) -> PanelData:
    async with opened(get_settings()) as db:
        return await prepared(db, lines)


def print_panel(result: dict[str, Any]) -> None:
    """For people."""
    console = Console()
    for name in ("panel_ms", "open_long_timeline_ms", "goals"):
        console.print(name.replace("_", " "), result[name])
    console.print(
        "failed", result["failed"], "of", result["panel_ms"]["n"], "customers", result["plan"]["customers"]
    )
    for trouble in result["troubles"][:10]:
        console.print(f"  {trouble}", markup=False, highlight=False)


def measure_search(rate: float, duration: float, url: str | None, home: Path | None) -> dict[str, Any]:
    """Searches at a rate. Raises what clients raise, NoDatabase."""
    instance = locate(url, home)
    count, people = asyncio.run(_drawn())
    plan = SearchPlan(rate, duration, customers=count)
    return run(SearchBench(instance, plan, people, instance.pids()).run)


async def _drawn() -> tuple[int, list[Wanted]]:
    async with opened(get_settings()) as db:
        return await drawn(db)


def print_search(result: dict[str, Any]) -> None:
    """For people."""
    console = Console()
    for kind, figures in result["search_ms"].items():
        console.print(kind, figures)
    console.print(result["goals"], "missed", result["missed"], "failed", result["failed"])
    console.print("customers", result["plan"]["customers"])
    for trouble in result["troubles"][:10]:
        console.print(f"  {trouble}", markup=False, highlight=False)
