"""`tandem bot`: what the bot would do, and how far its confidence can be trusted."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, cast, get_args

import orjson
import typer
from rich.console import Console
from rich.table import Table

from tandem.contexts.bot.api import (
    Bot,
    BotOptions,
    Composed,
    Considered,
    Entity,
    Kind,
    LiveKnowledge,
    LiveThresholds,
    NameFinder,
    NamesUnavailable,
    extract,
    with_names,
)
from tandem.contexts.knowledge.api import CalibrationSet, LiveIndex, calibration_document, recalibrate
from tandem.entrypoints.cli.composing import composed_for, plain_composed, print_composed
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.entrypoints.cli.flows import play_command, schema_command
from tandem.entrypoints.cli.simulate import simulate_command
from tandem.entrypoints.cli.thresholds import thresholds_command
from tandem.entrypoints.cli.training import train_command
from tandem.kit.db import Database
from tandem.kit.models import ModelStore
from tandem.settings import get_settings

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Try the bot, test its flows, and calibrate its confidence.")
app.command("test")(play_command)
app.command("schema")(schema_command)
app.command("simulate")(simulate_command)
app.command("thresholds")(thresholds_command)
app.command("train")(train_command)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]


@app.command()
def calibrate(as_json: AsJson = False) -> None:
    """Fit confidence to the published knowledge base and show how well it holds. Seconds; workers do it by
    themselves some minutes after the knowledge base has changed."""

    async def work() -> tuple[bool, CalibrationSet]:
        async with _live() as (db, live):
            fitted = await recalibrate(db, live, patient=True)
            served = await live.reloaded() if fitted else await live.settled()
            return fitted, served.index.calibrations

    fitted, calibrations = _run(work())
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(calibration_document(calibrations)) + b"\n")
        return
    console = Console()
    console.print("Fitted anew." if fitted else "Nothing to do: this is the fit of what is published now.")
    console.print(_quality(calibrations))


@app.command("try")
def try_command(
    text: Annotated[str, typer.Argument(help="What a customer would write.")],
    llm: Annotated[
        bool, typer.Option("--llm", help="Ask the language model too, whatever the ladder says.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the bot would do with a text, and why."""

    from tandem.wiring import live_meaning

    async def work() -> tuple[Considered, Composed | None]:
        async with _live() as (db, live):
            await live.settled()
            knowledge, thresholds = LiveKnowledge(live), LiveThresholds(db)
            try:
                sense = live_meaning(get_settings(), ModelStore(get_settings().models_path))
                await asyncio.to_thread(sense.read)
                bot = Bot(db, knowledge, BotOptions(), thresholds=thresholds, sense=sense)
                considered = await bot.consider(text)
                return considered, await composed_for(db, knowledge, considered, text) if llm else None
            finally:
                await thresholds.stop()

    considered, composed = _run(work())
    if as_json:
        shown = _plain(considered) | ({"llm": plain_composed(composed)} if composed else {})
        sys.stdout.buffer.write(orjson.dumps(shown) + b"\n")
        return
    decision, ranking = considered.decision, considered.ranking
    console = Console()
    console.print(
        f"[bold]{decision.action}[/] ({decision.policy}, {decision.reason}), {considered.elapsed_ms:.0f} ms"
    )
    if ranking is None:
        if llm:
            console.print("Nothing was searched for: there is nothing for the language model to answer from.")
        return
    used = considered.thresholds
    origin = "shipped" if considered.threshold_set is None else f"set {considered.threshold_set}"
    console.print(
        f"answers from {used['answer']:.2f}, drafts from {used['draft']:.2f}, "
        f"asks back from {used['clarify']:.2f} ({origin})"
    )
    table = Table("Question", "Confidence", "Scores")
    for one in ranking.candidates:
        scores = " ".join(f"{name} {score:.2f}" for name, score in one.scores.items())
        table.add_row(one.question, f"{one.confidence:.2f}", scores)
    console.print(table)
    if composed is not None:
        print_composed(console, composed)


@app.command("entities")
def entities_command(
    text: Annotated[str, typer.Argument(help="What a customer would write.")],
    asked: Annotated[list[str] | None, typer.Option(help="A kind that the bot has just asked for.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the amounts, dates, numbers and names that are found in a text. Needs no database."""
    kinds = asked or []
    unknown = [one for one in kinds if one not in get_args(Kind)]
    if unknown:
        raise typer.BadParameter(f"no such kind: {', '.join(unknown)}; known: {', '.join(get_args(Kind))}")
    found = extract(text, datetime.now(UTC), asked=cast(list[Kind], kinds))
    try:
        found = with_names(text, found, _name_finder().names(text))
    except NamesUnavailable as error:
        sys.stderr.write(f"Without names and places: {error}\n")
    if as_json:
        sys.stdout.buffer.write(orjson.dumps([one.plain() for one in found]) + b"\n")
        return
    table = Table("Kind", "Text", "Value", "Other readings", "Doubt")
    for one in map(Entity.plain, found):
        others = "; ".join(map(str, one["alternatives"]))
        table.add_row(one["kind"], one["text"], str(one["value"]), others, one["doubt"] or "")
    Console().print(table)


def _name_finder() -> NameFinder:
    from tandem.wiring import name_finder

    return name_finder(ModelStore(get_settings().models_path))


@asynccontextmanager
async def _live() -> AsyncIterator[tuple[Database, LiveIndex]]:
    from tandem.wiring import encoders

    settings = get_settings()
    async with opened(settings) as db:
        live = LiveIndex(db, encoders(settings, ModelStore(settings.models_path)), encodes=True)
        try:
            yield db, live
        finally:
            await live.stop()


def _run(work: Coroutine[Any, Any, T]) -> T:
    from tandem.kit.logging import configure

    configure("warning", json=False)
    try:
        return asyncio.run(work)
    except NoDatabase as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error


def _quality(calibrations: CalibrationSet) -> Table:
    table = Table(
        "Encoders",
        "Questions",
        "First",
        "In three",
        "Answers from",
        "Drafts from",
        "Precision",
        "Coverage",
        "Scope AUC",
    )
    for encoders, one in sorted(calibrations.by_encoders.items(), key=lambda item: len(item[0])):
        quality = one.quality
        table.add_row(
            ", ".join(encoders) or "none (keywords)",
            str(quality.questions),
            f"{quality.recall_at_1:.1%}",
            f"{quality.recall_at_3:.1%}",
            f"{one.tau_answer:.3f}",
            f"{one.tau_draft:.3f}",
            f"{quality.precision:.1%}",
            f"{quality.coverage:.1%}",
            f"{quality.oos_auc:.3f}",
        )
    return table


def _plain(considered: Considered) -> dict[str, object]:
    decision, ranking = considered.decision, considered.ranking
    return {
        "decision": decision.action,
        "policy": decision.policy,
        "reason": decision.reason,
        "confidence": decision.confidence,
        "elapsed_ms": considered.elapsed_ms,
        "degraded": list(ranking.degraded) if ranking else [],
        "thresholds": considered.thresholds,
        "threshold_set": considered.threshold_set,
        "candidates": [
            {"question": c.question, "confidence": c.confidence, "scores": dict(c.scores)}
            for c in (ranking.candidates if ranking else ())
        ],
    }
