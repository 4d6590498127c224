"""`tandem bot simulate`: scripted customers talk to the running bot; did they get what they wanted?"""

import sys
from importlib import resources
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tandem.contexts.bot.api import FlowsRefused, read_folder
from tandem.demo.clients import ConnectionFailed, GaveUp, InstanceUnknown, Problem, locate, run
from tandem.demo.seed.knowledge import documents
from tandem.demo.simulation.kept import BadRunFile, RunFile
from tandem.demo.simulation.persona import Persona, PersonasRefused, read_personas
from tandem.demo.simulation.report import Report
from tandem.demo.simulation.running import Plan, simulate
from tandem.demo.simulation.verdicts import Outcome
from tandem.kit.clock import SystemClock
from tandem.settings import get_settings

_FAILED = (InstanceUnknown, ConnectionFailed, Problem, GaveUp, BadRunFile, FlowsRefused, OSError, ValueError)


def simulate_command(
    personas: Annotated[
        Path | None, typer.Argument(help="Folder of persona files; default: the demo's.")
    ] = None,
    only: Annotated[str, typer.Option("-k", help="Only personas whose key contains this.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many personas.")] = None,
    seed: Annotated[int, typer.Option(help="Same number, same typing errors.")] = 1,
    concurrency: Annotated[int, typer.Option(min=1, max=200, help="Customers at the same time.")] = 4,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds a customer waits for a reaction.")] = 20.0,
    floor: Annotated[float, typer.Option(min=0, max=1, help="Share of goals that must be reached.")] = 0.0,
    most_wrong: Annotated[
        int | None, typer.Option(min=0, help="Wrong statements that may be; default: any number.")
    ] = None,
    kept: Annotated[
        Path | None, typer.Option(help="File that keeps outcomes: the same file again goes on with the run.")
    ] = None,
    talks: Annotated[bool, typer.Option("--talks", help="Show the conversations that went wrong.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
    url: Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")] = None,
    home: Annotated[
        Path | None, typer.Option(help="Its folder: log-ins, identity key, account book.")
    ] = None,
    site: Annotated[str, typer.Option(help="Site key of the web chat.")] = "demo",
) -> None:
    """Let scripted customers talk to the running demo through the web chat, and score what came of it.

    Reached: flows ended as wanted, the right entries were answered, the right queue got it, the right sums were
    booked: read from what is kept, not from what the bot said. Wrong: an answer from an entry that answers nothing
    the customer asked, an amount that is not theirs, a booking they did not want. Ctrl-C stops with a partial table.
    Exit code 0: at or above the floor; 1: below; 2: could not run.
    """
    console = Console(stderr=as_json)
    try:
        chosen = [one for one in _personas(personas) if only in one.persona][:limit]
        if not chosen:
            raise ValueError("no such persona")
        report = _simulate(console, chosen, RunFile(kept, seed), seed, concurrency, timeout, url, home, site)
    except PersonasRefused as refused:
        for problem in refused.problems:
            Console(stderr=True).print(f"[red]{escape(str(problem))}[/red]", highlight=False, soft_wrap=True)
        raise typer.Exit(2) from refused
    except _FAILED as error:
        Console(stderr=True).print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    _print(console, report, as_json, talks)
    if report.stopped:
        raise typer.Exit(130)
    below = report.below(floor, most_wrong)
    for reason in below:
        console.print(f"[red]{reason}[/red]")
    raise typer.Exit(1 if below else 0)


def _personas(folder: Path | None) -> list[Persona]:
    chosen = folder or Path(str(resources.files("tandem.demo") / "personas"))
    known = {entry["key"] for document in documents() for entry in document["entries"]}
    return read_personas(read_folder(chosen), known)


def _simulate(
    console: Console, personas: list[Persona], kept: RunFile, seed: int, concurrency: int, timeout: float,
    url: str | None, home: Path | None, site: str,
) -> Report:  # fmt: skip
    from tandem.wiring import flows_dir, untouched_accounts

    settings = get_settings()
    flows = flows_dir(settings, always=True)
    assert flows is not None
    now = SystemClock().now().astimezone(settings.zone)
    plan = Plan(
        personas, list(read_folder(flows).values()), untouched_accounts(), now, seed, concurrency, site,
        timeout,
    )  # fmt: skip
    with _progress(console) as progress:
        bar = progress.add_task("customers", total=len(personas), completed=len(personas))
        progress.update(bar, completed=len(personas) - len(kept.left([one.persona for one in personas])))

        def done(outcome: Outcome) -> None:
            progress.advance(bar)
            if not outcome.reached:
                progress.console.print(f"[red]missed[/red] {escape(outcome.who)}", highlight=False)

        return run(lambda stop: simulate(locate(url, home), plan, kept, stop, done))


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        refresh_per_second=4,
    )


def _print(console: Console, report: Report, as_json: bool, talks: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report.as_dict(), option=orjson.OPT_INDENT_2) + b"\n")
        return
    console.print(report.table())
    for line in report.complaints(talks=talks):
        console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
    figures = report.figures()
    console.print(f"reaction p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms", highlight=False)
