"""Tables of verification."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

from tandem.kit.metadata import metadata

# A code that was asked for. `borrower` NULL: nobody has the number, or not who asked; no code was sent, and nobody can
# tell. Neither code nor number is here: hashes under a key that the database does not hold.
verification_challenge_table = Table(
    "verification_challenge",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("session", Text, nullable=False),
    Column("conversation_id", Uuid),
    Column("purpose", Text, nullable=False),
    Column("phone_mark", Text, nullable=False),
    Column("borrower", Text),
    Column("code_hash", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    # Used, or replaced by a later one: worth nothing any more.
    Column("over_at", DateTime(timezone=True)),
    Index("ix_verification_challenge_session", "customer_id", "session"),
    Index("ix_verification_challenge_at", "at"),
)

# Everything asked for or tried: what limits and locks are counted from.
verification_attempt_table = Table(
    "verification_attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("customer_id", Uuid, nullable=False),
    Column("session", Text, nullable=False),
    Column("phone_mark", Text, nullable=False),
    Column("address_mark", Text, nullable=False),
    Column("challenge_id", Uuid),
    CheckConstraint("kind IN ('sent','not_sent','wrong','proven','expired','used','unknown')", name="kind"),
    Index("ix_verification_attempt_phone", "phone_mark", "at"),
    Index("ix_verification_attempt_session", "session", "at"),
    Index("ix_verification_attempt_address", "address_mark", "at"),
    Index("ix_verification_attempt_at", "at"),
)

verification_proof_table = Table(
    "verification_proof",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("session", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("borrower", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("fresh_until", DateTime(timezone=True)),
    # Who vouched, of method agent.
    Column("by", Uuid),
    # The person ended the session: worth nothing any more.
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint("method IN ('code','id_digits','signed','agent')", name="method"),
    Index("ix_verification_proof_session", "customer_id", "session", "at"),
    Index("ix_verification_proof_at", "at"),
)
