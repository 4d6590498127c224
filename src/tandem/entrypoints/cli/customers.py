"""`tandem customers`: a copy of a person's data, or its erasure, beside a running instance or without one."""

import asyncio
import os
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import orjson
import typer
from rich.console import Console

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.crypto import CryptoError
from tandem.kit.db import Database
from tandem.kit.errors import NotFound, TandemError
from tandem.kit.i18n import translate
from tandem.settings import get_settings

app = typer.Typer(
    no_args_is_help=True, help="Copy or erase a customer's data, as the law gives them a right to."
)

_ACTOR = Actor.system("command line")
Who = Annotated[str, typer.Argument(help="Borrower number, or the id of a customer.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the request.")]


@app.command("export")
def export_command(
    who: Who,
    out: Annotated[Path, typer.Option(help="File to write (0600); it must not exist.")],
    reason: Reason,
    format: Annotated[Literal["html", "json"], typer.Option(help="For people or for programs.")] = "html",
) -> None:
    """Write everything that is kept of a person into a file. Audited.

    Exit code 0: written. 1: could not be made. 2: no database, no key, or no such customer."""
    made = _run(who, "export", reason, format)
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made)
    typer.echo(str(out))


@app.command("erase")
def erase_command(
    who: Who, reason: Reason, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Erase a person: names, personal data, identities. What the law keeps may then only be stored. Audited.

    Exit code 0: erased. 1: something stands in the way. 2: no database, no key, or no such customer."""
    if not yes:
        typer.confirm("This cannot be undone. Erase?", abort=True)
    _run(who, "erase", reason, "json")
    typer.echo("erased")


def _run(who: str, kind: str, reason: str, format: str) -> bytes:
    try:
        return asyncio.run(_carry_out(who, kind, reason, format))
    except (CryptoError, NoDatabase, OSError, NotFound) as error:
        raise _failed(error, 2) from error
    except TandemError as error:
        raise _failed(error, 1) from error


def _failed(error: Exception, code: int) -> typer.Exit:
    said = translate(f"error.{error.code}", "en") if isinstance(error, TandemError) else str(error)
    Console(stderr=True).print(f"[red]{said}[/red]", highlight=False, soft_wrap=True)
    return typer.Exit(code)


async def _carry_out(who: str, kind: str, reason: str, format: str) -> bytes:
    from tandem.wiring.privacy import privacy

    settings = get_settings()
    async with opened(settings) as db:
        people = privacy(settings, db)
        customer_id = await _find(db, who)
        async with db.transaction() as tx:
            asked = await customers.request_privacy(
                tx, customer_id, kind, _ACTOR, reason=reason, parts=people.parts
            )
        await people.kept.carry_out({"request": str(asked.id)})
        async with db.transaction() as tx:
            ended = await customers.privacy_request(tx, asked.id)
            if ended.state != "done":
                raise TandemError(ended.failure)
            if kind == "erase":
                return b""
            document = await people.kept.read_copy(tx, ended)
    return (
        customers.as_page(document, settings.locale, settings.zone).encode()
        if format == "html"
        else orjson.dumps(document)
    )


async def _find(db: Database, who: str) -> UUID:
    async with db.transaction() as tx:
        found = await customers.by_borrower(tx, who)
        if found is None:
            try:
                found = await customers.get(tx, UUID(who))
            except ValueError:
                raise customers.CustomerNotFound() from None
        return found.id
