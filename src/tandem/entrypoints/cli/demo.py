"""`tandem demo`: keeps the demo lender's screens alive."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.live import Live

from tandem.demo.clients import (
    ConnectionFailed,
    GaveUp,
    InstanceUnknown,
    Problem,
    SocketRefused,
    locate,
    run,
)
from tandem.demo.seed import identity_secret
from tandem.demo.signing import signed_identity
from tandem.demo.traffic.running import Traffic, TrafficPlan
from tandem.demo.traffic.show import live_view, summary
from tandem.entrypoints.cli.borrowers import fit_command, seed_command
from tandem.kit.clock import SystemClock
from tandem.settings import get_settings

app = typer.Typer(help="The demo lender: borrowers, simulated customers and agents.", no_args_is_help=True)
app.command("seed")(seed_command)
app.command("fit-borrowers")(fit_command)


@app.command("traffic")
def traffic_command(
    rate: Annotated[float, typer.Option(min=0.1, help="Customers a minute, on average.")] = 6.0,
    agents: Annotated[int, typer.Option(min=0, help="Simulated agents at their desks.")] = 6,
    minutes: Annotated[float | None, typer.Option(min=0.05, help="Stop after so long.")] = None,
    tempo: Annotated[
        float, typer.Option(min=0, help="Human delays: 1 as in life, 0.2 five times faster.")
    ] = 1.0,
    url: Annotated[str | None, typer.Option(help="Address of the instance; default: the local one.")] = None,
    home: Annotated[Path | None, typer.Option(help="Its folder, for the agents' log-ins.")] = None,
    site: Annotated[str, typer.Option(help="Site key of the web chat.")] = "demo",
    seed: Annotated[int | None, typer.Option(help="Same number, same people.")] = None,
) -> None:
    """Simulated customers keep coming and simulated agents keep answering, until Ctrl-C.

    The first agents' log-ins are left to you: sign in as one of them and offers reach you, too.
    """
    console = Console()
    plan = TrafficPlan(rate, agents, minutes, tempo, site, seed)
    try:
        traffic = Traffic(locate(url, home), plan)
        _run(traffic, console)
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except (
        ConnectionFailed,
        GaveUp,
        InstanceUnknown,
        Problem,
        SocketRefused,
        TimeoutError,
        ValueError,
    ) as error:
        Console(stderr=True).print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    console.print(summary(traffic.scene, traffic.tally), highlight=False)
    for line in list(traffic.scene.troubles)[:10]:
        console.print(f"  {line}", markup=False, highlight=False)


def _run(traffic: Traffic, console: Console) -> None:
    from time import perf_counter

    ticks = 0

    def lines() -> None:
        nonlocal ticks
        if ticks and ticks % 30 == 0:
            console.print(summary(traffic.scene, traffic.tally), highlight=False)
        ticks += 1

    if not console.is_terminal:
        run(lambda stop: traffic.run(stop, lines))
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:

        def draw() -> None:
            view = live_view(traffic.scene, traffic.tally, perf_counter() - traffic.started)
            live.update(view, refresh=True)

        run(lambda stop: traffic.run(stop, draw))


@app.command("visit")
def visit_command(
    person: Annotated[
        Literal["two_loans", "one_loan", "overdue", "settled"], typer.Argument(help="Which borrower.")
    ] = "two_loans",
    site: Annotated[str, typer.Option(help="Site key of the web chat.")] = "demo",
) -> None:
    """Print a link to the chat as a borrower who is signed in: flows about money need to know who it is.

    Two loans and two cards; one loan just begun; one overdue; all settled. Good for 12 hours.
    """
    settings = get_settings()
    if not (settings.secrets_path / "demo-identity").exists():
        Console(stderr=True).print(
            "This instance has no demo lender that signs identities (see `tandem up --demo`)."
        )
        raise typer.Exit(1)
    identity = signed_identity(person, site=site, secret=identity_secret(settings), now=SystemClock().now())
    sys.stdout.write(f"{settings.base_url}/chat?site={site}#identity={identity}\n")
