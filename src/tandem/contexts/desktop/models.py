"""Tables of the desktop context: what agents keep at hand."""

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid

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
