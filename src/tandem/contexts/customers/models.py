"""Tables of customers."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

customer_table = Table(
    "customer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text),
    # Since when we know for sure who it is (a signed identity); until then anybody could be behind it.
    Column("verified_at", DateTime(timezone=True)),
    Column("locale", Text),
    Column("attributes", JSONB, nullable=False, server_default="{}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

customer_identity_table = Table(
    "customer_identity",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("kind", "account", "subject"),
    Index("ix_customer_identity_customer", "customer_id"),
)
