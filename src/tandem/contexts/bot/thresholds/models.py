"""Sets of fitted thresholds, and which of them was in force when."""

from sqlalchemy import (
    Boolean,
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

bot_threshold_set_table = Table(
    "bot_threshold_set",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("precision", Float, nullable=False),
    Column("at", _AT, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    # Encoders that were missing when the outcomes came about: with others, confidence is another measure.
    Column("degraded", JSONB, nullable=False, server_default="[]"),
    # Whose judgements of intents it was fitted to; NULL: no version was there.
    Column("model_version", Integer, ForeignKey("bot_intent_version.number")),
)

# A row for every intent with outcomes; `intent` '' is what all the others take.
bot_threshold_table = Table(
    "bot_threshold",
    metadata,
    Column("set_number", Integer, ForeignKey("bot_threshold_set.number"), primary_key=True),
    # retrieval: the confidence of the best knowledge entry; intent: the probability of the likeliest intent
    Column("judge", Text, primary_key=True),
    Column("intent", Text, primary_key=True),
    Column("tau_auto", Float, nullable=False),
    Column("tau_draft", Float, nullable=False),
    Column("outcomes", Integer, nullable=False),
    Column("precision", Float),
    Column("low", Float),
    Column("coverage", Float),
    Column("source", Text, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("curve", JSONB, nullable=False),
    CheckConstraint("judge IN ('retrieval','intent')", name="judge"),
    CheckConstraint("source IN ('fitted','global','default')", name="source"),
    CheckConstraint("tau_draft <= tau_auto", name="order"),
)

bot_threshold_publication_table = Table(
    "bot_threshold_publication",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("set_number", Integer, ForeignKey("bot_threshold_set.number"), nullable=False),
    Column("since", _AT, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("until", _AT),
    Column("ended_by", Text),
    Index("uq_bot_threshold_publication", text("(until IS NULL)"), unique=True,
          postgresql_where=text("until IS NULL")),
    Index("ix_bot_threshold_publication_set", "set_number", "since"),
)  # fmt: skip
