"""Legs: the other channels in which a conversation went on, and what was asked and agreed to before.

A conversation begins in the channel of its own row. `conversation.leg_id` names the leg in which it is now, none while
that is where it began; each message carries the leg by which it came or goes out."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

# A customer was asked, or asked for it themselves, to go on elsewhere: the record of what was agreed to.
continuation_table = Table(
    "continuation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    # Who they are in that channel; None until a link was followed.
    Column("customer_id", Uuid, ForeignKey("customer.id")),
    # asked: by buttons in the conversation; link: they follow one; preferred: they have said that they like it best.
    Column("how", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text),
    Column("at", _AT, nullable=False),
    Column("text_version", Integer, nullable=False),
    Column("locale", Text, nullable=False),
    Column("token_hash", LargeBinary, unique=True),
    Column("expires_at", _AT, nullable=False),
    Column("answered_at", _AT),
    Column("answer", Text),
    # Where it was agreed to: the channel, and the message or the preference that says so.
    Column("evidence", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("how IN ('asked','link','preferred')", name="how"),
    CheckConstraint("answer IN ('agreed','declined','withdrawn')", name="answer"),
    CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    CheckConstraint("(how = 'link') = (token_hash IS NOT NULL)", name="link"),
    Index(
        "uq_continuation_open", "conversation_id", "channel", unique=True,
        postgresql_where=text("answer IS NULL AND how = 'asked'"),
    ),
    Index("ix_continuation_conversation", "conversation_id", "at"),
)  # fmt: skip

leg_table = Table(
    "conversation_leg",
    metadata,
    # That of the continuation which was agreed to.
    Column("id", Uuid, ForeignKey("continuation.id"), primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("began_at", _AT, nullable=False),
    Column("ended_at", _AT),
    Column("end_reason", Text),
    # Whoever writes from there is in one conversation only.
    Index(
        "uq_conversation_leg_live", "customer_id", "channel", "account", unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_conversation_leg_conversation", "conversation_id", postgresql_where=text("ended_at IS NULL")),
)  # fmt: skip
