"""Answers that the language model was asked for, and with what settings it was used."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

# A turn that waits for the model, then what became of it. Refused answers stay here with the reason.
bot_composition_table = Table(
    "bot_composition",
    metadata,
    # The customer's message: one composition each, however often the job runs.
    Column("message_id", Uuid, ForeignKey("message.id"), primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("question", Text, nullable=False),
    # What the bot does without the model: its decision and what search found.
    Column("fallback", JSONB, nullable=False),
    Column("opened_at", _AT, nullable=False),
    Column("due_at", _AT, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("decided_at", _AT),
    # "ok", or why the answer was refused or did not come.
    Column("verdict", Text),
    Column("detail", Text),
    Column("rewritten", Text),
    Column("text", Text),
    Column("sentences", JSONB),
    Column("sources", JSONB),
    Column("model", Text),
    Column("prompt_tokens", Integer),
    Column("answer_tokens", Integer),
    Column("elapsed_ms", Float),
    CheckConstraint("state IN ('waiting','said','drafted','fallen_back','overtaken')", name="state"),
    CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
    Index("ix_bot_composition_conversation", "conversation_id", "seq"),
    Index("ix_bot_composition_opened", "opened_at"),
    Index("ix_bot_composition_waiting", "conversation_id", postgresql_where=text("state = 'waiting'")),
)

# Which model was used for what from when on: one row whenever a start finds other settings than the last one.
bot_llm_configuration_table = Table(
    "bot_llm_configuration",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", _AT, nullable=False),
    Column("configuration", JSONB, nullable=False),
    Index("ix_bot_llm_configuration_at", "at"),
)
