"""`tandem bot thresholds`: from which confidence on the bot answers by itself, and how that was found."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.api import ThresholdDesk
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.errors import TandemError
from tandem.kit.i18n import translate
from tandem.settings import get_settings

_WIDTH, _HEIGHT = 72, 12
_BY = Actor.system("cli")
Document = Mapping[str, Any]


def thresholds_command(
    fit: Annotated[
        bool, typer.Option("--fit", help="Fit a new set to what people have said by now.")
    ] = False,
    precision: Annotated[
        float, typer.Option(min=0.5, max=0.995, help="Share of the bot's own answers that must be right.")
    ] = 0.97,
    publish: Annotated[int | None, typer.Option(min=1, help="Put the set of this number in force.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Back to the shipped thresholds.")] = False,
    number: Annotated[
        int | None, typer.Option("--set", min=1, help="Show this set; default: in force.")
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(help="retrieval (search) or intent (the trained model); default: who decides."),
    ] = None,
    intent: Annotated[
        str | None, typer.Option(help="Draw the curve of this intent; default: of all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Show τ_auto and τ_draft of every intent with the curve behind them; fit and publish sets.

    A turn counts when somebody said whether the bot was right: a trainer's label, the silent seat, a pressed button,
    有帮助 or 没帮助. Exit code 1: no database, or refused.
    """
    if judge not in (None, "retrieval", "intent"):
        raise typer.BadParameter("retrieval or intent", param_hint="--judge")

    async def work() -> tuple[Document, Document | None]:
        async with _desk() as desk:
            shown = number
            if fit:
                shown = await desk.fit(_BY, precision)
            if publish is not None:
                await desk.publish(_BY, publish)
                shown = publish
            if withdraw:
                await desk.withdraw(_BY)
            found = await desk.show(judge, shown)
            try:
                return found, await desk.curve(found["judge"], intent, shown)
            except TandemError as error:
                if error.code != "intent_without_outcomes" or intent is not None:
                    raise
                return found, None

    found, curve = _run(work())
    if as_json:
        sys.stdout.buffer.write(orjson.dumps({**found, "curve": curve}, default=str) + b"\n")
        return
    _print(Console(), found, curve)


@asynccontextmanager
async def _desk() -> AsyncIterator[ThresholdDesk]:
    from tandem.wiring import threshold_desk

    settings = get_settings()
    async with opened(settings) as db, threshold_desk(settings, db) as desk:
        yield desk


def _run(work: Coroutine[Any, Any, tuple[Document, Document | None]]) -> tuple[Document, Document | None]:
    from tandem.kit.logging import configure

    configure("warning", json=False)
    try:
        return asyncio.run(work)
    except NoDatabase as error:
        sys.stderr.write(f"{error}\n")
    except TandemError as error:
        sys.stderr.write(f"{translate(f'error.{error.code}', 'en', **error.params)}\n")
    raise typer.Exit(1)


def _print(console: Console, found: Document, curve: Document | None) -> None:
    origin = (
        "shipped with the knowledge base" if found["id"] is None else f"set {found['id']} by {found['by']}"
    )
    state = "in force" if found["in_force"] else "not in force"
    console.print(
        f"[bold]{origin}[/] ({state}), judge: {found['judge']}, precision {found['precision']:.1%}",
        highlight=False,
    )
    whole = found["global"]
    table = Table("Intent", "τ_auto", "τ_draft", "Outcomes", "Precision", "At least", "Coverage", "From")
    table.add_row("(all)", *_cells(whole), end_section=True)
    own = [one for one in found["items"] if one["outcomes"]]
    for one in sorted(own, key=lambda item: -item["outcomes"]):
        table.add_row(one["name"] or one["intent"], *_cells(one))
    console.print(table)
    rest = len(found["items"]) - len(own)
    if rest:
        console.print(f"{rest} more intents without outcomes take the thresholds of all.", highlight=False)
    if curve is None or not curve["points"]:
        console.print("No outcomes yet: nobody has said of a turn whether the bot was right.")
        return
    console.print(Group(*drawn(curve)))


def _cells(one: Document) -> list[str]:
    shares = [
        f"{one[name]:.1%}" if one[name] is not None else "–" for name in ("precision_at", "low", "coverage")
    ]
    held = "" if one["held"] or one["source"] != "fitted" else " (not held)"
    return [
        f"{one['tau_auto']:.3f}",
        f"{one['tau_draft']:.3f}",
        str(one["outcomes"]),
        *shares,
        one["source"] + held,
    ]


def drawn(curve: Document) -> list[Text]:
    """Precision (●) with its lower bound (·) and coverage (○) over τ from 0 to 1, lines for target and τ."""
    points = curve["points"]
    rows = [[" "] * (_WIDTH + 1) for _ in range(_HEIGHT + 1)]
    _line(rows, curve["target"])
    for tau, mark in ((curve["tau_draft"], "┊"), (curve["tau_auto"], "│")):
        for row in rows:
            row[_column(tau)] = mark
    for name, mark in (("coverage", "○"), ("low", "·"), ("precision", "●")):
        for column in range(_WIDTH + 1):
            value = _value_at(points, name, column / _WIDTH)
            if value is not None:
                rows[_row(value)][column] = mark
    lines = [
        Text(f"{1 - n / _HEIGHT:>5.0%} " if n % 3 == 0 else "      ").append("".join(row))
        for n, row in enumerate(rows)
    ]
    legend = (
        f"      0{' ' * (_WIDTH - 2)}1\n      ● precision  · at least  ○ coverage  ─ target {curve['target']:.1%}"
        f"  ┊ τ_draft {curve['tau_draft']:.3f}  │ τ_auto {curve['tau_auto']:.3f}"
    )
    return [Text(f"{curve['name'] or 'all intents'}: over τ"), *lines, Text(legend)]


def _value_at(points: Sequence[Document], name: str, tau: float) -> float | None:
    """What holds at τ: the lowest point not below it; None above the highest."""
    return next((float(one[name]) for one in points if one["tau"] >= tau), None)


def _line(rows: list[list[str]], value: float) -> None:
    rows[_row(value)] = ["─"] * (_WIDTH + 1)


def _row(value: float) -> int:
    return round((1 - value) * _HEIGHT)


def _column(tau: float) -> int:
    return min(max(round(tau * _WIDTH), 0), _WIDTH)
