"""Which process holds the line to a short message centre, and what others ask it to hand over."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

# `bound`: the settings (a hash) with which the line is open; null while the centre cannot be reached.
smpp_line_table = Table(
    "smpp_line",
    metadata,
    Column("account_id", Uuid, ForeignKey("channel_account.id", ondelete="CASCADE"), primary_key=True),
    Column("binder", Uuid),
    Column("held_until", _AT),
    Column("bound", Text),
)

# A message of another process, until that one has read what became of it. `sealed`: number and text, encrypted
# (channels.keys.vault). What nobody came back for is deleted after an hour.
smpp_errand_table = Table(
    "smpp_errand",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("channel_account.id", ondelete="CASCADE"), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("asked_at", _AT, nullable=False),
    Column("taken_at", _AT),
    Column("outcome", Text),
    # Of what was sent: the centre's id; else why not.
    Column("code", Text),
    Column("detail", Text),
    CheckConstraint("outcome IN ('sent','refused','later')", name="outcome"),
    Index("ix_smpp_errand_waiting", "account_id", "asked_at", postgresql_where=text("taken_at IS NULL")),
)
