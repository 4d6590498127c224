"""That what an agent vouched for was taken back, and why."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from tandem.kit.metadata import metadata

# `note` is in somebody's own words: it is here, and not in the audit trail, so that an erasure empties it.
customer_unbinding_table = Table(
    "customer_unbinding",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_customer_unbinding_customer", "customer_id", "at"),
)
