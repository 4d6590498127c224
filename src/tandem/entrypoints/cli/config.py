"""`tandem config check`: every setting, where it comes from, what it means, and what is wrong with it."""

import difflib
import json
import os
import re
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer
from pydantic import SecretStr, ValidationError
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tandem.settings import ENV_PREFIX, Settings

app = typer.Typer(help="Explain and check the settings.", no_args_is_help=True)

_MASK = "********"
_NOT_FOR_PEOPLE = {"listen_fd"}
_TABLE_COLUMNS = 110


@app.callback()
def _group() -> None:
    pass


@dataclass(frozen=True)
class Row:
    """One setting as a person sees it."""

    name: str
    value: str
    source: str
    explanation: str


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Show every setting and say in plain words which are wrong (exit code 1)."""
    try:
        settings = Settings()
        errors: list[str] = []
    except ValidationError as error:
        settings, errors = Settings.model_construct(), explain(error)
    rows = [_row(name, settings) for name in Settings.model_fields if name not in _NOT_FOR_PEOPLE]
    warnings = unknown_names()
    if as_json:
        answer = {
            "ok": not errors,
            "errors": errors,
            "warnings": warnings,
            "settings": [asdict(r) for r in rows],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(rows, errors, warnings)
    raise typer.Exit(1 if errors else 0)


def explain(error: ValidationError) -> list[str]:
    """One plain line for each wrong setting. Never shows the value of a secret."""
    lines = []
    for fault in error.errors(include_url=False):
        reason = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:
            lines.append(reason)
            continue
        name = str(fault["loc"][0])
        given = "" if _is_secret(name) else f" ({fault['input']!r})"
        lines.append(f"{ENV_PREFIX}{name.upper()}{given} is not accepted: {_plain(reason)}")
    return lines


def unknown_names() -> list[str]:
    """A line for each TANDEM_ variable that no setting has: most are misspelt."""
    known = [ENV_PREFIX + name.upper() for name in Settings.model_fields]
    lines = []
    for name in sorted(os.environ):
        if name.upper().startswith(ENV_PREFIX) and name.upper() not in known:
            close = difflib.get_close_matches(name.upper(), known, 1)
            lines.append(
                f"{name} is no setting of Tandem" + (f"; did you mean {close[0]}?" if close else ".")
            )
    return lines


def _plain(reason: str) -> str:
    reason = re.sub(r"^Input should be", "it should be", reason)
    return reason.replace(
        "it should be a valid integer, unable to parse string as an integer", "it should be a number"
    )


def _row(name: str, settings: Settings) -> Row:
    variable = ENV_PREFIX + name.upper()
    given = next((v for k, v in os.environ.items() if k.upper() == variable), None)
    value: Any = getattr(settings, name, None)
    shown = _MASK if given and isinstance(value, SecretStr) else _shown(value)
    if given is not None and _is_secret(name):
        shown = _MASK if name in ("secret_key", "llm_key", "master_keys") else _without_password(given)
    elif given is not None:
        shown = given if given != "" else "(empty)"
    # A home that holds the demo says so itself (tandem.settings).
    unset = "home" if name == "demo" and value else "default"
    return Row(variable, shown, unset if given is None else "environment", _description(name))


def _description(name: str) -> str:
    return Settings.model_fields[name].description or ""


def _shown(value: Any) -> str:
    if value is None:
        return "(not set)"
    if isinstance(value, tuple):
        return ",".join(value) or "(empty)"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_secret(name: str) -> bool:
    return name in {"secret_key", "master_keys", "llm_key", "llm_url", "database_url", "nats_url"}


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@]*@", rf"\1:{_MASK}@", url)


def _print(rows: list[Row], errors: list[str], warnings: list[str]) -> None:
    console = Console()
    if console.width < _TABLE_COLUMNS:
        _list(console, rows)
    else:
        _tabulate(console, rows)
    for line in warnings:
        console.print(f"warning: {line}", style="yellow", highlight=False, markup=False)
    for line in errors:
        console.print(f"error: {line}", style="bold red", highlight=False, markup=False)
    console.print(
        "Not ready: repair the lines above." if errors else "All settings can be used.", highlight=False
    )


def _style(row: Row) -> str:
    return "bold" if row.source == "environment" else ""


def _list(console: Console, rows: list[Row]) -> None:
    """For windows and pipes in which the table would be cut off."""
    for row in rows:
        console.print(
            f"{row.name} = {row.value} · {row.source}", style=_style(row), highlight=False, markup=False
        )
        console.print(Padding(Text(row.explanation), (0, 0, 0, 4)))


def _tabulate(console: Console, rows: list[Row]) -> None:
    table = Table(title="Settings of Tandem", title_justify="left", header_style="bold")
    table.add_column("Variable", no_wrap=True)
    table.add_column("Value", overflow="fold")
    table.add_column("From", no_wrap=True)
    table.add_column("Meaning", overflow="fold", min_width=24)
    for row in rows:
        table.add_row(row.name, row.value, row.source, row.explanation, style=_style(row))
    console.print(table)
