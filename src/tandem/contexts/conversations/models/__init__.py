"""Tables of the conversations context."""

from tandem.contexts.conversations.models import tables
from tandem.contexts.conversations.models.attachment import attachment_table
from tandem.contexts.conversations.models.conversation import (
    assignment_table,
    conversation_label_table,
    conversation_table,
    handover_table,
    label_table,
    mention_table,
    message_table,
    rating_table,
    resolution_table,
    snooze_table,
)
from tandem.contexts.conversations.models.legs import continuation_table, leg_table
from tandem.contexts.conversations.models.routing import (
    calendar_table,
    disposition_table,
    offer_table,
    presence_table,
    queue_entry_table,
    queue_table,
    seat_queue_table,
    seat_table,
)

__all__ = [
    "assignment_table",
    "attachment_table",
    "calendar_table",
    "continuation_table",
    "conversation_label_table",
    "conversation_table",
    "disposition_table",
    "handover_table",
    "label_table",
    "leg_table",
    "mention_table",
    "message_table",
    "offer_table",
    "presence_table",
    "queue_entry_table",
    "queue_table",
    "rating_table",
    "resolution_table",
    "seat_queue_table",
    "seat_table",
    "snooze_table",
    "tables",
]
