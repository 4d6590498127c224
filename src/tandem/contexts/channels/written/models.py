"""Tables of written channels."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

account_table = Table(
    "channel_account",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    # The queue whose people serve this account.
    Column("queue_key", Text, nullable=False),
    Column("settings", JSONB, nullable=False, server_default="{}"),
    # A JSON object, encrypted (keys.vault).
    Column("secrets", Text),
    Column("paused_at", _AT),
    Column("paused_by", Text),
    Column("created_at", _AT, nullable=False),
    # The sending pace: nothing more goes out before this.
    Column("next_send_at", _AT),
    Column("last_in_at", _AT),
    Column("last_out_at", _AT),
    Column("last_error_at", _AT),
    Column("last_error", Text),
    # Test messages within the hour that began at `tests_since`.
    Column("tests", SmallInteger, nullable=False, server_default="0"),
    Column("tests_since", _AT),
    UniqueConstraint("kind", "key"),
)

# What came in, once for each foreign id: the promise that replays are harmless rests on the constraint.
inbox_table = Table(
    "channel_inbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("account_id", Uuid, ForeignKey("channel_account.id"), nullable=False),
    Column("external_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # The sender's line and, until it was taken in, the address behind it (repository/lines.py).
    Column("sender", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("data_key", Integer),  # no foreign key: every event would lock the one row of the key
    # When the customer wrote, as the channel says; order within a sender goes by it.
    Column("at", _AT, nullable=False),
    Column("received_at", _AT, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="received"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    # Not to be tried before this; what the sender wrote after it waits behind it.
    Column("due_at", _AT),
    # Of a receipt: the external id of what was sent.
    Column("about", Text),
    Column("settled_at", _AT),
    Column("error", Text),
    Column("conversation_id", Uuid, ForeignKey("conversation.id")),
    # Whose it is, where it belongs to no conversation: a note, a refusal.
    Column("customer_id", Uuid, ForeignKey("customer.id")),
    UniqueConstraint("account_id", "external_id"),
    CheckConstraint("state IN ('received','done','held','dropped')", name="state"),
    CheckConstraint("(state = 'received') = (settled_at IS NULL)", name="settled"),
    Index(
        "ix_channel_inbox_waiting", "account_id", "sender", "at", "id",
        postgresql_where=text("state = 'received'"),
    ),
    # What `seal_addresses` looks for at every start.
    Index(
        "ix_channel_inbox_clear", "id",
        postgresql_where=text("sender <> '' AND sender !~ '^~[0-9a-f]{64}$'"),
    ),
    Index("ix_channel_inbox_sealed", "data_key", postgresql_where=text("sealed IS NOT NULL")),
    Index("ix_channel_inbox_customer", "customer_id", postgresql_where=text("customer_id IS NOT NULL")),
    Index("ix_channel_inbox_held", "account_id", "settled_at", postgresql_where=text("state = 'held'")),
    Index(
        "ix_channel_inbox_about", "account_id", "about",
        postgresql_where=text("state = 'held' AND kind = 'receipt'"),
    ),
)  # fmt: skip

# How a conversation reaches its customer in one channel, and how far its messages were put into the outbox. The id is
# that of the leg (conversations/models/legs), or of the conversation where that began in this channel.
thread_table = Table(
    "channel_thread",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("account_id", Uuid, ForeignKey("channel_account.id"), nullable=False),
    # The customer's line and the address behind it (repository/lines.py).
    Column("recipient", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("data_key", Integer),  # no foreign key: every event would lock the one row of the key
    Column("queued_seq", Integer, nullable=False, server_default="0"),
    Column("last_in_at", _AT),
    Column("last_in_external_id", Text),
    Column("sent_since", Integer, nullable=False, server_default="0"),
    # When the channel said that its window is closed, whatever we count; the customer's next message clears it.
    Column("refused_at", _AT),
    Column("context", JSONB, nullable=False, server_default="{}"),
    Index("ix_channel_thread_account", "account_id", "recipient"),
    Index("ix_channel_thread_conversation", "conversation_id"),
)

outbox_table = Table(
    "channel_outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("thread_id", Uuid, ForeignKey("channel_thread.id"), nullable=False),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("account_id", Uuid, ForeignKey("channel_account.id"), nullable=False),
    Column("message_id", Uuid, ForeignKey("message.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("options", JSONB, nullable=False, server_default="[]"),
    Column("attachment_id", Uuid, ForeignKey("attachment.id")),
    # Of a message that was made of a template: what the adapter needs of it (messages.Template, and its purpose).
    Column("template", JSONB(none_as_null=True)),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("state_at", _AT, nullable=False),
    Column("created_at", _AT, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    # Not to be tried before this.
    Column("due_at", _AT),
    # Its turn at the account's pace, once taken.
    Column("turn_at", _AT),
    Column("external_id", Text),
    Column("error", Text),
    Column("error_detail", Text),
    Column("resent_by", Text),
    UniqueConstraint("message_id", "part"),
    CheckConstraint(
        "state IN ('queued','sending','sent','delivered','read','held','failed','dropped')", name="state"
    ),
    # `held` (the bot's) waits for a customer's message or a person; `failed` is a dead letter; `dropped` was given up
    # by a person.
    CheckConstraint("state NOT IN ('held','failed') OR error IS NOT NULL", name="error"),
    Index(
        "ix_channel_outbox_open", "thread_id", "seq", "part",
        postgresql_where=text("state IN ('queued','sending')"),
    ),
    Index("ix_channel_outbox_stuck", "account_id", "state_at", postgresql_where=text("state IN ('held','failed')")),
    Index("ix_channel_outbox_external", "account_id", "external_id", postgresql_where=text("external_id IS NOT NULL")),
)  # fmt: skip

# Texts with fields that are filled in. What one says is in its versions, of which the highest counts.
template_table = Table(
    "message_template",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    # None: for every account of the kind.
    Column("account_id", Uuid, ForeignKey("channel_account.id")),
    Column("key", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("off_at", _AT),
    Column("off_by", Text),
    UniqueConstraint("kind", "account_id", "key", "locale", postgresql_nulls_not_distinct=True),
    CheckConstraint("purpose IN ('service','marketing')", name="purpose"),
    CheckConstraint("(off_at IS NULL) = (off_by IS NULL)", name="off"),
)

template_version_table = Table(
    "message_template_version",
    metadata,
    Column("template_id", Uuid, ForeignKey("message_template.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("subject", Text),
    Column("external_id", Text),
    Column("link", Text),
    Column("fields", JSONB, nullable=False, server_default="[]"),
    Column("at", _AT, nullable=False),
    Column("by", Text, nullable=False),
)
