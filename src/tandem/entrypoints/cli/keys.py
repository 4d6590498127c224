"""`tandem keys`: the keys under which personal data lies."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tandem.contexts.channels.api import ResealingAddresses
from tandem.contexts.customers.api import Resealing
from tandem.contexts.loans.api import ResealingNumbers
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.crypto import (
    CryptoError,
    Keyring,
    KeyState,
    MasterKeys,
    Resealable,
    Rotated,
    new_master_key,
    rotate,
    sealed_rows,
)
from tandem.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="Rotate the keys of personal data, and see under which it lies.")

T = TypeVar("T")
PARTS: Sequence[Resealable] = (Resealing(), ResealingNumbers(), ResealingAddresses())
"""Whatever holds sealed values: a rotation seals it anew."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]


@app.command("new")
def new_command() -> None:
    """Print a new master key for TANDEM_MASTER_KEYS: put it before the others, restart everything, then rotate."""
    typer.echo(new_master_key())


@app.command("status")
def status_command(as_json: Json = False) -> None:
    """Which keys there are, and how many values lie under each.

    Exit code 0: everything lies under the newest keys. 1: a rotation is due to go on. 2: could not tell, or a
    master key is missing."""
    masters, keys, rows = _or_explain(lambda: asyncio.run(_status()))
    sealing = [one for one in keys if one.purpose == "seal"]
    older = sum(n for key, n in rows.items() if key != sealing[-1].id)
    stale = sum(one.master != masters.current for one in keys)
    if as_json:
        document = {
            "master": masters.current, "masters": list(masters.fingerprints), "values_under_older_keys": older,
            "keys_under_older_masters": stale,
            "data_keys": [
                {
                    "id": one.id, "purpose": one.purpose, "master": one.master, "created_at": one.created_at,
                    "values": rows.get(one.id, 0),
                }
                for one in keys
            ],
        }  # fmt: skip
        typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        typer.echo(
            f"master key {masters.current}" + "".join(f", older {m}" for m in masters.fingerprints[1:])
        )
        for one in keys:
            holds = "blind index" if one.purpose == "blind" else f"{rows.get(one.id, 0)} values"
            when = f"{one.created_at:%Y-%m-%d %H:%M}Z"
            typer.echo(f"data key {one.id}  made {when}  under master {one.master}  {holds}")
        if older or stale:
            typer.echo(
                f"not finished: {older} values and {stale} data keys are under older keys; run tandem keys rotate"
            )
    raise typer.Exit(1 if older or stale else 0)


@app.command("rotate")
def rotate_command(
    master: Annotated[
        bool, typer.Option("--master", help="First make another master key in the key file.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make another data key and seal every value anew, while everything runs; stopped, it goes on when called again.

    Exit code 0: done. 1: stopped. 2: could not."""
    console = Console(stderr=True)
    try:
        made, done = _or_explain(lambda: asyncio.run(_rotate(console, master=master)))
    except KeyboardInterrupt as error:
        console.print("stopped; what was sealed anew stays so: tandem keys rotate goes on", highlight=False)
        raise typer.Exit(1) from error
    if as_json:
        document = {
            "key": done.key, "resealed": done.resealed, "rewrapped": done.rewrapped, "went_on": done.went_on,
            "new_master": made,
        }  # fmt: skip
        typer.echo(orjson.dumps(document))
        return
    if made is not None:
        typer.echo(f"new master key {made}; keep a copy of the key file apart from the database's backups")
    again = ", as begun before" if done.went_on else ""
    typer.echo(f"{done.resealed} values lie under data key {done.key}{again}")
    typer.echo(f"{done.rewrapped} data keys wrapped anew")


async def _status() -> tuple[MasterKeys, Sequence[KeyState], dict[int, int]]:
    async with opened(get_settings()) as db:
        assert db.vault is not None
        await db.vault.prepare()
        async with db.transaction() as tx:
            keys = await db.vault.state(tx)
        return db.vault.masters(), keys, await sealed_rows(db, PARTS)


async def _rotate(console: Console, *, master: bool) -> tuple[str | None, Rotated]:
    settings = get_settings()
    columns = (TextColumn("sealing anew"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with opened(settings) as db:
        assert db.vault is not None
        await db.vault.prepare()  # before a key is added: with a wrong one nothing may change
        keyring = Keyring(settings.master_keys_given, settings.master_keys_path)
        made = keyring.add() if master else None
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("", total=None)
            done = await rotate(db, PARTS, lambda n, of: progress.update(bar, completed=n, total=of))
    return made, done


def _or_explain(work: Callable[[], T]) -> T:
    try:
        return work()
    except (CryptoError, NoDatabase, OSError) as error:
        Console(stderr=True).print(f"[red]{error}[/red]", highlight=False, soft_wrap=True)
        raise typer.Exit(2) from error
