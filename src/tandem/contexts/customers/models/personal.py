"""Personal data of customers, sealed."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)

from tandem.kit.metadata import metadata

# A value stands until another one replaces it; of cards several stand, of other kinds one that was proven and one that
# was only told.
customer_personal_table = Table(
    "customer_personal",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("data_key", Integer, ForeignKey("data_key.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("blind", LargeBinary, nullable=False),
    # What lists show, so that they open nothing.
    Column("masked", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("verified_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("replaced_at", DateTime(timezone=True)),
    CheckConstraint("kind IN ('phone','id_number','card','email')", name="kind"),
    Index("ix_customer_personal_blind", "kind", "blind", postgresql_where=text("replaced_at IS NULL")),
    Index("ix_customer_personal_customer", "customer_id"),
    Index(
        "uq_customer_personal_standing",
        "customer_id",
        "kind",
        text("(verified_at IS NOT NULL)"),
        unique=True,
        postgresql_where=text("replaced_at IS NULL AND kind <> 'card'"),
    ),
)
