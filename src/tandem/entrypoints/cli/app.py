"""The root command: a group whose members are loaded on use."""

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup

from tandem.entrypoints.cli.registry import COMMANDS, Entry

_PACKAGE = "tandem.entrypoints.cli"


class _Lazy(TyperCommand):
    """Stands for a command in the help; becomes the real one when it is run."""

    def __init__(self, name: str, entry: Entry) -> None:
        super().__init__(name, help=entry.summary, rich_help_panel=entry.panel)
        self._entry = entry

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return _load(self._entry).make_context(info_name, args, parent, **extra)


class _Root(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, entry in COMMANDS.items() if _exists(entry)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = COMMANDS.get(cmd_name)
        return _Lazy(cmd_name, entry) if entry and _exists(entry) else None


def _exists(entry: Entry) -> bool:
    return find_spec(f"{_PACKAGE}.{entry.target.partition(':')[0]}") is not None


def _load(entry: Entry) -> Any:
    module, _, attribute = entry.target.partition(":")
    found = getattr(import_module(f"{_PACKAGE}.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False)
    alone.command()(found)
    return typer.main.get_command(alone)


def _root() -> typer.Typer:
    app = typer.Typer(cls=_Root, name="tandem", no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback(help="Tandem (协同): people and machines serve a lender's customers together.")(lambda: None)
    return app


def main() -> None:
    """Entry point of the `tandem` script. A setting that cannot be read is explained, not traced."""
    try:
        _root()()
    except ValidationError as error:
        if error.title != "Settings":
            raise
        from tandem.entrypoints.cli.config import explain

        for line in explain(error):
            sys.stderr.write(f"{line}\n")
        sys.stderr.write("`tandem config check` explains every setting.\n")
        raise SystemExit(1) from None
