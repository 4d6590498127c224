"""Public events of conversations."""

from typing import Any

from tandem.contexts.conversations import events as facts
from tandem.contexts.integrations.catalogue.event import PublicEvent
from tandem.kit.events import Recorded

_ID = {"type": "string", "format": "uuid"}
_MAYBE_ID = {"type": ["string", "null"], "format": "uuid"}
_TEXT = {"type": "string"}
_CONVERSATION = "0197c1a4-6d2e-7b43-9a10-5b8f0e6c2d11"
_CUSTOMER = "0197c1a4-6d2a-7e21-8c55-1d7a4f3b9e02"
_AGENT = "0197c19f-2b11-7c8a-b4d6-90e2f1a7c344"
_QUEUE = "0197c19f-2a90-7d17-a1f2-3c6b8d5e4f90"


def _created(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {
        "conversation_id": str(event.subject_id), "customer_id": event.data["customer_id"],
        "queue_id": event.data["queue_id"], "channel": event.data["channel"],
    }  # fmt: skip


def _message(event: Recorded, disclosed: frozenset[str]) -> dict[str, Any]:
    """The text, and what is attached, only where it may be told."""
    message = event.data["message"]
    return {
        "conversation_id": str(event.subject_id), "message_id": message["id"], "seq": message["seq"],
        "role": message["role"], "kind": message["kind"], "created_at": message["created_at"],
        "text": message["text"] if "message_text" in disclosed else None,
    }  # fmt: skip


def _assigned(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    agents = event.data["agent_ids"]
    return {
        "conversation_id": str(event.subject_id), "queue_id": event.data["queue_id"],
        # Those whose desks are to be refreshed: the one before, then the one now.
        "agent_id": agents[-1] if agents else None, "from_agent_id": event.data["from_agent_id"],
        "reason": event.data["reason"],
    }  # fmt: skip


def _queued(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {
        "conversation_id": str(event.subject_id), "queue_id": event.data["queue_id"],
        "from_controller": event.data["from_controller"], "reason": event.data["reason"],
    }  # fmt: skip


def _bare(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {"conversation_id": str(event.subject_id), "queue_id": event.data["queue_id"]}


def _rated(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {"conversation_id": str(event.subject_id), "score": event.data["detail"]["score"]}


_MESSAGE = {
    "conversation_id": _ID, "message_id": _ID, "seq": {"type": "integer", "minimum": 1},
    "role": {"enum": ["customer", "agent", "bot", "system"]}, "kind": _TEXT,
    "created_at": {"type": "string", "format": "date-time"}, "text": {"type": ["string", "null"]},
}  # fmt: skip
_BARE = {"conversation_id": _ID, "queue_id": _ID}
_BARE_EXAMPLE = {"conversation_id": _CONVERSATION, "queue_id": _QUEUE}


def _message_event(name: str, of: str, role: str) -> PublicEvent:
    example = {
        "conversation_id": _CONVERSATION, "message_id": "0197c1a4-71b0-7a02-8d1e-6f5a2b9c8e77", "seq": 1,
        "role": role, "kind": "text", "created_at": "2026-11-22T02:00:00Z", "text": None,
    }  # fmt: skip
    return PublicEvent(name, of, _message, _MESSAGE, example, discloses=("message_text",))


def _changed(name: str, what: str) -> PublicEvent:
    return PublicEvent(
        name, facts.Changed.kind, _bare, _BARE, _BARE_EXAMPLE, wants=lambda event: event.data["what"] == what
    )


EVENTS = (
    PublicEvent(
        "conversation.created", facts.ConversationOpened.kind, _created,
        {"conversation_id": _ID, "customer_id": _ID, "queue_id": _ID, "channel": _TEXT},
        {"conversation_id": _CONVERSATION, "customer_id": _CUSTOMER, "queue_id": _QUEUE, "channel": "web"},
    ),
    _message_event("conversation.message_received", facts.MessageReceived.kind, "customer"),
    _message_event("conversation.message_sent", facts.MessageQueued.kind, "agent"),
    PublicEvent(
        "conversation.queued", facts.ControllerChanged.kind, _queued,
        {
            "conversation_id": _ID, "queue_id": _ID, "from_controller": {"type": ["string", "null"]},
            "reason": _TEXT,
        },
        {
            "conversation_id": _CONVERSATION, "queue_id": _QUEUE, "from_controller": "bot",
            "reason": "asked_for_person",
        },
        wants=lambda event: event.data["to_controller"] == "queue",
    ),
    PublicEvent(
        "conversation.assigned", facts.ControllerChanged.kind, _assigned,
        {
            "conversation_id": _ID, "queue_id": _ID, "agent_id": _MAYBE_ID, "from_agent_id": _MAYBE_ID,
            "reason": _TEXT,
        },
        {
            "conversation_id": _CONVERSATION, "queue_id": _QUEUE, "agent_id": _AGENT, "from_agent_id": None,
            "reason": "accepted",
        },
        wants=lambda event: event.data["to_controller"] == "agent",
    ),
    _changed("conversation.resolved", "resolved"),
    _changed("conversation.reopened", "reopened"),
    _changed("conversation.snoozed", "snoozed"),
    PublicEvent(
        "conversation.rated", facts.Changed.kind, _rated,
        {"conversation_id": _ID, "score": {"type": "integer", "minimum": 1, "maximum": 5}},
        {"conversation_id": _CONVERSATION, "score": 5},
        wants=lambda event: event.data["what"] == "rated",
    ),
)  # fmt: skip
