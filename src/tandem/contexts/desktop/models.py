"""Tables of the desktop context: what agents keep at hand, and what happened with customers."""

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

canned_reply_table = Table(
    "canned_reply",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("shortcut", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    # NULL: shared by all; else the agent whose own it is.
    Column("owner_id", Uuid),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("uses", Integer, nullable=False, server_default="0"),
    Index(
        "uq_canned_reply_shortcut", "owner_id", "shortcut", unique=True, postgresql_nulls_not_distinct=True
    ),
)

# One line of a customer's timeline: a read model. `id` is made of the source (an event, or a row that was taken in), so
# that telling the same twice is one line. `subject`: "customer:<id>" or "borrower:<the lender's number>": who the
# borrower is, is decided when it is read. No words and no personal data: those are read from where they live.
timeline_entry_table = Table(
    "timeline_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text),
    Column("actor", Text),
    Column("data", JSONB, nullable=False, server_default="{}"),
    Index("ix_timeline_entry_subject", "subject", "at", "id"),
)
