"""`tandem audit`: is the audit trail whole, and what does it say."""

import asyncio
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tandem.contexts.access.api import AnchorFile, AuditEntry, AuditHead, Verdict, audit_tail, verify_audit
from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="Verify the audit trail and read its end.")

_SEALED_WITHIN_S = 60
_TOLD = 20
_WORDS = {
    "edited": "its content does not fit its hash",
    "missing": "missing",
    "broken_link": "does not follow on the entry before it",
    "truncated": "cut off: the anchor knows it, the table does not",
    "rewritten": "its hash is not the one that was noted: the chain was forged anew",
}


@app.command()
def verify(
    expect: Annotated[
        list[str] | None,
        typer.Option(help="A head noted earlier (SEQ:HASH) that the chain has to contain; may be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on stdout.")] = False,
) -> None:
    """Check every entry, the chain, and the head noted in the home folder.

    Note the head it prints somewhere else from time to time: with --expect it proves later that nothing
    before it was changed. Exit code 0: whole. 1: something is wrong. 2: could not check."""
    console = Console(stderr=True)
    try:
        known = [AuditHead.parse(text) for text in expect or []]
        anchor = AnchorFile(get_settings().secrets_path).read()
        verdict = asyncio.run(_verify([*known, *([anchor] if anchor else [])], console))
    except (NoDatabase, ValueError, OSError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(orjson.dumps(_document(verdict, anchor), option=orjson.OPT_INDENT_2))
    else:
        _tell(verdict, anchor)
    raise typer.Exit(0 if verdict.intact else 1)


@app.command()
def tail(
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, max=1000, help="How many entries.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,
) -> None:
    """Print the newest sealed entries."""
    try:
        entries = asyncio.run(_tail(lines))
    except NoDatabase as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for entry in entries:
        typer.echo(_line(entry, as_json))


async def _verify(known: list[AuditHead], console: Console) -> Verdict:
    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with opened(get_settings()) as db:
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("", total=None)
            return await verify_audit(
                db, known, lambda done, total: progress.update(bar, completed=done, total=total)
            )


async def _tail(lines: int) -> list[AuditEntry]:
    async with opened(get_settings()) as db, db.transaction() as tx:
        return await audit_tail(tx, lines)


def _tell(verdict: Verdict, anchor: AuditHead | None) -> None:
    for fault in verdict.faults[:_TOLD]:
        which = f"{fault.seq}" if fault.until in (None, fault.seq) else f"{fault.seq}–{fault.until}"
        typer.echo(f"entry {which}: {_WORDS[fault.kind]}")
    if verdict.fault_count > _TOLD:
        typer.echo(f"… and {verdict.fault_count - _TOLD} more")
    if verdict.unsealed:
        age = verdict.unsealed_seconds
        hint = "; no worker seals them" if age > _SEALED_WITHIN_S else ""
        typer.echo(f"{verdict.unsealed} entries are not sealed yet, the oldest for {age:.0f} s{hint}")
    if anchor is None:
        typer.echo("no anchor in the home folder: a cut end or a forged chain would not show")
    whole = "whole" if verdict.intact else f"NOT WHOLE: {verdict.fault_count} faults"
    typer.echo(f"{verdict.checked} entries checked: {whole}")
    if verdict.head and verdict.intact:
        typer.echo(f"head {verdict.head}")


def _document(verdict: Verdict, anchor: AuditHead | None) -> dict[str, object]:
    return {
        "intact": verdict.intact,
        "checked": verdict.checked,
        "head": str(verdict.head) if verdict.head else None,
        "anchor": str(anchor) if anchor else None,
        "fault_count": verdict.fault_count,
        "faults": [{"kind": f.kind, "seq": f.seq, "until": f.until} for f in verdict.faults],
        "unsealed": verdict.unsealed,
        "oldest_unsealed_s": round(verdict.unsealed_seconds, 1),
    }


def _line(entry: AuditEntry, as_json: bool) -> str:
    data = orjson.dumps(entry.data).decode()
    if not as_json:
        when = f"{entry.at:%Y-%m-%d %H:%M:%SZ}"
        return "  ".join((str(entry.seq), when, entry.actor, entry.action, entry.subject, data))
    fields = ("seq", "id", "at", "actor", "action", "subject", "data", "sealed_at")
    body = {name: getattr(entry, name) for name in fields}
    body |= {"prev": entry.prev_hash.hex(), "hash": entry.hash.hex()}
    return orjson.dumps(body, default=str).decode()
