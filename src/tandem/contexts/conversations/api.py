"""The door of the conversations context. Functions take the transaction first and never commit.

Lock order: conversation, then seat. Every writer locks the conversation, so that sequence numbers have no
gaps of meaning and of two who want the same only one wins."""

from tandem.contexts.conversations.actions.agreeing_to_go_on import (
    MayStill,
    ask_to_go_on,
    follow_link,
    go_on_as_preferred,
    invited_person,
    offer_link,
)
from tandem.contexts.conversations.actions.announcing import announce
from tandem.contexts.conversations.actions.assigning import (
    assign,
    hand_back,
    requeue,
    transfer_to_queue,
)
from tandem.contexts.conversations.actions.attaching import add_attachment, find_attachment
from tandem.contexts.conversations.actions.copying import ConversationsPart
from tandem.contexts.conversations.actions.going_on import Way, language_of
from tandem.contexts.conversations.actions.introducing import introduce
from tandem.contexts.conversations.actions.loading_history import load_history
from tandem.contexts.conversations.actions.marking import (
    MENTION_SEEN,
    MESSAGE_STATE,
    create_label,
    delivered_to_customer,
    lock_message,
    mention_seen,
    note_delivery,
    read_by_agent,
    read_by_customer,
    set_labels,
    set_priority,
)
from tandem.contexts.conversations.actions.offering import accept, refuse
from tandem.contexts.conversations.actions.opening import open_conversation
from tandem.contexts.conversations.actions.presence import change_presence, manages, seen, still_here
from tandem.contexts.conversations.actions.rating import rate
from tandem.contexts.conversations.actions.receiving import MAX_CHARS, receive
from tandem.contexts.conversations.actions.reopening import reopen, reopens
from tandem.contexts.conversations.actions.replying import note, reply, reply_as_bot
from tandem.contexts.conversations.actions.requesting_person import leave_queue, request_person
from tandem.contexts.conversations.actions.resolving import WrapUp, resolve
from tandem.contexts.conversations.actions.seating_silently import from_silent_seat, to_silent_seat
from tandem.contexts.conversations.actions.setting_up import (
    create_calendar,
    create_disposition,
    create_queue,
    create_seat,
)
from tandem.contexts.conversations.actions.snoozing import snooze, unsnooze
from tandem.contexts.conversations.actions.taking import claim, take_over
from tandem.contexts.conversations.errors import CannotGoOn, ContinuationGone
from tandem.contexts.conversations.feed import ThreadFeed, Verdict
from tandem.contexts.conversations.files import FileUrls
from tandem.contexts.conversations.history import PastConversation, PastHandling, PastMessage
from tandem.contexts.conversations.models import tables
from tandem.contexts.conversations.repository.away import spoken_of_elsewhere, waiting_in_line
from tandem.contexts.conversations.repository.contacts import (
    ContactFigures,
    PastContact,
    PastHandover,
    contact_figures,
    handover_intents,
    meets,
    past_contacts,
    past_handovers,
)
from tandem.contexts.conversations.repository.conversations import get, lock, open_ids_of_customer
from tandem.contexts.conversations.repository.details import dispositions, labels
from tandem.contexts.conversations.repository.figures import figures_of_each
from tandem.contexts.conversations.repository.indexing import file_words, taking_in
from tandem.contexts.conversations.repository.legs import Leg
from tandem.contexts.conversations.repository.legs import live as live_legs
from tandem.contexts.conversations.repository.messages import by_client_id as message_by_client_id
from tandem.contexts.conversations.repository.messages import (
    last_writer,
    move_messages,
    recent_before,
    said_by,
    to_send,
    written_before,
)
from tandem.contexts.conversations.repository.messages import page as messages
from tandem.contexts.conversations.repository.messages import recent as recent_messages
from tandem.contexts.conversations.repository.offers import pending_offers
from tandem.contexts.conversations.repository.queues import Queue, all_queues, get_queue, queue_by_key
from tandem.contexts.conversations.repository.ratings import find_rating
from tandem.contexts.conversations.repository.readable import (
    holders,
    is_readable,
    readable_ids,
    readable_in,
    reader,
    scope_of,
)
from tandem.contexts.conversations.repository.reading import conversation_rows, rows_by_ids, service_level
from tandem.contexts.conversations.repository.rows import counts
from tandem.contexts.conversations.repository.seats import SeatRow, all_seats, find_seat, names
from tandem.contexts.conversations.repository.waiting import Place, Serving, place_of, places, serving
from tandem.contexts.conversations.repository.whereabouts import latest_there as latest_of_customer
from tandem.contexts.conversations.repository.whereabouts import open_there as open_of_customer
from tandem.contexts.conversations.rules.saying import says_something
from tandem.contexts.conversations.rules.visibility import Reader, may_read
from tandem.contexts.conversations.schemas import Message as MessageSchema
from tandem.contexts.conversations.uploading import OPENAPI as UPLOAD_OPENAPI
from tandem.contexts.conversations.uploading import Uploaded, Uploads
from tandem.contexts.conversations.views import Appended, Conversation, MessageView

__all__ = [
    "MAX_CHARS",
    "MENTION_SEEN",
    "MESSAGE_STATE",
    "UPLOAD_OPENAPI",
    "Appended",
    "CannotGoOn",
    "ContactFigures",
    "ContinuationGone",
    "Conversation",
    "ConversationsPart",
    "FileUrls",
    "Leg",
    "MayStill",
    "MessageSchema",
    "MessageView",
    "PastContact",
    "PastConversation",
    "PastHandling",
    "PastHandover",
    "PastMessage",
    "Place",
    "Queue",
    "Reader",
    "SeatRow",
    "Serving",
    "ThreadFeed",
    "Uploaded",
    "Uploads",
    "Verdict",
    "Way",
    "WrapUp",
    "accept",
    "add_attachment",
    "all_queues",
    "all_seats",
    "announce",
    "ask_to_go_on",
    "assign",
    "change_presence",
    "claim",
    "contact_figures",
    "conversation_rows",
    "counts",
    "create_calendar",
    "create_disposition",
    "create_label",
    "create_queue",
    "create_seat",
    "delivered_to_customer",
    "dispositions",
    "figures_of_each",
    "file_words",
    "find_attachment",
    "find_rating",
    "find_seat",
    "follow_link",
    "from_silent_seat",
    "get",
    "get_queue",
    "go_on_as_preferred",
    "hand_back",
    "handover_intents",
    "holders",
    "introduce",
    "invited_person",
    "is_readable",
    "labels",
    "language_of",
    "last_writer",
    "latest_of_customer",
    "leave_queue",
    "live_legs",
    "load_history",
    "lock",
    "lock_message",
    "manages",
    "may_read",
    "meets",
    "mention_seen",
    "message_by_client_id",
    "messages",
    "move_messages",
    "names",
    "note",
    "note_delivery",
    "offer_link",
    "open_conversation",
    "open_ids_of_customer",
    "open_of_customer",
    "past_contacts",
    "past_handovers",
    "pending_offers",
    "place_of",
    "places",
    "queue_by_key",
    "rate",
    "read_by_agent",
    "read_by_customer",
    "readable_ids",
    "readable_in",
    "reader",
    "receive",
    "recent_before",
    "recent_messages",
    "refuse",
    "reopen",
    "reopens",
    "reply",
    "reply_as_bot",
    "request_person",
    "requeue",
    "resolve",
    "rows_by_ids",
    "said_by",
    "says_something",
    "scope_of",
    "seen",
    "service_level",
    "serving",
    "set_labels",
    "set_priority",
    "snooze",
    "spoken_of_elsewhere",
    "still_here",
    "tables",
    "take_over",
    "taking_in",
    "to_send",
    "to_silent_seat",
    "transfer_to_queue",
    "unsnooze",
    "waiting_in_line",
    "written_before",
]
