"""Tables of the knowledge base. A version's text never changes; what became of it is its state and its reviews."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.db import metadata

_TIME = DateTime(timezone=True)

category_table = Table(
    "knowledge_category",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("created_at", _TIME, nullable=False),
)

entry_table = Table(
    "knowledge_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("category_id", Uuid, ForeignKey("knowledge_category.id"), nullable=False, index=True),
    Column("latest_n", Integer, nullable=False),
    Column("published_n", Integer),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Index("ix_knowledge_entry_updated", "updated_at", "id"),
)

version_table = Table(
    "knowledge_version",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("entry_id", Uuid, ForeignKey("knowledge_entry.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("category_id", Uuid, ForeignKey("knowledge_category.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("question_en", Text),
    Column("answer", Text, nullable=False),
    Column("phrasings", JSONB, nullable=False),
    Column("related", JSONB, nullable=False, server_default="[]"),
    Column("effective_from", _TIME),
    Column("effective_to", _TIME),
    Column("author_id", Uuid),
    Column("author_name", Text, nullable=False),
    Column("created_at", _TIME, nullable=False),
    UniqueConstraint("entry_id", "n"),
    CheckConstraint("state IN ('draft','in_review','published','superseded','rejected')", name="state"),
    Index(
        "uq_knowledge_version_published",
        "entry_id",
        unique=True,
        postgresql_where=text("state = 'published'"),
    ),
)

review_table = Table(
    "knowledge_review",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("entry_id", Uuid, ForeignKey("knowledge_entry.id"), nullable=False),
    Column("n", Integer, nullable=False),
    # requested | approved | rejected
    Column("act", Text, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_id", Uuid),
    Column("by_name", Text, nullable=False),
    Column("comment", Text),
    Index("ix_knowledge_review_entry", "entry_id", "n", "at"),
)

retirement_table = Table(
    "knowledge_retirement",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("entry_id", Uuid, ForeignKey("knowledge_entry.id"), nullable=False),
    Column("at", _TIME, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("comment", Text),
    # Set when a later version is published: the entry is back.
    Column("ended_at", _TIME),
    Index("uq_knowledge_retirement_open", "entry_id", unique=True, postgresql_where=text("ended_at IS NULL")),
)

generation_table = Table(
    "knowledge_generation",
    metadata,
    # One row: it grows with every change of what is published.
    Column("id", Integer, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

vector_table = Table(
    "knowledge_vector",
    metadata,
    Column("encoder", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("text_hash", LargeBinary, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

calibration_table = Table(
    "knowledge_calibration",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", _TIME, nullable=False, index=True),
    Column("data_hash", Text, nullable=False, index=True),
    Column("document", JSONB, nullable=False),
)

use_table = Table(
    "knowledge_use",
    metadata,
    Column("entry_id", Uuid, ForeignKey("knowledge_entry.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("answers", Integer, nullable=False),
)
