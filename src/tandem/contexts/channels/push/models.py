"""Tables of devices and of what was pushed to them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from tandem.kit.metadata import metadata

# A device belongs to whoever is signed in on it now. `blind` finds a token, `sealed` holds it for sending.
device_table = Table(
    "channel_device",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, nullable=False),
    Column("site", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("blind", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # When the app last said that it is there.
    Column("seen_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("site", "blind"),
    CheckConstraint("platform IN ('ios','android','harmony','other')", name="platform"),
    Index("ix_channel_device_customer", "customer_id", "site"),
    Index("ix_channel_device_seen_at", "seen_at"),
)

# A push that goes, or went: up to message `seq` of the conversation.
push_table = Table(
    "channel_push",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("device_id", Uuid, ForeignKey("channel_device.id", ondelete="CASCADE"), nullable=False),
    Column("conversation_id", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="sending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("device_id", "conversation_id", "seq"),
    CheckConstraint("state IN ('sending','sent','dropped','failed')", name="state"),
    Index("ix_channel_push_conversation", "conversation_id"),
    Index("ix_channel_push_at", "at"),
)
