"""Tables of self-service. No amounts that anybody owes are kept here: the ledger has those."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from tandem.kit.metadata import metadata

self_order_table = Table(
    "self_order",
    metadata,
    # The order's id is the command's key in the ledger and our number at the gateway.
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("borrower", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("loan", Text),
    Column("fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("cashier_url", Text),
    Column("payment_no", Text),
    Column("paid_fen", BigInteger, nullable=False, server_default="0"),
    Column("number", Text),
    Column("refusal", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("paid_at", DateTime(timezone=True)),
    Column("settled_at", DateTime(timezone=True)),
    # When somebody looks at it again, whatever notices came or did not.
    Column("look_at", DateTime(timezone=True)),
    Column("looks", Integer, nullable=False, server_default="0"),
    UniqueConstraint("customer_id", "client_id"),
    CheckConstraint("purpose IN ('repay','settle')", name="purpose"),
    CheckConstraint("state IN ('open','paid','done','returned','failed','expired')", name="state"),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint("(payment_no IS NULL) = (paid_at IS NULL)", name="paid"),
    CheckConstraint("state NOT IN ('paid','done','returned') OR payment_no IS NOT NULL", name="paid_state"),
    CheckConstraint("(state = 'returned') = (refusal IS NOT NULL)", name="refusal"),
    Index("ix_self_order_borrower", "borrower", "created_at"),
    Index("ix_self_order_look", "look_at", postgresql_where=text("look_at IS NOT NULL")),
)

self_refund_table = Table(
    "self_refund",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("self_order.id"), nullable=False),
    Column("payment_no", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("done_at", DateTime(timezone=True)),
    Column("look_at", DateTime(timezone=True)),
    Column("looks", Integer, nullable=False, server_default="0"),
    UniqueConstraint("order_id", "payment_no", "reason"),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint("state IN ('asked','done','stuck','closed')", name="state"),
    Index("ix_self_refund_look", "look_at", postgresql_where=text("look_at IS NOT NULL")),
)

self_certificate_table = Table(
    "self_certificate",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("borrower", Text, nullable=False),
    Column("loan", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("disbursed_on", Date, nullable=False),
    Column("settled_on", Date, nullable=False),
    Column("issued_on", Date, nullable=False),
    # The name's ends; the whole name is in the document only.
    Column("holder", Text, nullable=False),
    Column("lender", Text, nullable=False),
    Column("object_key", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("borrower", "loan"),
)

# Numbers of requests come from here: two never get the same.
request_number = Sequence("self_request_number", metadata=metadata)

self_request_table = Table(
    "self_request",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("borrower", Text, nullable=False),
    Column("loan", Text),
    Column("fee", Text),
    Column("text", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("conversation_id", Uuid),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("answer_by", Date),
    UniqueConstraint("customer_id", "client_id"),
    CheckConstraint("kind IN ('fee_dispute','credit_objection')", name="kind"),
    Index("ix_self_request_made", "made_at"),
)
