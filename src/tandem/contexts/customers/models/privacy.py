"""What customers may ask for by law: a copy of their data, or its erasure."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from tandem.kit.metadata import metadata

# A job does what is asked; the row says who asked, and what became of it.
customer_privacy_request_table = Table(
    "customer_privacy_request",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("finished_at", DateTime(timezone=True)),
    Column("failure", Text),
    # Of an export: where the copy lies in the object store, and until when it may be fetched.
    Column("document", Text),
    Column("expires_at", DateTime(timezone=True)),
    CheckConstraint("kind IN ('export','erase')", name="kind"),
    CheckConstraint("state IN ('waiting','done','failed','expired')", name="state"),
    CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished"),
    Index("ix_customer_privacy_request_customer", "customer_id", "asked_at"),
)
