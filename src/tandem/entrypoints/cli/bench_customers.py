"""`tandem bench customers`: how soon customers' segments follow what happens to them."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
import typer
from rich.console import Console
from rich.table import Table

from tandem.demo.bench.segments import SegmentsBench, SegmentsPlan
from tandem.demo.clients import ConnectionFailed, GaveUp, InstanceUnknown, Problem, locate, run


def customers_command(
    only: Annotated[Literal["segments"], typer.Option(help="What to measure.")] = "segments",
    rate: Annotated[float, typer.Option(min=0.01, help="Borrowers who come in a second.")] = 5.0,
    duration: Annotated[float, typer.Option(min=1, help="Seconds.")] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
    url: Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")] = None,
    home: Annotated[Path | None, typer.Option(help="Its folder, for log-ins and the site's key.")] = None,
) -> None:
    """Borrowers unknown so far sign in and begin a conversation; timed until their portrait says so.

    Needs the demo running. Exit code 0: everybody within 2 s; 1: somebody not; 2: could not run.
    """
    console = Console(stderr=True)
    try:
        instance = locate(url, home)
        secret = (instance.home / "secrets" / "demo-identity").read_text().strip()
        bench = SegmentsBench(instance, SegmentsPlan(rate, duration), secret)
        result: dict[str, Any] = run(bench.run)
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except (ConnectionFailed, GaveUp, InstanceUnknown, OSError, Problem, TimeoutError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print(result)
    raise typer.Exit(1 if result["late"] or result["failures"] else 0)


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
