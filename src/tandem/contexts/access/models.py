"""Tables of staff, organisation, sessions and the audit trail."""

from sqlalchemy import (
    BigInteger,
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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tandem.kit.metadata import metadata

business_line_table = Table(
    "access_business_line",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_by", Text),
    Index("uq_access_business_line_name", "name", unique=True, postgresql_where=text("closed_at IS NULL")),
)

team_table = Table(
    "access_team",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("business_line_id", Uuid, ForeignKey("access_business_line.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_by", Text),
    Index(
        "uq_access_team_name",
        "business_line_id",
        "name",
        unique=True,
        postgresql_where=text("closed_at IS NULL"),
    ),
)

staff_table = Table(
    "access_staff",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    # Since when the password is one that somebody else chose: the person has to set their own before anything else.
    Column("password_given_at", DateTime(timezone=True)),
    Column("team_id", Uuid, ForeignKey("access_team.id"), index=True),
    Column("locale", Text, nullable=False, server_default="zh-CN"),
    Column("preferences", JSONB, nullable=False, server_default="{}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("deactivated_at", DateTime(timezone=True)),
    Column("deactivated_by", Text),
    CheckConstraint("username = lower(username)", name="username_lower"),
    CheckConstraint("(deactivated_at IS NULL) = (deactivated_by IS NULL)", name="deactivation_whole"),
)

staff_role_table = Table(
    "access_staff_role",
    metadata,
    Column("staff_id", Uuid, ForeignKey("access_staff.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("granted_at", DateTime(timezone=True), nullable=False),
    Column("granted_by", Text, nullable=False),
    Index("ix_access_staff_role_role", "role"),
)

session_table = Table(
    "access_session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_id", Uuid, ForeignKey("access_staff.id"), nullable=False),
    # Only the SHA-256 of the cookie is kept; the CSRF token is derived from the cookie, so it is not kept at
    # all.
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ip_hash", Text),
    Column("user_agent", Text),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_reason", Text),
    CheckConstraint("(ended_at IS NULL) = (ended_reason IS NULL)", name="end_whole"),
    Index("ix_access_session_live", "staff_id", postgresql_where=text("ended_at IS NULL")),
    Index("ix_access_session_expires_at", "expires_at"),
)

api_key_table = Table(
    "access_api_key",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    # Its beginning, for people to tell it by; the key itself is not kept, only its keyed hash (api_keys.py).
    Column("shown", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_by", Text),
    CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revocation_whole"),
)

login_attempt_table = Table(
    "access_login_attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    # Keyed hashes: people type passwords into the name field, and unknown names count like known ones.
    Column("username_hash", Text, nullable=False),
    Column("ip_hash", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    # pending (counts as failed until proven otherwise), failed, succeeded, cleared (an administrator's reset)
    Column("outcome", Text, nullable=False),
    CheckConstraint("outcome IN ('pending', 'failed', 'succeeded', 'cleared')", name="outcome_known"),
    Index("ix_access_login_attempt_username", "username_hash", "at"),
    Index("ix_access_login_attempt_at", "at"),
)

audit_entry_table = Table(
    "access_audit_entry",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    # The seal, written once by the sealer (docs/adr/0003): unsealed rows have none of these.
    Column("seq", BigInteger, unique=True),
    Column("sealed_at", DateTime(timezone=True)),
    Column("prev_hash", LargeBinary),
    Column("hash", LargeBinary),
    CheckConstraint(
        "num_nulls(seq, sealed_at, prev_hash, hash) IN (0, 4)",
        name="seal_whole",
    ),
    Index("ix_access_audit_entry_unsealed", "at", "id", postgresql_where=text("seq IS NULL")),
    Index("ix_access_audit_entry_subject", "subject", "at"),
    Index("ix_access_audit_entry_actor", "actor", "at"),
    Index("ix_access_audit_entry_at", "at", "id"),
)

# Migration 0001 makes triggers that refuse every change but sealing. They stop mistakes and ordinary roles; a superuser
# can switch triggers off, which is what the hash chain is for.
