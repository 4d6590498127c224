"""Commands that let a child process do long work and show how far it is (kit.childwork)."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tandem.entrypoints.cli.database import NoDatabase
from tandem.kit.childwork import ChildWork
from tandem.kit.db import Database, Tx
from tandem.kit.errors import TandemError
from tandem.kit.i18n import translate

_LOOK_EVERY_S = 0.3


class Piece(Protocol):
    """A row, for the bar."""

    @property
    def number(self) -> int: ...

    @property
    def open(self) -> bool: ...

    @property
    def state(self) -> str: ...

    @property
    def step(self) -> str | None: ...

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int: ...


P = TypeVar("P", bound=Piece)


def ended(work: Coroutine[Any, Any, P]) -> P:
    """The piece as it ended. What refuses it is said on stderr and ends the command with 1, Ctrl-C with 130."""
    from tandem.kit.logging import configure

    configure("warning", json=False)
    try:
        return asyncio.run(work)
    except NoDatabase as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    except TandemError as error:
        sys.stderr.write(f"{translate(f'error.{error.code}', 'en', **error.params)}\n")
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        raise typer.Exit(130) from None


async def carried_out(
    db: Database, work: ChildWork, number: int, find: Callable[[Tx, int], Awaitable[P | None]],
    stop: Callable[[Tx, int], Awaitable[object]], *, shown: bool,
) -> P:  # fmt: skip
    """Do this piece, here or in a worker that is faster, and show how far it is; cancelled, it is stopped."""
    task = asyncio.create_task(work.do(number))
    try:
        return await _watched(db, task, number, find, shown=shown)
    except asyncio.CancelledError:
        async with db.transaction() as tx:
            with suppress(TandemError):
                await stop(tx, number)
        await task
        raise


async def _watched(
    db: Database, task: "asyncio.Task[None]", number: int, find: Callable[[Tx, int], Awaitable[P | None]], *,
    shown: bool,
) -> P:  # fmt: skip
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not shown, transient=True) as progress:
        bar = progress.add_task("queued", total=None)
        while True:
            async with db.transaction() as tx:
                piece = await find(tx, number)
            assert piece is not None
            step = piece.step or piece.state
            progress.update(bar, description=step, completed=piece.done, total=piece.total or None)
            if task.done():
                task.result()
            if not piece.open:
                await task
                return piece
            await asyncio.sleep(_LOOK_EVERY_S)
