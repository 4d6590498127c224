"""Summaries of conversations that were handed over."""

from sqlalchemy import CheckConstraint, Column, DateTime, Float, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

conversation_summary_table = Table(
    "conversation_summary",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    # What it covers: everything up to this message; and why the bot handed over.
    Column("up_to_seq", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    # `rules` are always there; `model` comes later and is shown instead if its verdict is "ok".
    Column("made_by", Text, nullable=False),
    Column("model", Text),
    Column("verdict", Text, nullable=False),
    Column("detail", Text),
    Column("text", Text),
    # Of the rules: asked, said, facts, each a list.
    Column("content", JSONB, nullable=False, server_default="{}"),
    Column("elapsed_ms", Float),
    CheckConstraint("made_by IN ('rules','model')", name="made_by"),
    Index("uq_conversation_summary_made", "conversation_id", "up_to_seq", "made_by", unique=True),
)
"""`detail` and `text` repeat what was written in the conversation: they are erased with it."""
