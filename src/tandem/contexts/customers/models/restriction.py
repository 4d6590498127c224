"""Customers whose data may only be stored (PIPL art. 47: where the law still demands keeping it)."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from tandem.kit.metadata import metadata

# Stands while it has no lift and `until` (null: for good) lies ahead.
customer_restriction_table = Table(
    "customer_restriction",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    Column("lifted_at", DateTime(timezone=True)),
    Column("lifted_by", Uuid),
    Column("lifted_by_name", Text),
    CheckConstraint("reason IN ('request','erased','dispute','law','other')", name="reason"),
    CheckConstraint("(lifted_at IS NULL) = (lifted_by_name IS NULL)", name="lifted"),
    Index("ix_customer_restriction_customer", "customer_id"),
)
