"""The conversation, its messages, and the rows that say who held it and when.

`conversation` carries the present (a projection, for lists); `handover`, `assignment`, `snooze`,
`resolution` and `rating` carry the history that made it so."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_NOW = DateTime(timezone=True)

conversation_table = Table(
    "conversation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    # The hub knows no customers' table: the name shown in lists is handed down by the channel.
    Column("customer_name", Text, nullable=False),
    Column("customer_verified", Boolean, nullable=False, server_default="false"),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("client_id", Text),
    Column("context", JSONB, nullable=False, server_default="{}"),
    Column("status", Text, nullable=False),
    Column("controller", Text, nullable=False),
    Column("queue_id", Uuid, ForeignKey("queue.id"), nullable=False),
    Column("agent_id", Uuid, ForeignKey("seat.agent_id")),
    Column("priority", SmallInteger, nullable=False, server_default="1"),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Column("customer_delivered_seq", Integer, nullable=False, server_default="0"),
    Column("customer_read_seq", Integer, nullable=False, server_default="0"),
    Column("agent_read_seq", Integer, nullable=False, server_default="0"),
    Column("unread", Integer, nullable=False, server_default="0"),
    Column("last_message", JSONB),
    Column("waiting_since", _NOW),
    Column("sla_kind", Text),
    Column("sla_due_at", _NOW),
    Column("sla_missed_at", _NOW),
    Column("opened_at", _NOW, nullable=False),
    Column("updated_at", _NOW, nullable=False),
    Column("snoozed_until", _NOW),
    Column("resolved_at", _NOW),
    Column("version", Integer, nullable=False, server_default="1"),
    # Where it is now (models/legs); none: in the channel where it began. The channel repeats the leg's, for lists.
    Column("leg_id", Uuid),
    Column("leg_channel", Text),
    CheckConstraint("(leg_id IS NULL) = (leg_channel IS NULL)", name="leg"),
    CheckConstraint("status IN ('open','snoozed','resolved')", name="status"),
    CheckConstraint("controller IN ('bot','silent_seat','queue','agent')", name="controller"),
    CheckConstraint("(controller = 'agent') = (agent_id IS NOT NULL)", name="agent_controls"),
    CheckConstraint("priority BETWEEN 0 AND 3", name="priority"),
    Index(
        "uq_conversation_one_open",
        "customer_id",
        "channel",
        "account",
        unique=True,
        postgresql_where=text("status <> 'resolved'"),
    ),
    # Every message writes a new version of the row and of what indexes it: live rows are in few indexes, and
    # lists and counts of the present never meet the history.
    Index("ix_conversation_agent", "agent_id", "status", postgresql_where=text("agent_id IS NOT NULL")),
    Index("ix_conversation_live", "updated_at", "id", postgresql_where=text("status <> 'resolved'")),
    Index("ix_conversation_past", "updated_at", "id", postgresql_where=text("status = 'resolved'")),
    # Filters of the list of what is over: few may match among hundreds of thousands.
    *(
        Index(
            f"ix_conversation_past_{name}",
            column,
            "updated_at",
            "id",
            postgresql_where=text("status = 'resolved'"),
        )
        for name, column in (("queue", "queue_id"), ("channel", "channel"), ("priority", "priority"))
    ),
    Index(
        "ix_conversation_past_name",
        text("tandem_bigrams(customer_name)"),
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        postgresql_where=text("status = 'resolved'"),
    ),
    Index("ix_conversation_customer", "customer_id", "opened_at"),
)

message_table = Table(
    "message",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("client_id", Text),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("author_id", Uuid),
    Column("author_name", Text),
    Column("text", Text, nullable=False),
    Column("payload", JSONB, nullable=False, server_default="{}"),
    # "all" is seen by the customer too; "staff" never leaves the desk.
    Column("audience", Text, nullable=False, server_default="all"),
    Column("reply_to", Uuid),
    Column("state", Text, nullable=False, server_default="sent"),
    Column("created_at", _NOW, nullable=False),
    # By which leg it came, or goes out.
    Column("leg_id", Uuid),
    UniqueConstraint("conversation_id", "seq"),
    Index(
        "uq_message_client",
        "conversation_id",
        "role",
        "client_id",
        unique=True,
        postgresql_where=text("client_id IS NOT NULL"),
    ),
    # Without the pending list: an insert costs a little more, and none pays for flushing everybody's.
    Index(
        "ix_message_bigrams",
        text("tandem_bigrams(text)"),
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    Index("ix_message_bot", "created_at", postgresql_where=text("role = 'bot'")),
)

handover_table = Table(
    "handover",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("at", _NOW, nullable=False),
    Column("from_controller", Text),
    Column("to_controller", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", JSONB, nullable=False, server_default="{}"),
    Column("by", Text, nullable=False),
    Column("by_name", Text),
    Index("ix_handover_conversation", "conversation_id", "at"),
    Index("ix_handover_at", "at"),
)

assignment_table = Table(
    "assignment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("agent_id", Uuid, ForeignKey("seat.agent_id"), nullable=False),
    Column("queue_id", Uuid, ForeignKey("queue.id"), nullable=False),
    Column("assigned_at", _NOW, nullable=False),
    Column("assigned_by", Text, nullable=False),
    Column("first_response_at", _NOW),
    Column("ended_at", _NOW),
    Column("end_reason", Text),
    Index("uq_assignment_current", "conversation_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    Index("ix_assignment_agent", "agent_id", "assigned_at", postgresql_include=["conversation_id"]),
    Index("ix_assignment_held", "conversation_id", "agent_id"),
    Index("ix_assignment_at", "assigned_at"),
    Index("ix_assignment_ended", "queue_id", "ended_at"),
)

# Who was asked for help by a note may read the conversation from then on.
mention_table = Table(
    "mention",
    metadata,
    Column("agent_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _NOW, nullable=False),
    # When who was mentioned had the thread on screen; a new mention clears it.
    Column("seen_at", _NOW),
    Index("ix_mention_conversation", "conversation_id"),
)

snooze_table = Table(
    "snooze",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("until", _NOW, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _NOW, nullable=False),
    Column("ended_at", _NOW),
    Column("end_reason", Text),
    Index("uq_snooze_current", "conversation_id", unique=True, postgresql_where=text("ended_at IS NULL")),
)

resolution_table = Table(
    "resolution",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("at", _NOW, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text),
    Column("controller", Text, nullable=False),
    Column("disposition_id", Uuid, ForeignKey("disposition.id")),
    Column("summary", Text),
    Column("solved", Boolean),
    Column("fields", JSONB, nullable=False, server_default="{}"),
    Column("reopened_at", _NOW),
    Column("reopened_by", Text),
    Index(
        "uq_resolution_current", "conversation_id", unique=True, postgresql_where=text("reopened_at IS NULL")
    ),
)

rating_table = Table(
    "rating",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("score", SmallInteger, nullable=False),
    Column("comment", Text),
    Column("tags", JSONB, nullable=False, server_default="[]"),
    Column("agent_id", Uuid),
    Column("at", _NOW, nullable=False),
    # Set when the customer rated anew, after the conversation had been reopened.
    Column("superseded_at", _NOW),
    CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    Index(
        "uq_rating_current", "conversation_id", unique=True, postgresql_where=text("superseded_at IS NULL")
    ),
)

label_table = Table(
    "label",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("color", Text, nullable=False),
    Column("created_at", _NOW, nullable=False),
)

conversation_label_table = Table(
    "conversation_label",
    metadata,
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), primary_key=True),
    Column("label_id", Uuid, ForeignKey("label.id"), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _NOW, nullable=False),
    Index("ix_conversation_label_label", "label_id", "conversation_id"),
)
