"""The tables that read models of row 6 may join, by short names."""

from tandem.contexts.conversations.models.conversation import assignment_table as assignment
from tandem.contexts.conversations.models.conversation import conversation_table as conversation
from tandem.contexts.conversations.models.conversation import handover_table as handover
from tandem.contexts.conversations.models.conversation import message_table as message
from tandem.contexts.conversations.models.conversation import rating_table as rating
from tandem.contexts.conversations.models.conversation import resolution_table as resolution
from tandem.contexts.conversations.models.routing import disposition_table as disposition
from tandem.contexts.conversations.models.routing import presence_table as presence
from tandem.contexts.conversations.models.routing import queue_entry_table as queue_entry
from tandem.contexts.conversations.models.routing import queue_table as queue
from tandem.contexts.conversations.models.routing import seat_table as seat

__all__ = [
    "assignment",
    "conversation",
    "disposition",
    "handover",
    "message",
    "presence",
    "queue",
    "queue_entry",
    "rating",
    "resolution",
    "seat",
]
