"""`tandem bot train`: a new version of the intent model, from the examples as they are."""

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tandem.contexts.access.api import Actor
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.db import Database
from tandem.kit.errors import TandemError
from tandem.kit.i18n import translate
from tandem.settings import get_settings

if TYPE_CHECKING:
    from tandem.contexts.bot.api.training import Version

_LOOK_EVERY_S = 0.3


def train_command(
    note: Annotated[str, typer.Option(help="What is different this time, for the list of versions.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Train an intent model from the examples as they are, in a process of its own. It is not published. Ctrl-C stops
    it; a training under way elsewhere is waited for."""
    from tandem.kit.logging import configure

    configure("warning", json=False)
    try:
        version = asyncio.run(_train(note, shown=not as_json))
    except NoDatabase as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    except TandemError as error:
        sys.stderr.write(f"{translate(f'error.{error.code}', 'en', **error.params)}\n")
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        raise typer.Exit(130) from None
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(_plain(version)) + b"\n")
    else:
        Console().print(_table(version))
    if version.state != "ready":
        raise typer.Exit(1)


async def _train(note: str, *, shown: bool) -> "Version":
    from tandem.contexts.bot.api.training import ask, stop
    from tandem.wiring import keeping_step, training

    settings = get_settings()
    actor = Actor.system("cli")
    async with opened(settings) as db:
        await keeping_step(settings, db).now()
        async with db.transaction() as tx:
            made = await ask(tx, actor, note)
        task = asyncio.create_task(training(db).train(made.number))
        try:
            return await _watch(db, task, made.number, shown=shown)
        except asyncio.CancelledError:
            async with db.transaction() as tx:
                with suppress(TandemError):
                    await stop(tx, actor, made.number)
            await task
            raise


async def _watch(db: Database, task: "asyncio.Task[None]", number: int, *, shown: bool) -> "Version":
    from tandem.contexts.bot.api.training import find_version

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as progress:
        bar = progress.add_task("queued", total=None)
        while True:
            async with db.transaction() as tx:
                version = await find_version(tx, number)
            assert version is not None
            progress.update(
                bar,
                description=version.step or version.state,
                completed=version.done,
                total=version.total or None,
            )
            if task.done():
                task.result()
                return version
            await asyncio.wait({task}, timeout=_LOOK_EVERY_S)


def _plain(version: "Version") -> dict[str, Any]:
    names = (
        "number", "state", "sha256", "data_hash", "seed", "examples", "intents", "bytes", "encoders", "missing",
        "quality", "reason",
    )  # fmt: skip
    return {name: getattr(version, name) for name in names}


def _table(version: "Version") -> Table:
    table = Table("", f"version {version.number}")
    if version.reason is not None:
        table.add_row("failed", translate(f"error.{version.reason}", "en", **version.reason_params))
    for name, value in _plain(version).items():
        if value not in (None, "", [], {}):
            table.add_row(name, _text(value))
    return table


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items() if not isinstance(one, list))
    return ", ".join(value) if isinstance(value, list) else str(value)
