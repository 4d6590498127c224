"""Accepting: a foreign event is kept before the far end is told that we have it."""

from uuid import UUID

from tandem.contexts.channels.errors import IncomingUnfit
from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.repository import accounts, inbox
from tandem.kit.db import Tx

TAKE_IN_JOB = "channels.take_in"
_EXTERNAL_ID_CHARS = 512
_SENDER_CHARS = 320
_FILES = 20
_TEXT_CHARS = 200_000


async def accept(tx: Tx, account_id: UUID, incoming: Incoming) -> bool:
    """Keep a foreign event; False when it was here before (then nothing changes). Once this is committed the event is
    safe: acknowledge it. Cheap: what it means is found out by a job, by sender in the order of writing.

    Raises IncomingUnfit for ids longer than 512, a sender longer than 320 characters, a text of more than 200,000
    characters or more than 20 files."""
    _check(incoming)
    if not await inbox.add(tx, account_id, incoming):
        return False
    await accounts.change(tx, account_id, last_in_at=tx.now)
    ask_to_take_in(tx, account_id, incoming.sender)
    return True


def ask_to_take_in(tx: Tx, account_id: UUID, sender: str) -> None:
    """The job for everything of one sender that waits."""
    told = {"account_id": str(account_id), "sender": sender}
    tx.enqueue(TAKE_IN_JOB, told, dedupe_key=f"{account_id}:{sender}")


def _check(incoming: Incoming) -> None:
    limits = (
        ("external_id", len(incoming.external_id), _EXTERNAL_ID_CHARS),
        ("sender", len(incoming.sender), _SENDER_CHARS),
        ("text", len(incoming.text), _TEXT_CHARS),
        ("files", len(incoming.files), _FILES),
    )
    for name, size, limit in limits:
        if size > limit:
            raise IncomingUnfit(fields=[(name, f"at most {limit}")])
    if not incoming.external_id or not incoming.sender:
        raise IncomingUnfit(fields=[("external_id", "and sender are needed")])
