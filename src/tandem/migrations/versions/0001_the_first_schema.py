"""The first schema

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION tandem_bigrams(t text) RETURNS text[]
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT coalesce(array_agg(DISTINCT a || b), '{}') FROM (
                    SELECT c AS a, lead(c) OVER (ORDER BY n) AS b
                    FROM unnest(string_to_array(lower(t), NULL)) WITH ORDINALITY AS x(c, n)
                ) AS pairs WHERE b IS NOT NULL
            $$
        """
    )
    op.create_table(
        "access_audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "num_nulls(seq, sealed_at, prev_hash, hash) IN (0, 4)",
            name=op.f("ck_access_audit_entry_seal_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_audit_entry")),
        sa.UniqueConstraint("seq", name=op.f("uq_access_audit_entry_seq")),
    )
    op.create_index("ix_access_audit_entry_actor", "access_audit_entry", ["actor", "at"], unique=False)
    op.create_index("ix_access_audit_entry_at", "access_audit_entry", ["at", "id"], unique=False)
    op.create_index("ix_access_audit_entry_subject", "access_audit_entry", ["subject", "at"], unique=False)
    op.create_index(
        "ix_access_audit_entry_unsealed",
        "access_audit_entry",
        ["at", "id"],
        unique=False,
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_table(
        "access_business_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_business_line")),
    )
    op.create_index(
        "uq_access_business_line_name",
        "access_business_line",
        ["name"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "access_login_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username_hash", sa.Text(), nullable=False),
        sa.Column("ip_hash", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('pending', 'failed', 'succeeded', 'cleared')",
            name=op.f("ck_access_login_attempt_outcome_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_login_attempt")),
    )
    op.create_index("ix_access_login_attempt_at", "access_login_attempt", ["at"], unique=False)
    op.create_index(
        "ix_access_login_attempt_username", "access_login_attempt", ["username_hash", "at"], unique=False
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint("name", name=op.f("uq_calendar_name")),
    )
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
    )
    op.create_index(
        "uq_canned_reply_shortcut",
        "canned_reply",
        ["owner_id", "shortcut"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "channel_site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("brand", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("locale", sa.Text(), server_default="zh-CN", nullable=False),
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("identity_mode", sa.Text(), server_default="anonymous", nullable=False),
        sa.Column("identity_secret", sa.Text(), nullable=True),
        sa.Column("allowed_origins", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("greeting", sa.Text(), server_default="", nullable=False),
        sa.Column("privacy_text", sa.Text(), server_default="", nullable=False),
        sa.Column("faq", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("features", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "identity_mode IN ('anonymous','signed','both')", name=op.f("ck_channel_site_identity_mode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_site")),
        sa.UniqueConstraint("key", name=op.f("uq_channel_site_key")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_table(
        "disposition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["disposition.id"], name=op.f("fk_disposition_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sa.UniqueConstraint("code", name=op.f("uq_disposition_code")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_at", "event", ["at"], unique=False)
    op.create_index("ix_event_kind", "event", ["kind", "id"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject_id", "id"], unique=False)
    op.create_table(
        "knowledge_calibration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_hash", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_calibration")),
    )
    op.create_index(op.f("ix_knowledge_calibration_at"), "knowledge_calibration", ["at"], unique=False)
    op.create_index(
        op.f("ix_knowledge_calibration_data_hash"), "knowledge_calibration", ["data_hash"], unique=False
    )
    op.create_table(
        "knowledge_category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_category")),
        sa.UniqueConstraint("key", name=op.f("uq_knowledge_category_key")),
    )
    op.create_table(
        "knowledge_generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_generation")),
    )
    op.create_table(
        "knowledge_vector",
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "version", "text_hash", name=op.f("pk_knowledge_vector")),
    )
    op.create_table(
        "label",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("color", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("name", name=op.f("uq_label_name")),
    )
    op.create_table(
        "seat",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("team_name", sa.Text(), nullable=True),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("capacity", sa.SmallInteger(), server_default="5", nullable=False),
        sa.Column("auto_accept", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("state", sa.Text(), server_default="offline", nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_offers", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('online','busy','away','offline')", name=op.f("ck_seat_state")),
        sa.CheckConstraint("capacity BETWEEN 0 AND 100", name=op.f("ck_seat_capacity")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_seat")),
    )
    op.create_table(
        "timer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    op.create_index(
        "ix_timer_due",
        "timer",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_index(
        "uq_timer_pending",
        "timer",
        ["kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "access_team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("business_line_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_line_id"], ["access_business_line.id"], name=op.f("fk_access_team_business_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_team")),
    )
    op.create_index(
        "uq_access_team_name",
        "access_team",
        ["business_line_id", "name"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "customer_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_identity_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_identity")),
        sa.UniqueConstraint(
            "kind", "account", "subject", name=op.f("uq_customer_identity_kind_account_subject")
        ),
    )
    op.create_index("ix_customer_identity_customer", "customer_identity", ["customer_id"], unique=False)
    op.create_table(
        "knowledge_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("latest_n", sa.Integer(), nullable=False),
        sa.Column("published_n", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["knowledge_category.id"], name=op.f("fk_knowledge_entry_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_knowledge_entry_key")),
    )
    op.create_index(op.f("ix_knowledge_entry_category_id"), "knowledge_entry", ["category_id"], unique=False)
    op.create_index("ix_knowledge_entry_updated", "knowledge_entry", ["updated_at", "id"], unique=False)
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["seat.agent_id"], name=op.f("fk_presence_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index(
        "uq_presence_current",
        "presence",
        ["agent_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "queue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("accept_mode", sa.Text(), server_default="offer", nullable=False),
        sa.Column("accept_timeout_s", sa.Integer(), server_default="20", nullable=False),
        sa.Column("sl_target_s", sa.Integer(), server_default="20", nullable=False),
        sa.Column("sl_goal", sa.Float(), server_default="0.8", nullable=False),
        sa.Column("first_response_s", sa.Integer(), server_default="60", nullable=False),
        sa.Column("next_response_s", sa.Integer(), server_default="180", nullable=False),
        sa.Column("short_abandon_s", sa.Integer(), server_default="5", nullable=False),
        sa.Column("idle_handback_s", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("accept_mode IN ('auto','offer')", name=op.f("ck_queue_accept_mode")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_queue_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("key", name=op.f("uq_queue_key")),
    )
    op.create_table(
        "access_staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.Text(), server_default="zh-CN", nullable=False),
        sa.Column(
            "preferences", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deactivated_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(deactivated_at IS NULL) = (deactivated_by IS NULL)",
            name=op.f("ck_access_staff_deactivation_whole"),
        ),
        sa.CheckConstraint("username = lower(username)", name=op.f("ck_access_staff_username_lower")),
        sa.ForeignKeyConstraint(["team_id"], ["access_team.id"], name=op.f("fk_access_staff_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_access_staff_username")),
    )
    op.create_index(op.f("ix_access_staff_team_id"), "access_staff", ["team_id"], unique=False)
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("customer_verified", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("context", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("controller", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("customer_delivered_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("customer_read_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("agent_read_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unread", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_message", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sla_kind", sa.Text(), nullable=True),
        sa.Column("sla_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sla_missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(controller = 'agent') = (agent_id IS NOT NULL)", name=op.f("ck_conversation_agent_controls")
        ),
        sa.CheckConstraint(
            "controller IN ('bot','silent_seat','queue','agent')", name=op.f("ck_conversation_controller")
        ),
        sa.CheckConstraint("status IN ('open','snoozed','resolved')", name=op.f("ck_conversation_status")),
        sa.CheckConstraint("priority BETWEEN 0 AND 3", name=op.f("ck_conversation_priority")),
        sa.ForeignKeyConstraint(["agent_id"], ["seat.agent_id"], name=op.f("fk_conversation_agent_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_conversation_customer_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_conversation_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(
        "ix_conversation_agent",
        "conversation",
        ["agent_id", "status"],
        unique=False,
        postgresql_where=sa.text("agent_id IS NOT NULL"),
    )
    op.create_index("ix_conversation_customer", "conversation", ["customer_id", "opened_at"], unique=False)
    op.create_index(
        "ix_conversation_live",
        "conversation",
        ["updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("status <> 'resolved'"),
    )
    op.create_index(
        "ix_conversation_past",
        "conversation",
        ["updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'resolved'"),
    )
    op.create_index(
        "uq_conversation_one_open",
        "conversation",
        ["customer_id", "channel", "account"],
        unique=True,
        postgresql_where=sa.text("status <> 'resolved'"),
    )
    op.create_table(
        "knowledge_retirement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_retirement_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_retirement")),
    )
    op.create_index(
        "uq_knowledge_retirement_open",
        "knowledge_retirement",
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "knowledge_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_review_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_review")),
    )
    op.create_index("ix_knowledge_review_entry", "knowledge_review", ["entry_id", "n", "at"], unique=False)
    op.create_table(
        "knowledge_use",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_use_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "day", name=op.f("pk_knowledge_use")),
    )
    op.create_table(
        "knowledge_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_en", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("phrasings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("related", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effective_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft','in_review','published','superseded','rejected')",
            name=op.f("ck_knowledge_version_state"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["knowledge_category.id"], name=op.f("fk_knowledge_version_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_version_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_version")),
        sa.UniqueConstraint("entry_id", "n", name=op.f("uq_knowledge_version_entry_id_n")),
    )
    op.create_index(
        "uq_knowledge_version_published",
        "knowledge_version",
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "seat_queue",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["seat.agent_id"], name=op.f("fk_seat_queue_agent_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_seat_queue_queue_id")),
        sa.PrimaryKeyConstraint("agent_id", "queue_id", name=op.f("pk_seat_queue")),
    )
    op.create_index("ix_seat_queue_queue", "seat_queue", ["queue_id"], unique=False)
    op.create_table(
        "access_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip_hash", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_reason IS NULL)", name=op.f("ck_access_session_end_whole")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["access_staff.id"], name=op.f("fk_access_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_session_token_hash")),
    )
    op.create_index("ix_access_session_expires_at", "access_session", ["expires_at"], unique=False)
    op.create_index(
        "ix_access_session_live",
        "access_session",
        ["staff_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "access_staff_role",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["access_staff.id"], name=op.f("fk_access_staff_role_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_access_staff_role")),
    )
    op.create_index("ix_access_staff_role_role", "access_staff_role", ["role"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["seat.agent_id"], name=op.f("fk_assignment_agent_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_assignment_conversation_id")
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_assignment_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(
        "ix_assignment_agent",
        "assignment",
        ["agent_id", "assigned_at"],
        unique=False,
        postgresql_include=["conversation_id"],
    )
    op.create_index("ix_assignment_at", "assignment", ["assigned_at"], unique=False)
    op.create_index("ix_assignment_ended", "assignment", ["queue_id", "ended_at"], unique=False)
    op.create_index("ix_assignment_held", "assignment", ["conversation_id", "agent_id"], unique=False)
    op.create_index(
        "uq_assignment_current",
        "assignment",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_attachment_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_conversation", "attachment", ["conversation_id"], unique=False)
    op.create_table(
        "conversation_label",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_label_conversation_id")
        ),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_conversation_label_label_id")),
        sa.PrimaryKeyConstraint("conversation_id", "label_id", name=op.f("pk_conversation_label")),
    )
    op.create_index(
        "ix_conversation_label_label", "conversation_label", ["label_id", "conversation_id"], unique=False
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_controller", sa.Text(), nullable=True),
        sa.Column("to_controller", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_handover_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index("ix_handover_at", "handover", ["at"], unique=False)
    op.create_index("ix_handover_conversation", "handover", ["conversation_id", "at"], unique=False)
    op.create_table(
        "mention",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_mention_conversation_id")
        ),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_conversation", "mention", ["conversation_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("audience", sa.Text(), server_default="all", nullable=False),
        sa.Column("reply_to", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="sent", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_message_conversation_id_seq")),
    )
    op.create_index(
        "ix_message_bigrams",
        "message",
        [sa.literal_column("tandem_bigrams(text)")],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_message_bot", "message", ["created_at"], unique=False, postgresql_where=sa.text("role = 'bot'")
    )
    op.create_index(
        "uq_message_client",
        "message",
        ["conversation_id", "role", "client_id"],
        unique=True,
        postgresql_where=sa.text("client_id IS NOT NULL"),
    )
    op.create_table(
        "queue_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sl_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sl_missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_queue_entry_conversation_id")
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_queue_entry_queue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_entry")),
    )
    op.create_index("ix_queue_entry_entered", "queue_entry", ["entered_at", "queue_id"], unique=False)
    op.create_index("ix_queue_entry_left", "queue_entry", ["left_at", "queue_id"], unique=False)
    op.create_index(
        "ix_queue_entry_line",
        "queue_entry",
        ["queue_id", "priority", "entered_at"],
        unique=False,
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_index(
        "uq_queue_entry_waiting",
        "queue_entry",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_rating_score")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_rating_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index(
        "uq_rating_current",
        "rating",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("controller", sa.Text(), nullable=False),
        sa.Column("disposition_id", sa.Uuid(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_resolution_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["disposition.id"], name=op.f("fk_resolution_disposition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index(
        "uq_resolution_current",
        "resolution",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "snooze",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_snooze_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
    )
    op.create_index(
        "uq_snooze_current",
        "snooze",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "bot_feedback",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["message.id"], name=op.f("fk_bot_feedback_answer_id")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_bot_feedback")),
    )
    op.create_table(
        "bot_turn",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("entry_ids", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("option_ids", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("candidates", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("degraded", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("elapsed_ms", sa.Float(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["message.id"], name=op.f("fk_bot_turn_answer_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_bot_turn_conversation_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bot_turn_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bot_turn")),
    )
    op.create_index("ix_bot_turn_answer", "bot_turn", ["answer_id"], unique=False)
    op.create_index("ix_bot_turn_at", "bot_turn", ["at"], unique=False)
    op.create_index("ix_bot_turn_conversation", "bot_turn", ["conversation_id", "seq"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("queue_entry_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["seat.agent_id"], name=op.f("fk_offer_agent_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_offer_conversation_id")
        ),
        sa.ForeignKeyConstraint(["queue_entry_id"], ["queue_entry.id"], name=op.f("fk_offer_queue_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(
        "ix_offer_agent_open",
        "offer",
        ["agent_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_offer_entry", "offer", ["queue_entry_id"], unique=False)
    op.create_index(
        "uq_offer_open",
        "offer",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    # The audit trail refuses changes, whoever asks: see docs/adr on the audit chain.
    op.execute(
        """
        CREATE OR REPLACE FUNCTION access_audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' THEN IF OLD.seq IS NULL AND NEW.seq IS NOT NULL AND (OLD.id, OLD.at, OLD.actor,
            OLD.action, OLD.subject, OLD.data) IS NOT DISTINCT FROM (NEW.id, NEW.at, NEW.actor, NEW.action,
            NEW.subject, NEW.data) THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION 'the audit trail is append-only
            (% refused)', TG_OP USING ERRCODE = 'insufficient_privilege'; END $$
        """
    )
    op.execute(
        """
        DROP TRIGGER IF EXISTS access_audit_entry_no_change ON access_audit_entry
        """
    )
    op.execute(
        """
        CREATE TRIGGER access_audit_entry_no_change BEFORE UPDATE OR DELETE ON access_audit_entry
        FOR EACH ROW EXECUTE FUNCTION access_audit_entry_guard()
        """
    )
    op.execute(
        """
        DROP TRIGGER IF EXISTS access_audit_entry_no_truncate ON access_audit_entry
        """
    )
    op.execute(
        """
        CREATE TRIGGER access_audit_entry_no_truncate BEFORE TRUNCATE ON access_audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION access_audit_entry_guard()
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP TRIGGER IF EXISTS access_audit_entry_no_truncate ON access_audit_entry
        """
    )
    op.execute(
        """
        DROP TRIGGER IF EXISTS access_audit_entry_no_change ON access_audit_entry
        """
    )
    op.execute(
        """
        DROP FUNCTION IF EXISTS access_audit_entry_guard()
        """
    )
    op.drop_index("uq_offer_open", table_name="offer", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index("ix_offer_entry", table_name="offer")
    op.drop_index("ix_offer_agent_open", table_name="offer", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_table("offer")
    op.drop_index("ix_bot_turn_conversation", table_name="bot_turn")
    op.drop_index("ix_bot_turn_at", table_name="bot_turn")
    op.drop_index("ix_bot_turn_answer", table_name="bot_turn")
    op.drop_table("bot_turn")
    op.drop_table("bot_feedback")
    op.drop_index("uq_snooze_current", table_name="snooze", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_table("snooze")
    op.drop_index(
        "uq_resolution_current", table_name="resolution", postgresql_where=sa.text("reopened_at IS NULL")
    )
    op.drop_table("resolution")
    op.drop_index("uq_rating_current", table_name="rating", postgresql_where=sa.text("superseded_at IS NULL"))
    op.drop_table("rating")
    op.drop_index(
        "uq_queue_entry_waiting", table_name="queue_entry", postgresql_where=sa.text("left_at IS NULL")
    )
    op.drop_index(
        "ix_queue_entry_line", table_name="queue_entry", postgresql_where=sa.text("left_at IS NULL")
    )
    op.drop_index("ix_queue_entry_left", table_name="queue_entry")
    op.drop_index("ix_queue_entry_entered", table_name="queue_entry")
    op.drop_table("queue_entry")
    op.drop_index(
        "uq_message_client", table_name="message", postgresql_where=sa.text("client_id IS NOT NULL")
    )
    op.drop_index("ix_message_bot", table_name="message", postgresql_where=sa.text("role = 'bot'"))
    op.drop_index(
        "ix_message_bigrams",
        table_name="message",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.drop_table("message")
    op.drop_index("ix_mention_conversation", table_name="mention")
    op.drop_table("mention")
    op.drop_index("ix_handover_conversation", table_name="handover")
    op.drop_index("ix_handover_at", table_name="handover")
    op.drop_table("handover")
    op.drop_index("ix_conversation_label_label", table_name="conversation_label")
    op.drop_table("conversation_label")
    op.drop_index("ix_attachment_conversation", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(
        "uq_assignment_current", table_name="assignment", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index("ix_assignment_held", table_name="assignment")
    op.drop_index("ix_assignment_ended", table_name="assignment")
    op.drop_index("ix_assignment_at", table_name="assignment")
    op.drop_index("ix_assignment_agent", table_name="assignment", postgresql_include=["conversation_id"])
    op.drop_table("assignment")
    op.drop_index("ix_access_staff_role_role", table_name="access_staff_role")
    op.drop_table("access_staff_role")
    op.drop_index(
        "ix_access_session_live", table_name="access_session", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index("ix_access_session_expires_at", table_name="access_session")
    op.drop_table("access_session")
    op.drop_index("ix_seat_queue_queue", table_name="seat_queue")
    op.drop_table("seat_queue")
    op.drop_index(
        "uq_knowledge_version_published",
        table_name="knowledge_version",
        postgresql_where=sa.text("state = 'published'"),
    )
    op.drop_table("knowledge_version")
    op.drop_table("knowledge_use")
    op.drop_index("ix_knowledge_review_entry", table_name="knowledge_review")
    op.drop_table("knowledge_review")
    op.drop_index(
        "uq_knowledge_retirement_open",
        table_name="knowledge_retirement",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("knowledge_retirement")
    op.drop_index(
        "uq_conversation_one_open",
        table_name="conversation",
        postgresql_where=sa.text("status <> 'resolved'"),
    )
    op.drop_index(
        "ix_conversation_past", table_name="conversation", postgresql_where=sa.text("status = 'resolved'")
    )
    op.drop_index(
        "ix_conversation_live", table_name="conversation", postgresql_where=sa.text("status <> 'resolved'")
    )
    op.drop_index("ix_conversation_customer", table_name="conversation")
    op.drop_index(
        "ix_conversation_agent", table_name="conversation", postgresql_where=sa.text("agent_id IS NOT NULL")
    )
    op.drop_table("conversation")
    op.drop_index(op.f("ix_access_staff_team_id"), table_name="access_staff")
    op.drop_table("access_staff")
    op.drop_table("queue")
    op.drop_index("uq_presence_current", table_name="presence", postgresql_where=sa.text("until IS NULL"))
    op.drop_table("presence")
    op.drop_index("ix_knowledge_entry_updated", table_name="knowledge_entry")
    op.drop_index(op.f("ix_knowledge_entry_category_id"), table_name="knowledge_entry")
    op.drop_table("knowledge_entry")
    op.drop_index("ix_customer_identity_customer", table_name="customer_identity")
    op.drop_table("customer_identity")
    op.drop_index(
        "uq_access_team_name", table_name="access_team", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_table("access_team")
    op.drop_index(
        "uq_timer_pending",
        table_name="timer",
        postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_index(
        "ix_timer_due",
        table_name="timer",
        postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_table("timer")
    op.drop_table("seat")
    op.drop_table("label")
    op.drop_table("knowledge_vector")
    op.drop_table("knowledge_generation")
    op.drop_table("knowledge_category")
    op.drop_index(op.f("ix_knowledge_calibration_data_hash"), table_name="knowledge_calibration")
    op.drop_index(op.f("ix_knowledge_calibration_at"), table_name="knowledge_calibration")
    op.drop_table("knowledge_calibration")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index("ix_event_kind", table_name="event")
    op.drop_index("ix_event_at", table_name="event")
    op.drop_table("event")
    op.drop_table("disposition")
    op.drop_table("customer")
    op.drop_table("channel_site")
    op.drop_index("uq_canned_reply_shortcut", table_name="canned_reply", postgresql_nulls_not_distinct=True)
    op.drop_table("canned_reply")
    op.drop_table("calendar")
    op.drop_index("ix_access_login_attempt_username", table_name="access_login_attempt")
    op.drop_index("ix_access_login_attempt_at", table_name="access_login_attempt")
    op.drop_table("access_login_attempt")
    op.drop_index(
        "uq_access_business_line_name",
        table_name="access_business_line",
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("access_business_line")
    op.drop_index(
        "ix_access_audit_entry_unsealed",
        table_name="access_audit_entry",
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.drop_index("ix_access_audit_entry_subject", table_name="access_audit_entry")
    op.drop_index("ix_access_audit_entry_at", table_name="access_audit_entry")
    op.drop_index("ix_access_audit_entry_actor", table_name="access_audit_entry")
    op.drop_table("access_audit_entry")
    op.execute(
        """
        DROP FUNCTION tandem_bigrams(text)
        """
    )
