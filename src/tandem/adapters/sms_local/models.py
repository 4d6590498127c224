"""The outbox."""

from sqlalchemy import Column, DateTime, Index, LargeBinary, Table, Text, UniqueConstraint, Uuid

from tandem.kit.metadata import metadata

# `sealed` holds number and text, encrypted: the text is a code, and the number somebody's.
sms_local_message_table = Table(
    "sms_local_message",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("phone_masked", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("key"),
    Index("ix_sms_local_message_at", "at", "id"),
)
