"""What the bot did with each message, and what customers said of it."""

from sqlalchemy import Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

bot_turn_table = Table(
    "bot_turn",
    metadata,
    # The customer's message that was decided on: one decision each, however often the job runs.
    Column("message_id", Uuid, ForeignKey("message.id"), primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("action", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("asked", Text, nullable=False),
    Column("entry_ids", JSONB, nullable=False, server_default="[]"),
    Column("option_ids", JSONB, nullable=False, server_default="[]"),
    Column("candidates", JSONB, nullable=False, server_default="[]"),
    Column("degraded", JSONB, nullable=False, server_default="[]"),
    Column("evidence", JSONB, nullable=False, server_default="{}"),
    Column("elapsed_ms", Float, nullable=False),
    # NULL: a human was faster, nothing was said.
    Column("answer_id", Uuid, ForeignKey("message.id")),
    Index("ix_bot_turn_conversation", "conversation_id", "seq"),
    Index("ix_bot_turn_at", "at"),
    Index("ix_bot_turn_answer", "answer_id"),
)

bot_feedback_table = Table(
    "bot_feedback",
    metadata,
    Column("answer_id", Uuid, ForeignKey("message.id"), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
