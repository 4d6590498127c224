"""`tandem up`: everything, until Ctrl-C."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from tandem.entrypoints.supervisor import CannotStart, Supervisor, product_plan
from tandem.entrypoints.supervisor.reporting import ConsoleReporter, JsonReporter, Reporter
from tandem.settings import get_settings


def up_command(
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Fill an empty database with the demo lender; unset: where this home holds it already.",
        ),
    ] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of all data (TANDEM_HOME).")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on (TANDEM_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (TANDEM_PORT); 0: any.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell events as JSON lines on stdout.")] = False,
    console_logs: Annotated[
        bool, typer.Option("--console-logs", help="Logs to the console, not to files (containers).")
    ] = False,
) -> None:
    """Start PostgreSQL, the API and the workers; restart what dies; stop cleanly on Ctrl-C."""
    given = {"DEMO": None if demo is None else int(demo), "HOME": home, "HOST": host, "PORT": port}
    os.environ.update({f"TANDEM_{name}": str(value) for name, value in given.items() if value is not None})
    settings = get_settings()
    reporter: Reporter = JsonReporter() if as_json else ConsoleReporter()

    async def run() -> None:
        await Supervisor(settings, product_plan(settings), reporter, console_logs=console_logs).run()

    try:
        asyncio.run(run())
    except CannotStart as error:
        reporter.failed(str(error))
        raise typer.Exit(1) from error
