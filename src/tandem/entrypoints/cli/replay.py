"""`tandem replay`: real customers' questions through the public front door, counted."""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tandem.demo.clients import ConnectionFailed, GaveUp, InstanceUnknown, Problem, locate, run
from tandem.demo.replay.reading import Questions, UnreadableFile, read_questions
from tandem.demo.replay.report import Outcome, Report
from tandem.demo.replay.running import Plan, replay


def replay_command(
    file: Annotated[Path, typer.Argument(help="CSV or TSV file (UTF-8, UTF-16 or GB18030).")],
    column: Annotated[str, typer.Option(help="Column with the questions: its name, or position from 1.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Play at most so many questions.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=1000, help="Customers at the same time.")] = 16,
    agents: Annotated[int, typer.Option(min=0, help="Simulated agents who answer what is handed over.")] = 0,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds a customer waits for a reaction.")] = 30.0,
    expect: Annotated[
        str | None, typer.Option(help="Column with keys of the entries that answer it, parted by blanks.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
    url: Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")] = None,
    home: Annotated[Path | None, typer.Option(help="Its folder, for the agents' log-ins.")] = None,
    site: Annotated[str, typer.Option(help="Site key of the web chat.")] = "demo",
    header: Annotated[bool, typer.Option(help="Whether the first row holds the columns' names.")] = True,
) -> None:
    """Play customers' questions from FILE through the web chat, each as one customer's conversation.

    Lost: an acknowledged message that is not in the final transcript or was never shown, or a customer
    without any reaction in time. Duplicated: a message shown twice on a socket or stored twice.
    Latency: from sending to the first reaction (answer, question back or hand-over) on the socket.
    With --expect the simulated people know the right answers: the silent seat approves, replaces or hands over
    accordingly, customers say 有帮助 or 没帮助, and thresholds can be fitted to that (tandem bot thresholds --fit).
    The server's rate limits are respected: see TANDEM_RATE_SESSIONS_PER_MINUTE. Ctrl-C stops with a
    partial table. Exit code 0: nothing lost, doubled or refused; 1: something was; 2: could not run.
    """
    console = Console(stderr=as_json)
    try:
        questions = read_questions(file, column, limit=limit, header=header, expect=expect)
        instance = locate(url, home)
        plan = Plan(questions.items, concurrency, agents, site, timeout)
        report = Report(len(questions.items), agents > 0)
        _describe(console, file, questions)
        with _progress(console) as progress:
            bar = progress.add_task("replaying", total=len(questions.items), counts="")

            def done(_: Outcome) -> None:
                progress.update(bar, advance=1, counts=_counts(report))

            run(lambda stop: replay(instance, plan, report, stop, done))
    except (UnreadableFile, InstanceUnknown, ConnectionFailed, Problem, GaveUp, ValueError) as error:
        Console(stderr=True).print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        report.stopped = True
    _print(console, report, as_json)
    raise typer.Exit(130 if report.stopped else 0 if report.clean else 1)


def _describe(console: Console, file: Path, questions: Questions) -> None:
    blank = f", {questions.blank} blank left out" if questions.blank else ""
    name = {"\t": "tab"}.get(questions.delimiter, questions.delimiter)
    console.print(
        f"{file}: {len(questions.items)} questions from column {questions.column!r} "
        f"({questions.encoding}, delimiter {name}{blank})",
        highlight=False,
    )


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeRemainingColumn(),
        console=console,
        refresh_per_second=4,
    )


def _counts(report: Report) -> str:
    lost = sum(o.lost for o in report.outcomes[-200:])
    waits = f" · 429: {report.tally.rate_limited}" if report.tally.rate_limited else ""
    return f"bot {report.count('bot_answered')} · person {report.count('handed_over')} · lost {lost}{waits}"


def _print(console: Console, report: Report, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(orjson.dumps(report.as_dict(), option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    console.print(report.table())
    for trouble in report.details()["troubles"][:10]:
        console.print(f"  row {trouble['line']}: {trouble['trouble']}", markup=False, highlight=False)
    for error in report.agent_errors[:5]:
        console.print(f"  agent: {error}", markup=False, highlight=False)
