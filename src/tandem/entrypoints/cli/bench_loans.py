"""`tandem bench loans`: schedules a second, and that the fast path says what the pure rule says."""

import sys
from dataclasses import asdict
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tandem.demo.bench.machine import describe_machine


def loans_command(
    schedules: Annotated[int, typer.Option(min=1, help="How many schedules.")] = 1_000_000,
    compare: Annotated[int, typer.Option(min=1, help="How many of them by the pure rule, too.")] = 5_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same terms.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Compute repayment schedules: 3 to 24 instalments, both methods, drawn terms. Needs no running instance.

    Exit code 0: both ways agree to the fen and the day, and no fen of principal is lost; 1: they do not.
    """
    from tandem.wiring import bench_schedules

    with _progress() as progress:
        bar = progress.add_task("schedules", total=schedules)
        found = bench_schedules(
            schedules, min(compare, schedules), seed, lambda n: progress.update(bar, completed=n)
        )
    result: dict[str, Any] = {"bench": "loans", **asdict(found), "machine": describe_machine()}
    result["per_second"] = round(found.schedules / found.seconds)
    result["pure_per_second"] = round(found.compared / found.pure_seconds)
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print(result)
    raise typer.Exit(1 if found.different or found.lost_fen else 0)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _print(result: dict[str, Any]) -> None:
    table = Table(title="bench loans", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name, value in result.items():
        if name not in ("bench", "machine"):
            table.add_row(
                name.replace("_", " "), f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
            )
    machine = result["machine"]
    table.add_row("machine", f"{machine['cores']} cores, {machine['date'][:10]}")
    Console().print(table)
