"""`tandem bench customers`: how soon segments follow what happens (segments), how fast customers open (panel)."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import orjson
import typer
from rich.console import Console
from rich.table import Table

from tandem.demo.bench.segments import SegmentsBench, SegmentsPlan
from tandem.demo.clients import ConnectionFailed, GaveUp, InstanceUnknown, Problem, locate, run
from tandem.entrypoints.cli.bench_panel import measure_panel, measure_search, print_panel, print_search
from tandem.entrypoints.cli.database import NoDatabase


def customers_command(
    only: Annotated[
        Literal["segments", "panel", "search"], typer.Option(help="What to measure.")
    ] = "segments",
    rate: Annotated[
        float | None,
        typer.Option(min=0.01, help="Borrowers who come in (5), panels (50) or searches (20), a second."),
    ] = None,
    duration: Annotated[float, typer.Option(min=1, help="Seconds.")] = 30.0,
    lines: Annotated[int, typer.Option(min=1, help="Lines of the panel's long timeline.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
    url: Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")] = None,
    home: Annotated[Path | None, typer.Option(help="Its folder, for log-ins and the site's key.")] = None,
) -> None:
    """segments: borrowers unknown so far sign in and begin a conversation; timed until their portrait says so. panel:
    agents open customers at a set rate, each timed from its due moment; needs borrowers (tandem demo seed). search:
    they look them up by phone, name, number and contract, likewise.

    Needs the demo running. Exit code 0: everybody in time; 1: somebody not; 2: could not run.
    """
    console = Console(stderr=True)
    try:
        if only == "panel":
            _end_panel(measure_panel(rate or 50.0, duration, lines, url, home), as_json)
        if only == "search":
            _end_search(measure_search(rate or 20.0, duration, url, home), as_json)
        instance = locate(url, home)
        secret = (instance.home / "secrets" / "demo-identity").read_text().strip()
        bench = SegmentsBench(instance, SegmentsPlan(rate or 5.0, duration), secret)
        result: dict[str, Any] = run(bench.run)
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except (ConnectionFailed, GaveUp, InstanceUnknown, NoDatabase, OSError, Problem, TimeoutError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print(result)
    raise typer.Exit(1 if result["late"] or result["failures"] else 0)


def _end_panel(result: dict[str, Any], as_json: bool) -> NoReturn:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        print_panel(result)
    raise typer.Exit(0 if result["goals"]["met"] and not result["failed"] else 1)


def _end_search(result: dict[str, Any], as_json: bool) -> NoReturn:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        print_search(result)
    raise typer.Exit(0 if result["goals"]["met"] and not result["failed"] else 1)


def _print(result: dict[str, Any]) -> None:
    table = Table(title=f"bench customers: {result['only']}", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name, value in result["event_to_membership_ms"].items():
        table.add_row(f"event to membership, {name}", f"{value:,}" if value is not None else "–")
    for name in ("late", "failures"):
        table.add_row(name, str(result[name]))
    machine = result["machine"]
    table.add_row("machine", f"{machine['cores']} cores, {machine['date'][:10]}")
    Console().print(table)
