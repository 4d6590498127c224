"""What a socket reads from the database: one transaction, taking turns with the other sockets."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.contexts.channels.web.socket.lines import Lines
from tandem.contexts.channels.web.views import conversation_view
from tandem.contexts.conversations import api
from tandem.contexts.conversations.api import Conversation, MessageView
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import Customer
from tandem.kit.db import Tx

PAGE = 200


@dataclass(frozen=True)
class Snapshot:
    """`view` and `upto` are None when they were not asked for. With `messages` the socket has everything up
    to `upto`, and `more` lies beyond."""

    conversation: Conversation
    view: dict[str, Any] | None
    messages: list[MessageView]
    upto: int | None
    more: bool


async def read_snapshot(
    tx: Tx,
    lines: Lines,
    conversation_id: UUID,
    *,
    after: int | None,
    with_view: bool,
    customer: Customer | None = None,
) -> Snapshot:
    """The conversation now; the messages after the number `after` (None: no messages). `customer`: if it was
    read in this transaction already."""
    # The conversation first: messages up to its last number are all there when the second query runs.
    conversation = await api.get(tx, conversation_id)
    view = await _view(tx, lines, conversation, customer) if with_view else None
    if after is None:
        return Snapshot(conversation, view, [], None, False)
    messages, more = await api.messages(tx, conversation_id, after=after, limit=PAGE, customer_view=True)
    newest = messages[-1].seq if messages else after
    return Snapshot(
        conversation, view, messages, newest if more else max(newest, conversation.last_seq), more
    )


async def _view(
    tx: Tx, lines: Lines, conversation: Conversation, customer: Customer | None
) -> dict[str, Any]:
    place = None
    if conversation.controller == "queue":
        place = await lines.place(tx, conversation.queue_id, conversation.id)
    customer = customer or await customers.get(tx, conversation.customer_id)
    return await conversation_view(tx, conversation, place, customer)
