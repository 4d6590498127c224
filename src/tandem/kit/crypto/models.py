"""Data keys, wrapped by a master key. Rows are added by a rotation and never deleted: backups need them."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, LargeBinary, Table, Text, text

from tandem.kit.metadata import metadata

data_key_table = Table(
    "data_key",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("purpose", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    # Fingerprint of the master key that wraps it.
    Column("master", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("purpose IN ('seal','blind')", name="purpose"),
    # Another blind key would find nothing of what the first one hashed.
    Index("uq_data_key_blind", "purpose", unique=True, postgresql_where=text("purpose = 'blind'")),
)
