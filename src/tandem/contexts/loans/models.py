"""The command journal: what was asked of the core lending system, by whom, and what came of it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

loan_command_table = Table(
    "loan_command",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("customer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("params", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    # The core must not begin it after this: an outcome still unknown to the core then will never be.
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("number", Text),
    Column("refusal", Text),
    Column("details", JSONB, nullable=False, server_default="{}"),
    Column("asks", Integer, nullable=False, server_default="0"),
    Column("ask_at", DateTime(timezone=True)),
    # A number that somebody typed, sealed, until the core's word on it has been passed on; `params` shows its ends.
    Column("typed", LargeBinary),
    Column("data_key", Integer),
    CheckConstraint("state IN ('requested','pending','done','refused')", name="state"),
    CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refusal"),
    CheckConstraint("(state IN ('done','refused')) = (settled_at IS NOT NULL)", name="settled"),
    CheckConstraint("(typed IS NULL) = (data_key IS NULL)", name="typed"),
    Index("ix_loan_command_customer", "customer", "requested_at"),
    Index("ix_loan_command_open", "ask_at", postgresql_where=text("state IN ('requested','pending')")),
    Index("ix_loan_command_typed", "id", postgresql_where=text("typed IS NOT NULL")),
)
