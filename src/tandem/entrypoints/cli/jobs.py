"""`tandem jobs`: work that was given up after all its attempts: see it, and have it tried again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import orjson
import typer
from rich.console import Console

from tandem.contexts.access.api import Actor, record
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.db import Tx
from tandem.kit.jobs import Held, held_jobs, retry_held
from tandem.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="See jobs that were given up; have them tried again.")

T = TypeVar("T")
_ACTOR = Actor.system("command line")


@app.command("held")
def held_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Jobs that failed as often as they may, by name. The log has each one's cause.

    Exit code 0: listed. 2: no database."""
    found = _run(_held)
    if as_json:
        typer.echo(orjson.dumps(found).decode())
        return
    for one in found:
        typer.echo(f"{one.count:>6}  {one.name}  since {one.since:%Y-%m-%d %H:%M}Z")
    typer.echo(f"{sum(one.count for one in found)} jobs held")


@app.command("again")
def again_command(
    name: Annotated[str | None, typer.Argument(help="Only jobs of this name; unset: all.")] = None,
) -> None:
    """Give held jobs all their attempts again. Doing a job twice does no harm. Audited.

    Exit code 0: done, also where there was none. 2: no database."""
    count = _run(lambda tx: _again(tx, name))
    typer.echo(f"{count} jobs are tried again")


async def _held(tx: Tx) -> list[Held]:
    return await held_jobs(await tx.raw())


async def _again(tx: Tx, name: str | None) -> int:
    count = await retry_held(await tx.raw(), name)
    await record(tx, _ACTOR, "jobs.tried_again", f"jobs:{name or '*'}", {"count": count})
    return count


def _run(work: Callable[[Tx], Awaitable[T]]) -> T:
    try:
        return asyncio.run(_in_a_transaction(work))
    except (NoDatabase, OSError) as error:
        Console(stderr=True).print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error


async def _in_a_transaction(work: Callable[[Tx], Awaitable[T]]) -> T:
    async with opened(get_settings()) as db, db.transaction() as tx:
        return await work(tx)
