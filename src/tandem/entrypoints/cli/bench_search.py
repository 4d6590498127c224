"""`tandem bench search`: one customer among very many, on a database of its own."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tandem.demo.bench.customers import bench_search
from tandem.demo.bench.machine import describe_machine
from tandem.kit.postgres import EmbeddedPostgres


def search_command(
    customers: Annotated[int, typer.Option(min=1, help="How many customers there are.")] = 200_000,
    searches: Annotated[int, typer.Option(min=3, help="How often one is looked for.")] = 3_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same people.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Look for customers by phone, name and borrower number in a throw-away database. Needs no running instance.

    Exit code 0: p95 of each is below 50 ms and everybody was found; 1: not.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    home = Path(tempfile.mkdtemp(prefix="tandem-bench-"))
    home.chmod(0o711)
    server = EmbeddedPostgres(home)
    try:
        server.start()
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("customers", total=customers)
            work = _bench(server.url, customers, searches, seed, lambda n: progress.update(bar, completed=n))
            result = asyncio.run(work)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    result["machine"] = describe_machine()
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print(result)
    raise typer.Exit(0 if result["met"] else 1)


async def _bench(url: str, customers: int, searches: int, seed: int, told: Any) -> dict[str, Any]:
    from tandem.kit.migrations import upgrade

    await upgrade(url)
    return await bench_search(url, customers, searches, seed, told)


def _print(result: dict[str, Any]) -> None:
    table = Table(title=f"search among {result['customers']:,} customers (ms)")
    for name in ("by", "searches", "p50", "p95", "p99", "max"):
        table.add_column(name, justify="left" if name == "by" else "right")
    for kind, figures in result["ms"].items():
        table.add_row(kind, *(f"{figures[name]:,}" for name in ("n", "p50", "p95", "p99", "max")))
    console = Console()
    console.print(table)
    console.print(f"loaded in {result['load_seconds']} s; not found: {result['missed']}", highlight=False)
