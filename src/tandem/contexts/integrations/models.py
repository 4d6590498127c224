"""Tables of webhooks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

endpoint_table = Table(
    "webhook_endpoint",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("event_types", ARRAY(Text), nullable=False),
    # What of a person the endpoint may be told (catalogue.event.Disclosure); left out otherwise.
    Column("discloses", ARRAY(Text), nullable=False, server_default="{}"),
    # Encrypted (keys.vault). While a secret is being changed the former one signs too.
    Column("secret", Text, nullable=False),
    Column("former_secret", Text),
    Column("former_until", _AT),
    Column("created_at", _AT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("paused_at", _AT),
    Column("paused_by", Text),
    # Put to rest by the system: it failed for days, or said that it is gone.
    Column("rested_at", _AT),
    Column("rested_for", Text),
    Column("removed_at", _AT),
    Column("removed_by", Text),
    # Events up to this number happened before there was somebody to tell.
    Column("after_event", BigInteger, nullable=False),
    # Left alone until then by all its lanes: it does not answer.
    Column("again_at", _AT),
    Column("failing_since", _AT),
    Column("last_delivered_at", _AT),
    Column("last_failed_at", _AT),
    Column("last_error", Text),
    CheckConstraint("(former_secret IS NULL) = (former_until IS NULL)", name="former_whole"),
    CheckConstraint("(paused_at IS NULL) = (paused_by IS NULL)", name="pause_whole"),
    CheckConstraint("(rested_at IS NULL) = (rested_for IS NULL)", name="rest_whole"),
    CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removal_whole"),
)

delivery_table = Table(
    "webhook_delivery",
    metadata,
    # Its webhook-id, the same with every try.
    Column("id", Uuid, primary_key=True),
    Column("endpoint_id", Uuid, ForeignKey("webhook_endpoint.id"), nullable=False),
    # What it tells lies in the event: no second copy of what people wrote. Null: a test, which tells nothing.
    Column("event_id", BigInteger),
    Column("event_type", Text, nullable=False),
    # The conversation or customer it is about.
    Column("subject_id", Uuid),
    # What goes out in order: one endpoint's deliveries about one subject.
    Column("lane", Uuid, nullable=False),
    Column("created_at", _AT, nullable=False),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("state_at", _AT, nullable=False),
    # Since when it is tried: when it was queued, or sent again by a person.
    Column("tried_since", _AT, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    # How many of them were made before it was sent again: waits grow anew.
    Column("tries_before", SmallInteger, nullable=False, server_default="0"),
    Column("due_at", _AT),
    Column("error", Text),
    Column("resent_by", Text),
    UniqueConstraint("endpoint_id", "event_id"),
    CheckConstraint("state IN ('queued','sending','delivered','dead')", name="state"),
    CheckConstraint("state <> 'dead' OR error IS NOT NULL", name="error"),
    Index("ix_webhook_delivery_lane", "lane", "event_id"),
    Index("ix_webhook_delivery_log", "endpoint_id", "created_at", "id"),
    Index(
        "ix_webhook_delivery_state", "endpoint_id", "state", "state_at",
        postgresql_where=text("state <> 'delivered'"),
    ),
    Index("ix_webhook_delivery_created", "created_at"),
)  # fmt: skip

attempt_table = Table(
    "webhook_attempt",
    metadata,
    Column(
        "delivery_id", Uuid, ForeignKey("webhook_delivery.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("number", SmallInteger, primary_key=True),
    Column("at", _AT, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("status", SmallInteger),
    Column("error", Text),
    # The first 2 KB, encrypted: somebody else's words, perhaps ours sent back.
    Column("answer", Text),
    Column("answer_whole", Boolean),
    CheckConstraint("(status IS NULL) = (answer_whole IS NULL)", name="answer_whole"),
)  # fmt: skip
