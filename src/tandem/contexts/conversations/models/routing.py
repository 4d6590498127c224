"""Queues, seats (an agent as routing sees one), waiting entries and offers."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tandem.kit.metadata import metadata

_NOW = DateTime(timezone=True)

calendar_table = Table(
    "calendar",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("definition", JSONB, nullable=False),
    Column("updated_at", _NOW, nullable=False),
)

queue_table = Table(
    "queue",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("skills", ARRAY(Text), nullable=False, server_default="{}"),
    Column("calendar_id", Uuid, ForeignKey("calendar.id")),
    # auto: the conversation is the agent's at once; offer: the agent accepts within accept_timeout_s.
    Column("accept_mode", Text, nullable=False, server_default="offer"),
    Column("accept_timeout_s", Integer, nullable=False, server_default="20"),
    Column("sl_target_s", Integer, nullable=False, server_default="20"),
    Column("sl_goal", Float, nullable=False, server_default="0.8"),
    Column("first_response_s", Integer, nullable=False, server_default="60"),
    Column("next_response_s", Integer, nullable=False, server_default="180"),
    Column("short_abandon_s", Integer, nullable=False, server_default="5"),
    # An agent's conversation in which nobody writes for so long goes back to the bot; NULL: never.
    Column("idle_handback_s", Integer),
    Column("created_at", _NOW, nullable=False),
    CheckConstraint("accept_mode IN ('auto','offer')", name="accept_mode"),
)

seat_table = Table(
    "seat",
    metadata,
    Column("agent_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("team_id", Uuid),
    Column("team_name", Text),
    Column("skills", ARRAY(Text), nullable=False, server_default="{}"),
    Column("capacity", SmallInteger, nullable=False, server_default="5"),
    Column("auto_accept", Boolean, nullable=False, server_default="false"),
    Column("state", Text, nullable=False, server_default="offline"),
    Column("state_since", _NOW, nullable=False),
    Column("last_seen_at", _NOW),
    Column("last_assigned_at", _NOW),
    Column("missed_offers", SmallInteger, nullable=False, server_default="0"),
    # The person was deactivated: the seat is kept for history and takes no work.
    Column("left_at", _NOW),
    CheckConstraint("state IN ('online','busy','away','offline')", name="state"),
    CheckConstraint("capacity BETWEEN 0 AND 100", name="capacity"),
)

seat_queue_table = Table(
    "seat_queue",
    metadata,
    Column("agent_id", Uuid, ForeignKey("seat.agent_id"), primary_key=True),
    Column("queue_id", Uuid, ForeignKey("queue.id"), primary_key=True),
    Index("ix_seat_queue_queue", "queue_id"),
)

presence_table = Table(
    "presence",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("agent_id", Uuid, ForeignKey("seat.agent_id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("since", _NOW, nullable=False),
    Column("until", _NOW),
    Column("by", Text, nullable=False),
    Index("uq_presence_current", "agent_id", unique=True, postgresql_where=text("until IS NULL")),
)

queue_entry_table = Table(
    "queue_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("queue_id", Uuid, ForeignKey("queue.id"), nullable=False),
    Column("priority", SmallInteger, nullable=False, server_default="1"),
    Column("entered_at", _NOW, nullable=False),
    # Waiting counts from here: entered_at, or the next opening when the queue was closed.
    Column("counts_from", _NOW, nullable=False),
    Column("sl_due_at", _NOW, nullable=False),
    Column("sl_missed_at", _NOW),
    Column("left_at", _NOW),
    # answered | abandoned | flow_out (to another queue, the bot, or resolved without an answer)
    Column("outcome", Text),
    Column("agent_id", Uuid),
    Index("uq_queue_entry_waiting", "conversation_id", unique=True, postgresql_where=text("left_at IS NULL")),
    Index(
        "ix_queue_entry_line",
        "queue_id",
        "priority",
        "entered_at",
        postgresql_where=text("left_at IS NULL"),
    ),
    Index("ix_queue_entry_left", "left_at", "queue_id"),
    Index("ix_queue_entry_entered", "entered_at", "queue_id"),
)

offer_table = Table(
    "offer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("queue_entry_id", Uuid, ForeignKey("queue_entry.id"), nullable=False),
    Column("agent_id", Uuid, ForeignKey("seat.agent_id"), nullable=False),
    Column("offered_at", _NOW, nullable=False),
    Column("expires_at", _NOW, nullable=False),
    # accepted | refused | missed | withdrawn
    Column("outcome", Text),
    Column("ended_at", _NOW),
    Column("reason", Text),
    Index("uq_offer_open", "conversation_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    Index("ix_offer_agent_open", "agent_id", postgresql_where=text("ended_at IS NULL")),
    Index("ix_offer_entry", "queue_entry_id"),
)

disposition_table = Table(
    "disposition",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("parent_id", Uuid, ForeignKey("disposition.id")),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("retired_at", _NOW),
)
