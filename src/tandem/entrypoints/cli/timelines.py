"""`tandem timelines`: what happened before timelines were kept, or was taken in, is told."""

import asyncio

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from tandem.contexts.desktop.api import retell_timelines
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.settings import get_settings


def timelines_command() -> None:
    """Write what is missing of every customer's timeline: from the events kept, and for conversations that were taken
    in without events. Nothing is written twice: stop it and begin again as you like.

    Exit code 0: told; 2: could not."""
    console = Console(stderr=True)
    try:
        seen = asyncio.run(_retell(console))
    except (NoDatabase, OSError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    typer.echo(f"{seen} events and conversations looked at")


async def _retell(console: Console) -> int:
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    async with opened(get_settings()) as db:
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("events and conversations", total=None)
            return await retell_timelines(db, lambda n: progress.advance(bar, n))
