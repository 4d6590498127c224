"""Tables of customers and the identities by which they are known."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text, UniqueConstraint, Uuid, func, text
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
    # Projection of customer_merge: the person that this customer turned out to be, always at the first remove.
    Column("merged_into", Uuid, ForeignKey("customer.id")),
    Column("erased_at", DateTime(timezone=True)),
    Index("ix_customer_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
)

# Beginnings of names are found by it, whatever the database's own collation is.
Index(
    "ix_customer_name",
    func.lower(customer_table.c.name).label("known_name"),
    postgresql_ops={"known_name": "text_pattern_ops"},
    postgresql_where=text("name IS NOT NULL"),
)

# Of identities that are personal data (numbers, addresses, openids) the subject is the blind in hexadecimal digits
# (repository/subjects.py).
customer_identity_table = Table(
    "customer_identity",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # How it became known whose it is, and who said so; null for what a channel tells by itself.
    Column("proof", Text),
    Column("bound_by", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("kind", "account", "subject"),
    Index("ix_customer_identity_customer", "customer_id"),
)
