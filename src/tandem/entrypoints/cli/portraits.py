"""`tandem portraits`: compute everybody's portrait once, see how far it is, and train predictions."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.entrypoints.cli.predicting import train_command
from tandem.kit.errors import Unavailable
from tandem.settings import get_settings

if TYPE_CHECKING:
    from tandem.contexts.portraits.api import Fill

app = typer.Typer(no_args_is_help=True, help="Compute customers' portraits: tags, segments and predictions.")

app.command("train")(train_command)


@app.command("fill")
def fill_command(
    at_once: Annotated[
        int,
        typer.Option(
            min=1, max=32, help="Customers at the same time: the core lending system is asked for each."
        ),
    ] = 4,
    anew: Annotated[
        bool, typer.Option(help="Begin at the beginning, also where a filling was stopped.")
    ] = False,
) -> None:
    """Compute every customer once, for an installation that has customers already. Ctrl-C stops it; the next call goes
    on. Afterwards events and timers keep portraits up to date: there is no need to run it again.

    Exit code 0: all computed. 1: some could not be. 2: no database. 130: stopped."""
    console = Console(stderr=True)
    from tandem.kit.logging import configure

    configure("warning", json=False)
    try:
        run = asyncio.run(_fill(console, at_once, anew=anew))
    except KeyboardInterrupt:
        console.print("Stopped. The next tandem portraits fill goes on here.")
        raise typer.Exit(130) from None
    except (NoDatabase, OSError, Unavailable) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    typer.echo(f"{run.done} customers, {run.failed} could not be computed")
    raise typer.Exit(1 if run.failed else 0)


@app.command("status")
def status_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """How many customers have a portrait, how many follow the rules in force, how many wait."""
    try:
        total, fresh, waiting = asyncio.run(_status())
    except (NoDatabase, OSError) as error:
        Console(stderr=True).print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(orjson.dumps({"portraits": total, "fresh": fresh, "waiting": waiting}))
    else:
        typer.echo(f"{total} portraits, {fresh} by the rules in force, {waiting} waiting")


async def _fill(console: Console, at_once: int, *, anew: bool) -> "Fill":
    from tandem.wiring.portraits import fill_all

    settings = get_settings()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with opened(settings) as db:
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("customers", total=None)
            return await fill_all(
                settings,
                db,
                lambda n, of: progress.update(bar, completed=n, total=of),
                at_once=at_once,
                anew=anew,
            )


async def _status() -> tuple[int, int, int]:
    from tandem.contexts.portraits.api import progress

    async with opened(get_settings()) as db, db.transaction() as tx:
        return await progress(tx)
