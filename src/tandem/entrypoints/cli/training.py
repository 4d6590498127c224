"""`tandem bot train`: a new version of the intent model, from the examples as they are."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from tandem.contexts.access.api import Actor
from tandem.entrypoints.cli.childwork import carried_out, ended
from tandem.entrypoints.cli.database import opened
from tandem.kit.i18n import translate
from tandem.settings import get_settings

if TYPE_CHECKING:
    from tandem.contexts.bot.api.training import Version


def train_command(
    note: Annotated[str, typer.Option(help="What is different this time, for the list of versions.")] = "",
    teach: Annotated[
        bool,
        typer.Option(
            help="Teach an encoder the examples, too: it reads every text a second time. Minutes to hours."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Train an intent model from the examples as they are, in a process of its own. It is not published. Ctrl-C stops
    it; a training under way elsewhere is waited for."""
    version = ended(_train(note, teach=teach, shown=not as_json))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(_plain(version)) + b"\n")
    else:
        Console().print(_table(version))
    if version.state != "ready":
        raise typer.Exit(1)


async def _train(note: str, *, teach: bool, shown: bool) -> "Version":
    from tandem.contexts.bot.api.training import ask, find_version, stop
    from tandem.wiring import keeping_step, training

    settings = get_settings()
    actor = Actor.system("cli")
    async with opened(settings) as db:
        await keeping_step(settings, db).now()
        async with db.transaction() as tx:
            made = await ask(tx, actor, note, teach=teach)
        return await carried_out(
            db,
            training(db),
            made.number,
            find_version,
            lambda tx, number: stop(tx, actor, number),
            shown=shown,
        )


def _plain(version: "Version") -> dict[str, Any]:
    names = (
        "number", "state", "sha256", "data_hash", "seed", "teach", "examples", "intents", "bytes", "encoders",
        "missing", "quality", "reason",
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
