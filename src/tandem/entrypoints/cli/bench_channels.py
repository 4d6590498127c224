"""`tandem bench channels`: how fast and how surely WeChat's pushes are taken."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from tandem.demo.bench.channels import ChannelBench, ChannelPlan, Prepared, prepared
from tandem.demo.clients import ConnectionFailed, InstanceUnknown, locate, run
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.db import Database
from tandem.settings import get_settings


def channels_command(
    rate: Annotated[float, typer.Option(min=1, help="Pushes a second.")] = 500.0,
    duration: Annotated[float, typer.Option(min=1, help="Seconds.")] = 20.0,
    senders: Annotated[int, typer.Option(min=1, help="People who write.")] = 1000,
    repeats: Annotated[float, typer.Option(min=0, max=0.5, help="Share of pushes that come twice.")] = 0.02,
    kill: Annotated[bool, typer.Option(help="Kill the API processes in the middle (SIGKILL).")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the JSON to this file, too.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")] = None,
) -> None:
    """WeChat pushes sealed messages to an account of its own, which is paused; each is timed from its due moment to the
    acknowledgement, and what was acknowledged is looked for in the database. The bot takes them in meanwhile.

    Needs the instance's folder (TANDEM_HOME). Exit code 0: nothing lost or doubled; 1: something was; 2: could not run.
    """
    console = Console(stderr=True)
    try:
        result = _measured(ChannelPlan(rate, duration, senders, repeats, kill), url)
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except (ConnectionFailed, InstanceUnknown, NoDatabase, ValueError) as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    text = orjson.dumps(result, option=orjson.OPT_INDENT_2).decode() + "\n"
    if out is not None:
        out.write_text(text, "utf-8")
    if as_json:
        sys.stdout.write(text)
    else:
        for name in (
            "acknowledged_ms",
            "acknowledged_per_second",
            "pushed",
            "acknowledged",
            "lost",
            "doubled",
            "kept",
        ):
            Console().print(name.replace("_", " "), result[name])
    raise typer.Exit(1 if result["lost"] or result["doubled"] else 0)


def _measured(plan: ChannelPlan, url: str | None) -> dict[str, Any]:
    instance = locate(url)
    account, database = asyncio.run(_prepared())
    bench = ChannelBench(instance, plan, account, lambda: Database(database, pool_size=1), instance.pids())
    return run(bench.run)


async def _prepared() -> tuple[Prepared, str]:
    settings = get_settings()
    async with opened(settings) as db:
        return await prepared(db, settings.secret()), db.url
