"""Two customers that turned out to be one person, and merges that were taken back."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

# A row is never deleted. Those not undone form trees; `customer.merged_into` repeats each one's root.
customer_merge_table = Table(
    "customer_merge",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kept_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("gone_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", JSONB, nullable=False, server_default="{}"),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", Uuid),
    Column("undone_by_name", Text),
    Column("undone_note", Text),
    CheckConstraint("kept_id <> gone_id", name="two"),
    CheckConstraint("(undone_at IS NULL) = (undone_by_name IS NULL)", name="undone"),
    Index("uq_customer_merge_gone", "gone_id", unique=True, postgresql_where=text("undone_at IS NULL")),
    Index("ix_customer_merge_kept", "kept_id"),
)
