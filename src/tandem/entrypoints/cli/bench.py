"""`tandem bench`: what people would feel at a set rate, measured through the public front door."""

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from tandem.demo.bench.bot import BotBench, BotPlan
from tandem.demo.bench.chat import ChatBench, ChatPlan
from tandem.demo.bench.questions import demo_questions
from tandem.demo.bench.report import tables
from tandem.demo.clients import (
    ConnectionFailed,
    GaveUp,
    InstanceUnknown,
    Problem,
    SocketRefused,
    locate,
    run,
)
from tandem.demo.replay.reading import UnreadableFile, read_questions
from tandem.entrypoints.cli.bench_channels import channels_command
from tandem.entrypoints.cli.bench_customers import customers_command
from tandem.entrypoints.cli.bench_loans import loans_command
from tandem.entrypoints.cli.bench_nlu import app as nlu
from tandem.entrypoints.cli.bench_search import search_command

app = typer.Typer(
    help="Measure a running instance through its front door; besides: understanding (nlu), the ledger's sums (loans), "
    "finding customers (search).",
    no_args_is_help=True,
)
app.add_typer(nlu, name="nlu")
app.command("channels")(channels_command)
app.command("loans")(loans_command)
app.command("customers")(customers_command)
app.command("search")(search_command)

Url = Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")]
Home = Annotated[Path | None, typer.Option(help="Its folder: agents' log-ins and process ids.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]
Out = Annotated[Path | None, typer.Option(help="Write the JSON to this file, too.")]
Pids = Annotated[
    list[str] | None,
    typer.Option("--pid", help="Process to meter, as NAME=PID or PID; default: those in HOME/run."),
]
Site = Annotated[str, typer.Option(help="Site key of the web chat.")]


@app.command("chat")
def chat_command(
    rate: Annotated[float, typer.Option(min=0.01, help="New conversations a second.")] = 3.0,
    messages: Annotated[int, typer.Option(min=1, help="Messages in each, customer and agent in turns.")] = 8,
    duration: Annotated[float, typer.Option(min=1, help="Seconds in which conversations begin.")] = 120.0,
    gap: Annotated[
        float, typer.Option(min=0.01, help="Seconds between a customer's messages, on average.")
    ] = 2.0,
    sockets: Annotated[int, typer.Option(min=0, help="Idle visitors held beside them.")] = 2000,
    agents: Annotated[int, typer.Option(min=1, help="Simulated agents.")] = 20,
    storm: Annotated[bool, typer.Option(help="Then cut all idle sockets at once and compare.")] = False,
    as_json: Json = False,
    out: Out = None,
    url: Url = None,
    home: Home = None,
    pid: Pids = None,
    site: Site = "demo",
) -> None:
    """Customers arrive at a set rate and talk with agents; both sides' screens are timed.

    An open loop: moments are drawn from a seed, a message is due whatever the server does, and its latency
    counts from that moment. For a load test raise or switch off the server's rate limits (TANDEM_RATE_*).
    Exit code 0: nothing lost or doubled; 1: something was; 2: could not run.
    """
    console = Console(stderr=True)
    plan = ChatPlan(rate, messages, duration, gap, agents=agents, sockets=sockets, storm=storm, site=site)

    def begin() -> Callable[[Any], Coroutine[Any, Any, dict[str, Any]]]:
        instance = locate(url, home)
        return ChatBench(instance, plan, _roots(pid, instance.pids()), console.print).run

    result = _measure(begin, console)
    _print(result, as_json, out)
    _exit(result, result["lost"] + result["duplicated"] + result["conversations"]["failures"])


@app.command("bot")
def bot_command(
    rate: Annotated[float, typer.Option(min=0.01, help="Questions a second.")] = 20.0,
    duration: Annotated[float, typer.Option(min=1, help="Seconds.")] = 30.0,
    file: Annotated[Path | None, typer.Option(help="Questions from this CSV or TSV file.")] = None,
    column: Annotated[str, typer.Option(help="Its column: name, or position from 1.")] = "1",
    agents: Annotated[int, typer.Option(min=0, help="Agents who serve whom the bot hands over.")] = 0,
    typing: Annotated[
        float,
        typer.Option(
            min=0, help="Seconds an agent reads and types before the reply; 0: replies like a machine."
        ),
    ] = 0.0,
    turns: Annotated[
        int,
        typer.Option(min=0, help="Questions of each visitor; 0: one not answered is followed by a stranger."),
    ] = 0,
    as_json: Json = False,
    out: Out = None,
    url: Url = None,
    home: Home = None,
    pid: Pids = None,
    site: Site = "demo",
) -> None:
    """Customers ask the bot at a set rate; timed from the due moment to the reaction on the socket."""
    console = Console(stderr=True)

    def begin() -> Callable[[Any], Coroutine[Any, Any, dict[str, Any]]]:
        instance = locate(url, home)
        texts = [q.text for q in read_questions(file, column).items] if file else demo_questions()
        plan = BotPlan(rate, duration, site=site, agents=agents, typing=typing, turns=turns)
        return BotBench(instance, plan, texts, _roots(pid, instance.pids())).run

    result = _measure(begin, console)
    _print(result, as_json, out)
    outcomes = result["outcomes"]
    _exit(result, outcomes.get("silent", 0) + outcomes.get("failed", 0))


def _measure(
    begin: Callable[[], Callable[[Any], Coroutine[Any, Any, dict[str, Any]]]], console: Console
) -> dict[str, Any]:
    try:
        return run(begin())
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except (
        ConnectionFailed,
        GaveUp,
        InstanceUnknown,
        Problem,
        SocketRefused,
        TimeoutError,
        UnreadableFile,
        ValueError,
    ) as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error


def _roots(given: list[str] | None, found: dict[str, int]) -> dict[str, int]:
    if not given:
        return found
    roots = {}
    for one in given:
        name, _, number = one.rpartition("=")
        if not number.isdigit():
            raise ValueError(f"--pid {one}: write NAME=PID or PID")
        roots[name or number] = int(number)
    return roots


def _print(result: dict[str, Any], as_json: bool, out: Path | None) -> None:
    text = orjson.dumps(result, option=orjson.OPT_INDENT_2).decode() + "\n"
    if out is not None:
        out.write_text(text, "utf-8")
    if as_json:
        sys.stdout.write(text)
        return
    console = Console()
    for table in tables(result):
        console.print(table)
    for trouble in result["troubles"][:10]:
        console.print(f"  {trouble}", markup=False, highlight=False)


def _exit(result: dict[str, Any], wrong: int) -> None:
    if result.get("stopped_early"):
        raise typer.Exit(130)
    raise typer.Exit(1 if wrong else 0)
