"""Accepting: a foreign event is kept before the far end is told that we have it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from tandem.contexts.channels.errors import IncomingUnfit
from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.repository import accounts, inbox, keeping, lines
from tandem.kit import json
from tandem.kit.db import Database, Tx

TAKE_IN_JOB = "channels.take_in"
SPREAD_JOB = "channels.spread"
_ID_CHARS = 512
_FILES = 20
_CONTEXT_BYTES = 16_384
_LEFT_OUT = 20_000


async def accept(tx: Tx, account_id: UUID, incoming: Incoming) -> bool:
    """Keep a foreign event; False when it was here before (then nothing changes). Once this is committed the event is
    safe: acknowledge it. Cheap: what it means is found out by a job, by sender in the order of writing.

    Raises IncomingUnfit for ids and file references longer than 512 characters, a sender longer than 320, a text of
    more than 200,000, more than 20 files, a file's name longer than 255, a name or reason longer than 200, a locale
    longer than 35, a context of more than 16 KB, and a NUL anywhere but in the text, where it is left out. Of what was
    left out of the text 20,000 characters are kept."""
    kept = fitted(incoming)
    (number,) = await add_all(tx, [(account_id, kept)])
    if number is not None:
        ask_to_take_in(tx, number, account_id, await lines.line_of(tx, account_id, kept.sender))
    return number is not None


async def add_all(tx: Tx, events: Sequence[tuple[UUID, Incoming]]) -> list[int | None]:
    """Keep many events that are `fitted`, by few statements: the numbers of those that are new. Who calls it asks for
    their jobs (`ask_for`); what nobody asks for is found by the sweep within two minutes."""
    numbers = await keeping.add_all(tx, events)
    fresh = {account for (account, _), number in zip(events, numbers, strict=True) if number is not None}
    if fresh:
        await accounts.note_incoming(tx, fresh)
    return numbers


async def keep_all(db: Database, events: Sequence[tuple[UUID, Incoming]]) -> list[int | None]:
    """The same, committed: by one statement where it can be, for the far end waits."""
    numbers = await keeping.add_all_alone(db, events)
    if numbers is None:
        async with db.transaction() as tx:
            numbers = await add_all(tx, events)
    return numbers


def ask_for(tx: Tx, numbers: Sequence[int]) -> None:
    """The job that asks for the jobs of these events: whoever brings hundreds waits for one row."""
    tx.enqueue(SPREAD_JOB, {"events": list(numbers)})


def fitted(incoming: Incoming) -> Incoming:
    """As it can be stored. Raises IncomingUnfit (see `accept`)."""
    left_out = _storable(incoming.left_out)[:_LEFT_OUT] if incoming.left_out else None
    incoming = replace(incoming, text=_storable(incoming.text), left_out=left_out)
    _check(incoming)
    return incoming


def ask_to_take_in(
    tx: Tx, number: int, account_id: UUID, line: str, *, again_in: timedelta | None = None
) -> None:
    """The job for everything of one sender that waits. It names an event, not the sender, who may be known by a phone
    number. `again_in`: not at once, and beside a job that waits to start at once."""
    short = sha256(f"{account_id}:{line}".encode()).hexdigest()[:32]
    key = short if again_in is None else f"{short}:later"
    tx.enqueue(TAKE_IN_JOB, {"event": number}, delay=again_in, dedupe_key=key)


class Spreading:
    """The job that asks for the jobs of many events. Again does no harm; the sweep stands in for a lost one."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(self, body: Mapping[str, Any]) -> None:
        async with self._db.transaction() as tx:
            for number, account_id, line in await inbox.lines_of(tx, body["events"]):
                ask_to_take_in(tx, number, account_id, line)


def _storable(text: str) -> str:
    """Without what PostgreSQL cannot keep: NUL and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _check(incoming: Incoming) -> None:
    sizes = [
        ("external_id", incoming.external_id, _ID_CHARS), ("sender", incoming.sender, 320),
        ("text", incoming.text, 200_000), ("name", incoming.name, 200),
        ("subject", incoming.subject, 500), ("locale", incoming.locale, 35),
        ("about", incoming.about, _ID_CHARS), ("reason", incoming.reason, 200),
        ("session", incoming.session, 64), ("scene", incoming.scene, 64),
        *(("files", file.reference, _ID_CHARS) for file in incoming.files),
        *(("files", file.name, 255) for file in incoming.files),
        *(("files", file.content_type, 255) for file in incoming.files),
    ]  # fmt: skip
    for name, value, limit in sizes:
        if value is not None and len(value) > limit:
            raise IncomingUnfit(fields=[(name, f"at most {limit}")])
        if value is not None and value != _storable(value):
            raise IncomingUnfit(fields=[(name, "characters that cannot be kept")])
    if len(incoming.files) > _FILES:
        raise IncomingUnfit(fields=[("files", f"at most {_FILES}")])
    if not incoming.external_id or not incoming.sender:
        raise IncomingUnfit(fields=[("external_id", "and sender are needed")])
    for name, told_of in (("context", incoming.context), ("attributes", incoming.attributes)):
        try:
            told = json.dumps(dict(told_of))
        except TypeError as error:
            raise IncomingUnfit(fields=[(name, "no JSON")]) from error
        if len(told) > _CONTEXT_BYTES or b"\\u0000" in told:
            raise IncomingUnfit(fields=[(name, f"at most {_CONTEXT_BYTES} bytes, without NUL")])
