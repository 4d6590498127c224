"""`tandem bot test` and `tandem bot schema`: flows tested by stories, and what editors know of both."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Literal

import orjson
import typer
import yaml
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tandem.contexts.bot.api import (
    BookKnowledge,
    Engine,
    FlowSet,
    FlowsRefused,
    Placed,
    Player,
    RuleExtractor,
    Verdict,
    flow_schema,
    read_flows,
    read_folder,
    read_stories,
    story_schema,
)
from tandem.settings import get_settings


def play_command(
    stories: Annotated[
        Path | None, typer.Argument(help="Folder of stories; default: `stories` beside the flows.")
    ] = None,
    flows: Annotated[
        Path | None, typer.Option(help="Folder of flows; default: the one in the settings, or the demo's.")
    ] = None,
    knowledge: Annotated[
        Path | None,
        typer.Option(help="Folder of knowledge files for questions in between; default: the demo's."),
    ] = None,
    only: Annotated[str, typer.Option("-k", help="Only stories whose name contains this.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Play stories against the flows: the real engine, the real actions, an account book in memory.

    Each story begins afresh. What differs is shown as a diff: `-` was told and did not happen, `+` happened untold.
    Exit code 0: every story passes; 1: one differs, or a file is refused; 2: could not run.
    """
    console = Console(stderr=as_json)
    flows = flows or _flows_dir()
    stories = stories or flows.parent / "stories"
    started = perf_counter()
    try:
        verdicts = asyncio.run(_play(console, flows, stories, knowledge, only))
    except FlowsRefused as refused:
        _print_refused(console, refused, as_json)
        raise typer.Exit(1) from refused
    except (OSError, yaml.YAMLError, KeyError) as error:
        Console(stderr=True).print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(2) from error
    if not verdicts:
        Console(stderr=True).print(f"[red]no story to play in {stories}[/red]")
        raise typer.Exit(2)
    failed = [one for one in verdicts if not one.passed]
    if as_json:
        _write_json({"passed": len(verdicts) - len(failed), "failed": [_plain(one) for one in failed]})
    else:
        for one in failed:
            _print_failure(console, one)
        took = perf_counter() - started
        colour = "red" if failed else "green"
        console.print(
            f"[{colour}]{len(verdicts) - len(failed)} of {len(verdicts)} stories pass[/], {took:.1f} s"
        )
    raise typer.Exit(1 if failed else 0)


def schema_command(
    what: Annotated[
        Literal["flows", "stories", "personas"], typer.Argument(help="Of which kind of file.")
    ] = "flows",
) -> None:
    """Print the JSON Schema by which editors check and complete flow, story and persona files."""
    from tandem.demo.simulation.persona import schema as persona_schema

    _write_json({"flows": flow_schema, "stories": story_schema, "personas": persona_schema}[what]())


def _flows_dir() -> Path:
    from tandem.wiring import flows_dir

    found = flows_dir(get_settings(), always=True)
    assert found is not None
    return found


async def _play(
    console: Console, flows: Path, stories: Path, knowledge: Path | None, only: str
) -> list[Verdict]:
    from tandem.wiring import story_actions

    read = read_flows(read_folder(flows), story_actions())
    placed = [one for one in read_stories(read_folder(stories)) if only in one.story.story]
    book = BookKnowledge(list(_documents(knowledge)))
    verdicts: list[Verdict] = []
    with _progress(console) as progress:
        bar = progress.add_task("stories", total=len(placed))
        for one in placed:
            verdicts.append(await _one(read, one, book))
            progress.advance(bar)
    return verdicts


async def _one(flows: FlowSet, placed: Placed, book: BookKnowledge) -> Verdict:
    from tandem.wiring import story_actions

    actions = story_actions()
    return await Player(Engine(flows, actions), actions, RuleExtractor(), book).play(placed)


def _documents(folder: Path | None) -> Iterator[dict[str, Any]]:
    if folder is None:
        from tandem.demo.seed.knowledge import documents

        yield from documents()
        return
    for path in sorted(folder.glob("*.y*ml")):
        yield yaml.safe_load(path.read_text("utf-8"))


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        refresh_per_second=4,
    )


def _print_failure(console: Console, verdict: Verdict) -> None:
    placed, failure = verdict.placed, verdict.failure
    assert failure is not None
    console.print(
        f"[bold]{escape(placed.file)}:{failure.line}[/] {escape(placed.story.story)}", highlight=False
    )
    console.print(f"  turn {failure.turn}, the customer: {escape(failure.said)}", highlight=False)
    colours = {"-": "red", "+": "green", "!": "yellow"}
    for line in failure.lines:
        console.print(f"    {escape(line)}", style=colours.get(line[0], ""), highlight=False, soft_wrap=True)


def _print_refused(console: Console, refused: FlowsRefused, as_json: bool) -> None:
    if as_json:
        _write_json({"refused": [vars(one) for one in refused.problems]})
        return
    for problem in refused.problems:
        console.print(f"[red]{escape(str(problem))}[/red]", highlight=False, soft_wrap=True)


def _plain(verdict: Verdict) -> dict[str, Any]:
    failure = verdict.failure
    assert failure is not None
    return {
        "file": verdict.placed.file,
        "line": failure.line,
        "story": verdict.placed.story.story,
        "turn": failure.turn,
        "customer": failure.said,
        "diff": list(failure.lines),
    }


def _write_json(data: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
