"""`tandem demo seed` and `tandem demo fit-borrowers`: borrowers of the demo lender by the thousand."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.settings import MOST_DEMO_CUSTOMERS, get_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tandem.demo.borrowers.seeding import Progress as Made
    from tandem.kit.db import Database

_COLUMNS = (
    TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
    TimeElapsedColumn(), TimeRemainingColumn(),
)  # fmt: skip


def seed_command(
    customers: Annotated[
        int, typer.Option(min=1, max=MOST_DEMO_CUSTOMERS, help="How many borrowers there shall be in all.")
    ] = 2_000,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Same number, same borrowers; unset: as this demo was begun.")
    ] = None,
) -> None:
    """Make borrowers with loans, payments and conversations of 18 months.

    Ctrl-C stops after the block under way; the same command goes on, also after a kill. More customers later
    leave those who are there as they are. Exit code 0: done. 1: stopped. 2: cannot."""
    from tandem.demo.borrowers.seeding import NoLender, OtherSeed

    console = Console(stderr=True)
    try:
        done, told, pace = asyncio.run(_seed(console, customers, seed))
    except (NoDatabase, NoLender, OtherSeed, OSError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    if min(done, told) < customers:
        console.print(f"Stopped with {done:,} borrowers; the same command goes on.", highlight=False)
        raise typer.Exit(1)
    typer.echo(f"{done} borrowers{pace}")


async def _seed(console: Console, wanted: int, number: int | None) -> tuple[int, int, str]:
    """How many there are, of how many it is told, and how fast those who are new were made, in words."""
    from tandem.demo.borrowers.seeding import seed
    from tandem.wiring.seeding import seeding as borrowers_seeding

    settings = get_settings()
    async with opened(settings) as db, borrowers_seeding(settings, db, number) as seeding:
        there, told_before = await seeding.begin(), await _told(db)
        begun = perf_counter()
        with Progress(*_COLUMNS, console=console) as progress, _stopping() as stop:
            total = max(wanted, there)
            bar = progress.add_task("borrowers", total=total, completed=there, rate="")
            telling = progress.add_task("timelines, portraits", total=total, completed=told_before, rate="")

            def report(made: "Made") -> None:
                rate = f"{(made.done - there) / (perf_counter() - begun):,.0f}/s"
                progress.update(bar, completed=made.done, rate=rate)

            done = await seed(seeding, wanted, report, stop, lambda more: progress.advance(telling, more))
        seconds = perf_counter() - begun
        pace = (
            f" ({done - there} in {seconds:.0f} s: {(done - there) / seconds:.0f} a second)"
            if done > there
            else ""
        )
        return done, await _told(db), pace


async def _told(db: "Database") -> int:
    from tandem.demo.borrowers.progress import seeded

    async with db.transaction() as tx:
        begun = await seeded(tx)
    return begun.told if begun is not None else 0


@contextmanager
def _stopping() -> "Iterator[Callable[[], bool]]":
    """Whether somebody pressed Ctrl-C or sent SIGTERM; a second Ctrl-C ends at once."""
    asked: list[int] = []
    loop = asyncio.get_running_loop()

    def ask(number: int) -> None:
        asked.append(number)
        loop.remove_signal_handler(number)

    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, ask, number)
    try:
        yield lambda: bool(asked)
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def fit_command(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="CSV tables of card holders.")
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write; default: the product's own file.")] = None,
    check: Annotated[
        bool, typer.Option(help="Write nothing; compare what is drawn with the tables.")
    ] = False,
) -> None:
    """Fit the parameter file of demo borrowers to tables (UCI "default of credit card clients").

    Only statistics are kept, no row. Exit code 2: a file is not such a table."""
    from tandem.demo.borrowers import fitting

    try:
        if check:
            typer.echo(fitting.compared(fitting.read(files, held_out=True)))
            return
        parameters = fitting.fit(fitting.read(files))
    except (fitting.BadTable, OSError, UnicodeDecodeError) as error:
        Console(stderr=True).print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    target = out or Path(fitting.__file__).with_name("parameters.json")
    parameters.save(target)
    typer.echo(f"{parameters.rows} rows fitted: {target}")
