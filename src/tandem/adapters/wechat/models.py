"""The access token of each account: one for all processes."""

from sqlalchemy import Column, DateTime, ForeignKey, Table, Text, Uuid

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
