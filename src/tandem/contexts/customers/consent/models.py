"""Tables of consents and preferences."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_PURPOSES = "'service','marketing','biometrics','recording','profiling'"

# A version of a text is written once, in every language at once, and never changed: consents refer to it.
consent_text_table = Table(
    "customer_consent_text",
    metadata,
    Column("purpose", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_name", Text, nullable=False),
    CheckConstraint(f"purpose IN ({_PURPOSES})", name="purpose"),
)

# Append only (a trigger refuses anything else): the newest record of a purpose says what stands. `seq` orders
# them, because they are added under the customer's lock; two may have the same moment.
consent_table = Table(
    "customer_consent",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("text_version", Integer),
    Column("text_locale", Text),
    Column("channel", Text, nullable=False),
    Column("evidence", JSONB, nullable=False, server_default="{}"),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Uuid),
    Column("by_name", Text, nullable=False),
    CheckConstraint(f"purpose IN ({_PURPOSES})", name="purpose"),
    CheckConstraint("NOT given OR text_version IS NOT NULL", name="text_known"),
    CheckConstraint("(text_version IS NULL) = (text_locale IS NULL)", name="text_whole"),
    ForeignKeyConstraint(
        ["purpose", "text_version", "text_locale"],
        ["customer_consent_text.purpose", "customer_consent_text.version", "customer_consent_text.locale"],
        name="text",
    ),
    Index("ix_customer_consent_newest", "customer_id", "purpose", "seq"),
)

preference_table = Table(
    "customer_preference",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customer.id"), primary_key=True),
    # Local time, "HH:MM"; both or neither.
    Column("contact_from", Text),
    Column("contact_until", Text),
    Column("language", Text),
    Column("channel", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    # They set it themselves: what staff noted for them is no consent.
    Column("by_customer", Boolean, nullable=False, server_default="false"),
    CheckConstraint("(contact_from IS NULL) = (contact_until IS NULL)", name="hours_whole"),
)
