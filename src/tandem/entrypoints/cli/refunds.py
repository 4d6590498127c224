"""`tandem refunds`: money that should go back to customers and does not: see it, have the gateway asked again, or say
how it ended."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import orjson
import typer
from rich.console import Console

from tandem.contexts.access.api import Actor
from tandem.contexts.selfservice import api as selfservice
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.chinese.writing import yuan
from tandem.kit.db import Tx
from tandem.kit.errors import TandemError
from tandem.kit.i18n import translate
from tandem.settings import get_settings

app = typer.Typer(
    no_args_is_help=True, help="See refunds that are stuck; have them asked again, or close them."
)

T = TypeVar("T")
_ACTOR = Actor.system("command line")
Refund = Annotated[UUID, typer.Argument(help="The refund's id, from `tandem refunds list`.")]
HowOption = Annotated[
    selfservice.How,
    typer.Option(help="paid_otherwise: people gave it back; not_owed: there is nothing to give back."),
]


@app.command("list")
def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Refunds that are not at their end, oldest first. Audited.

    Exit code 0: listed. 2: no database."""
    found = _run(lambda tx: selfservice.refunds(tx, _ACTOR))
    rows = [
        {
            "id": str(one.refund.id), "state": one.refund.state, "fen": one.refund.fen, "reason": one.refund.reason,
            "since": one.refund.created_at, "payment_no": one.refund.payment_no, "borrower": one.order.borrower,
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        typer.echo(orjson.dumps(rows).decode())
        return
    for refund in (one.refund for one in found):
        amount = yuan(refund.fen)
        since = f"{refund.created_at:%Y-%m-%d %H:%M}Z"
        typer.echo(f"{refund.id}  {refund.state:5}  {amount:>14}  {since}  {refund.payment_no}")
    typer.echo(f"{len(rows)} refunds open")


@app.command("again")
def again_command(refund: Refund) -> None:
    """Have the payment gateway asked again; it gives back once. A worker does it. Audited.

    Exit code 0: asked. 1: it cannot be. 2: no database."""
    _run(lambda tx: selfservice.ask_again(tx, _ACTOR, refund))
    typer.echo("asked again")


@app.command("close")
def close_command(refund: Refund, how: HowOption) -> None:
    """Say that a stuck refund is over, and how. The gateway is asked no more. Audited.

    Exit code 0: closed. 1: it cannot be. 2: no database."""
    _run(lambda tx: selfservice.close_refund(tx, _ACTOR, refund, how))
    typer.echo("closed")


def _run(work: Callable[[Tx], Awaitable[T]]) -> T:
    console = Console(stderr=True)
    try:
        return asyncio.run(_in_a_transaction(work))
    except TandemError as error:
        console.print(f"[red]{translate(f'error.{error.code}', 'en')}[/red]", highlight=False)
        raise typer.Exit(1) from error
    except (NoDatabase, OSError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error


async def _in_a_transaction(work: Callable[[Tx], Awaitable[T]]) -> T:
    async with opened(get_settings()) as db, db.transaction() as tx:
        return await work(tx)
