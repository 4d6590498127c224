"""The local gateway's tables: charges, payments that were made, refunds, notices to send."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from tandem.kit.metadata import metadata

payments_local_charge_table = Table(
    "payments_local_charge",
    metadata,
    Column("order_no", Text, primary_key=True),
    # Names the cashier page: nobody can guess it.
    Column("token", Text, nullable=False, unique=True),
    Column("fen", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("return_url", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("payment_no", Text),
    Column("paid_fen", BigInteger, nullable=False, server_default="0"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

payments_local_notice_table = Table(
    "payments_local_notice",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_no", Text, ForeignKey("payments_local_charge.order_no"), nullable=False),
    Column("payment_no", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("send_at", DateTime(timezone=True)),
    Column("sent", Integer, nullable=False, server_default="0"),
    Index("ix_payments_local_notice_send", "send_at", postgresql_where=text("send_at IS NOT NULL")),
)

payments_local_refund_table = Table(
    "payments_local_refund",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("payment_no", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
