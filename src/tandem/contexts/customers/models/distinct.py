"""Customers who look like one person and are not."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from tandem.kit.metadata import metadata

# Somebody looked and said so; `one_id` is the smaller id. Never deleted: who says otherwise later merges them.
customer_distinct_table = Table(
    "customer_distinct",
    metadata,
    Column("one_id", Uuid, ForeignKey("customer.id"), primary_key=True),
    Column("other_id", Uuid, ForeignKey("customer.id"), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    CheckConstraint("one_id < other_id", name="two"),
    Index("ix_customer_distinct_other", "other_id"),
)
