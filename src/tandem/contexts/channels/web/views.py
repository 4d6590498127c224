"""How conversations and messages look to their customer."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tandem.contexts.conversations.api import Conversation, FileUrls, MessageView, Place, find_rating, names
from tandem.contexts.customers.api import Customer, standing_block
from tandem.kit.db import Tx

# A rating asked for later than this finds nobody who remembers.
_ASK_RATING_FOR = timedelta(hours=24)
# What let an answer out, a person at the silent seat perhaps, is the lender's business.
_STAFF_ONLY = frozenset({"policy", "confidence", "session"})


async def conversation_view(
    tx: Tx, conversation: Conversation, place: Place | None, customer: Customer
) -> dict[str, Any]:
    """The conversation as JSON; `place` is its place in line when it waits, `customer` its customer now."""
    rating = await find_rating(tx, conversation.id)
    agent = None
    if conversation.agent_id is not None:
        known = await names(tx, [conversation.agent_id])
        agent = {"name": known.get(conversation.agent_id, "")}
    block = await standing_block(tx, customer.id) if customer.blocked else None
    return {
        "id": str(conversation.id),
        "status": conversation.status,
        "controller": "bot" if conversation.controller == "silent_seat" else conversation.controller,
        "agent": agent,
        "queue": place_view(place),
        "last_seq": conversation.last_seq,
        "customer_read_seq": conversation.customer_read_seq,
        "agent_read_seq": conversation.agent_read_seq,
        "opened_at": iso(conversation.opened_at),
        "rating": {"score": rating["score"]} if rating else None,
        "rating_requested": rating is None and asks_for_rating(conversation, tx.now),
        "blocked": {"until": iso(block.until) if block.until else None} if block else None,
    }


def asks_for_rating(conversation: Conversation, now: datetime) -> bool:
    """True when the conversation ended lately."""
    ended = conversation.resolved_at
    return conversation.status == "resolved" and ended is not None and now - ended <= _ASK_RATING_FOR


def place_view(place: Place | None) -> dict[str, Any] | None:
    return {"position": place.position, "estimate_s": place.estimate_s} if place else None


def message_view(
    message: MessageView, conversation: Conversation, files: FileUrls, now: datetime
) -> dict[str, Any]:
    """The message as JSON, with how far it has come."""
    shown = pushed_view(message.wire(), files, now)
    if message.role == "customer":
        if message.seq <= conversation.agent_read_seq:
            shown["state"] = "read"
    elif message.seq <= conversation.customer_read_seq:
        shown["state"] = "read"
    elif message.seq <= conversation.customer_delivered_seq:
        shown["state"] = "delivered"
    return shown


def pushed_view(wire: Mapping[str, Any], files: FileUrls, now: datetime) -> dict[str, Any]:
    """A message that an event carried, for the customer's socket."""
    shown = {key: value for key, value in wire.items() if key != "audience"}
    shown["payload"] = {key: value for key, value in wire["payload"].items() if key not in _STAFF_ONLY}
    return files.present(shown, now)


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
