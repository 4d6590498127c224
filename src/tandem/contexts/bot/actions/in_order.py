"""People write in pieces: one conversation's messages are decided in the order in which they were written, even
where several processes take them up at once."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between looks. After the last the message is decided all the same: an earlier one whose job failed must
hold up nobody for long."""
_LATELY = timedelta(seconds=5)
_LOOK_BACK = 6


class TooEarly(Exception):
    """A message written just before this one is not decided yet."""


async def earlier_first(tx: Tx, message: Mapping[str, Any], decided: Collection[UUID]) -> None:
    """Raise TooEarly while somebody works on an earlier message of the same customer. `decided`: the messages of this
    conversation that are decided already, among the latest."""
    if message["seq"] == 1:
        return
    written_at = datetime.fromisoformat(message["created_at"])
    before = await conversations.written_before(
        tx, UUID(message["conversation_id"]), message["seq"], limit=_LOOK_BACK
    )
    for one in before:
        if one.role in ("agent", "system") or one.created_at < written_at - _LATELY:
            # What was written to an agent or in the queue is not the bot's; what was written long ago is settled.
            return
        if one.role == "customer" and one.id not in decided:
            raise TooEarly
