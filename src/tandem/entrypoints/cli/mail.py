"""`tandem mail`: a mailbox's history; the demo's mailbox, in which a newcomer is the customer."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.settings import get_settings

app = typer.Typer(
    no_args_is_help=True, help="Import a mailbox; write to the demo's mailbox and read its answers."
)

Key = Annotated[str, typer.Option("--account", help="Key of the account.")]


@app.command("import")
def import_command(
    account: Key, folder: Annotated[str, typer.Option(help="Folder of the mailbox.")] = "INBOX"
) -> None:
    """Import what lay in a mailbox (IMAP) before it was connected, as conversations that are over. Ctrl-C stops it
    after the page in hand; the same command goes on.

    Exit code 0: all of it. 1: the mailbox cannot be used. 2: no database, or no such account. 3: stopped."""
    _run(lambda db: _import(db, account, folder))


@app.command("write")
def write_command(
    sender: Annotated[str, typer.Option("--from", help="The customer's address.")],
    text: Annotated[str, typer.Option(help="What they write.")],
    subject: Annotated[str, typer.Option(help="What it is about.")] = "",
    account: Key = "service",
) -> None:
    """Write as a customer into a mailbox that is a folder on this machine (Maildir), as the demo's is.

    Exit code 0: written. 1: the address is none, or the account receives otherwise. 2: no such account."""
    _run(lambda db: _write(db, account, sender, subject, text))


@app.command("read")
def read_command(account: Key = "service", last: Annotated[int, typer.Option(min=1, max=50)] = 5) -> None:
    """Show the newest mails of a mailbox on this machine, in and out, the newest last.

    Exit code 0. 2: no such account."""
    _run(lambda db: _read(db, account, last))


def _run(work: Callable[[Any], Coroutine[Any, Any, int]]) -> None:
    async def working() -> int:
        async with opened(get_settings()) as db:
            return await work(db)

    try:
        code = asyncio.run(working())
    except NoDatabase as error:
        code = _failed(str(error), 2)
    raise typer.Exit(code)


def _failed(text: str, code: int) -> int:
    Console(stderr=True).print(f"[red]{text}[/red]", highlight=False, soft_wrap=True)
    return code


async def _import(db: Any, key: str, folder: str) -> int:
    from tandem.wiring.channels.mail import MailboxUnusable, mail_of

    mail = mail_of(get_settings(), db)
    account = await mail.taking.accounts.by_key("email", key)
    if account is None:
        return _failed(f"There is no mailbox with the key {key}.", 2)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(f"{key}/{folder}", total=None)
            made = await mail.importing(
                account, folder, lambda done, of: bar.update(task, completed=done, total=of), stop
            )
    except MailboxUnusable as error:
        return _failed(str(error), 1)
    taken = made.taken
    typer.echo(f"kept {taken.kept}, known {taken.known}, put aside {sum(taken.aside.values())}")
    for code, number in sorted(taken.aside.items()):
        typer.echo(f"  {code}: {number}")
    return 0 if made.done else 3


async def _write(db: Any, key: str, sender: str, subject: str, text: str) -> int:
    from tandem.wiring.channels.mail import mail_of

    mail = mail_of(get_settings(), db)
    account = await mail.taking.accounts.by_key("email", key)
    if account is None:
        return _failed(f"There is no mailbox with the key {key}.", 2)
    try:
        await mail.local.write(account, sender=sender, subject=subject, text=text)
    except ValueError as error:
        return _failed(str(error), 1)
    typer.echo("written")
    return 0


async def _read(db: Any, key: str, last: int) -> int:
    from tandem.wiring.channels.mail import mail_of

    mail = mail_of(get_settings(), db)
    account = await mail.taking.accounts.by_key("email", key)
    if account is None:
        return _failed(f"There is no mailbox with the key {key}.", 2)
    for one in reversed(await mail.local.newest(account, last)):
        typer.echo(f"[{one.at:%Y-%m-%d %H:%M}] {one.sender} → {one.recipient}: {one.subject}\n{one.text}\n")
    return 0
