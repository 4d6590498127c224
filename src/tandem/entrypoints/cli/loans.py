"""`tandem loans`: is the local ledger sound, and which commands are open."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tandem.contexts.loans.api import open_since
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="Check the local ledger, and see which commands are open.")


@app.callback()
def _group() -> None:
    """A group, though it has one command so far."""


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Compare every borrower's loans with the entries posted, and count commands of unknown end.

    Exit code 0: all agree. 1: something does not. 2: could not check."""
    console = Console(stderr=True)
    try:
        faults, waiting = asyncio.run(_check(console))
    except (NoDatabase, OSError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(orjson.dumps({"faults": list(faults), "open_commands": waiting}))
    else:
        for one in faults:
            typer.echo(one)
        typer.echo("the books agree" if not faults else f"{len(faults)} faults")
        typer.echo(f"{waiting} commands open")
    raise typer.Exit(1 if faults else 0)


async def _check(console: Console) -> tuple[Sequence[str], int]:
    from tandem.wiring import check_ledger

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    async with opened(get_settings()) as db:
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("borrowers", total=None)
            faults = await check_ledger(db, lambda n, of: progress.update(bar, completed=n, total=of))
        async with db.transaction() as tx:
            waiting, _ = await open_since(tx)
    return faults, waiting
