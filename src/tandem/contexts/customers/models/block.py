"""Tables of blocks and their lifts."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from tandem.kit.metadata import metadata

# A block stands while it has no lift and `until` (null: for good) lies ahead; at most one of a customer does,
# because blocking locks the customer.
customer_block_table = Table(
    "customer_block",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    Column("seen_in", Text, nullable=False, server_default=""),
    CheckConstraint("reason IN ('abuse','threat','spam','impersonation','other')", name="reason"),
    Index("ix_customer_block_customer", "customer_id"),
    Index("ix_customer_block_at", "at", "id"),
)

customer_block_lift_table = Table(
    "customer_block_lift",
    metadata,
    Column("block_id", Uuid, ForeignKey("customer_block.id"), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)
