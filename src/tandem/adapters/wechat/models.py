"""The access token of each account, one for all processes; pushes that wait for a passive reply."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Table, Text, Uuid

from tandem.kit.metadata import metadata

# `asked_until`: a process asks for the next one until then. `sealed`: the token, encrypted (channels.keys.vault); null
# until there is one. `appid`: whose it is, should the account be given another.
wechat_token_table = Table(
    "wechat_token",
    metadata,
    Column("account_id", Uuid, ForeignKey("channel_account.id", ondelete="CASCADE"), primary_key=True),
    Column("appid", Text),
    Column("sealed", Text),
    Column("fetched_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    Column("asked_until", DateTime(timezone=True)),
)

# A push whose connection is held until `until`. `part_id`: what was offered as its reply (`sealed`, encrypted), which
# was then either `answered_at`, or `closed_at`: it goes as a customer-service message, or nothing came. Kept for an
# hour: the platform's retries get the same.
wechat_reply_table = Table(
    "wechat_reply",
    metadata,
    Column("account_id", Uuid, ForeignKey("channel_account.id", ondelete="CASCADE"), primary_key=True),
    Column("event", Text, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("part_id", Uuid),
    Column("sealed", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    CheckConstraint("answered_at IS NULL OR closed_at IS NULL", name="once"),
)
