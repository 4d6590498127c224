"""The outbox."""

from sqlalchemy import Column, DateTime, Index, LargeBinary, Table, Text, Uuid

from tandem.kit.metadata import metadata

# `sealed` holds token and words, encrypted: a preview may be somebody's. `handset` tells devices apart.
push_local_message_table = Table(
    "push_local_message",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("site", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("handset", LargeBinary, nullable=False),
    Column("collapse_key", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_push_local_message_at", "at", "id"),
)
