"""How far each folder of each mailbox was read, and what was said automatically."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from tandem.kit.metadata import metadata

# UIDs count for one UIDVALIDITY of a folder. `first_uid`: the first that was new when the account was connected; what
# is below is history, imported up to `imported_uid`. `watcher`: the process that listens, until `watched_until`.
mail_folder_table = Table(
    "mail_folder",
    metadata,
    Column("account_id", Uuid, ForeignKey("channel_account.id", ondelete="CASCADE"), primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger),
    Column("next_uid", BigInteger, nullable=False, server_default="1"),
    Column("first_uid", BigInteger, nullable=False, server_default="1"),
    Column("imported_uid", BigInteger, nullable=False, server_default="0"),
    Column("read_at", DateTime(timezone=True)),
    Column("watcher", Uuid),
    Column("watched_until", DateTime(timezone=True)),
)

# For the cap of automatic answers; a recipient is known by a hash with this installation's key. Kept for a day.
mail_automatic_table = Table(
    "mail_automatic",
    metadata,
    Column("outgoing_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_mail_automatic_recipient", "account_id", "recipient", "at"),
)
