"""`tandem staff`: the first administrator, and a way in when nobody can sign in."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import orjson
import typer
from rich.console import Console
from rich.table import Table

from tandem.contexts.access import api
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.db import Database
from tandem.kit.errors import NotFound, TandemError
from tandem.kit.i18n import translate
from tandem.settings import get_settings

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Create staff, reset passwords, list who there is.")

PasswordStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input; else one is generated."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")]


@app.command()
def create(
    username: Annotated[str, typer.Argument(help="Log-in name, lower case.")],
    name: Annotated[str | None, typer.Option(help="Name that others see; default: the log-in name.")] = None,
    role: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(api.permissions.ROLES)}.")
    ] = None,
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Create a member of staff and print the password."""
    given = _given(password_stdin)

    async def work(db: Database) -> tuple[api.Staff, str]:
        actor, gate = _actor(), _gate()
        password = given or api.generate_password()
        api.check_password(password, username=username, name=name or username, locale="en")
        made = await gate.passwords.hash(password)
        async with db.transaction() as tx:
            staff = await api.create_staff(
                tx,
                actor,
                username=username,
                name=name or username,
                roles=role or ["agent"],
                password_hash=made,
                first_password=True,
                locale=get_settings().locale,
            )
        return staff, password

    staff, password = _run(work)
    _show_password(staff, None if given else password, as_json)


@app.command("reset-password")
def reset_password(
    username: Annotated[str, typer.Argument(help="Log-in name.")],
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Give somebody a new password, lift a lock, and end all sessions of that person."""
    given = _given(password_stdin)

    async def work(db: Database) -> tuple[api.Staff, str]:
        async with db.transaction() as tx:
            staff = await api.staff_by_username(tx, username)
        if staff is None:
            raise NotFound("staff_not_found")
        return await api.reset_password(db, _gate(), _actor(), staff.id, given)

    staff, password = _run(work)
    _show_password(staff, None if given else password, as_json)


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List all staff, deactivated ones too."""

    async def work(db: Database) -> list[api.Staff]:
        found: list[api.Staff] = []
        cursor = None
        async with db.transaction() as tx:
            while True:
                page = await api.list_staff(tx, _actor(), active=None, cursor=cursor, limit=500)
                found += page.items
                cursor = page.next
                if cursor is None:
                    return found

    people = _run(work)
    if as_json:
        typer.echo(orjson.dumps([_document(staff) for staff in people], option=orjson.OPT_INDENT_2))
        return
    table = Table("user name", "name", "roles", "team", "active", box=None)
    for staff in people:
        team = f"{staff.team.business_line_name} / {staff.team.name}" if staff.team else ""
        table.add_row(
            staff.username, staff.name, ", ".join(staff.roles), team, "yes" if staff.active else "no"
        )
    Console().print(table)


def _given(password_stdin: bool) -> str | None:
    return sys.stdin.readline().rstrip("\r\n") if password_stdin else None


def _actor() -> api.Actor:
    # The audit trail then says who of the machine's users did it.
    return api.Actor.system(f"cli:{getpass.getuser()}")


def _gate() -> api.Gate:
    settings = get_settings()
    return api.Gate(api.AccessOptions(secret=settings.secret(), cheap_passwords=settings.testing))


def _run(work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(get_settings()) as db:
            return await work(db)

    try:
        return asyncio.run(run())
    except NoDatabase as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except TandemError as error:
        reasons = [message for _, message in error.fields] or [
            translate(f"error.{error.code}", "en", **error.params)
        ]
        for reason in reasons:
            typer.echo(reason, err=True)
        raise typer.Exit(1) from error


def _show_password(staff: api.Staff, password: str | None, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps({**_document(staff), "password": password}, option=orjson.OPT_INDENT_2))
        return
    typer.echo(f"{staff.username} ({', '.join(staff.roles)})")
    if password is not None:
        typer.echo(f"password: {password}")


def _document(staff: api.Staff) -> dict[str, object]:
    return {
        "id": str(staff.id),
        "username": staff.username,
        "name": staff.name,
        "roles": list(staff.roles),
        "team": staff.team.name if staff.team else None,
        "active": staff.active,
    }
