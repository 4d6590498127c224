"""silent seat

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silent_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["access_staff.id"], name=op.f("fk_silent_seat_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silent_seat")),
    )
    op.create_index("ix_silent_seat_staff", "silent_seat", ["staff_id", "since"], unique=False)
    op.create_index(
        "uq_silent_seat_present",
        "silent_seat",
        ["staff_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "bot_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("thresholds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("candidates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("held_by_name", sa.Text(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("said_id", sa.Uuid(), nullable=True),
        sa.Column("said_entry_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_bot_draft_decided")),
        sa.CheckConstraint(
            "state IN ('waiting','approved','edited','replaced','taken_over','handed_over','expired','withdrawn')",
            name=op.f("ck_bot_draft_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_bot_draft_conversation_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bot_draft_message_id")),
        sa.ForeignKeyConstraint(["said_id"], ["message.id"], name=op.f("fk_bot_draft_said_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_draft")),
        sa.UniqueConstraint("message_id", name=op.f("uq_bot_draft_message_id")),
    )
    op.create_index("ix_bot_draft_conversation", "bot_draft", ["conversation_id", "opened_at"], unique=False)
    op.create_index("ix_bot_draft_decided", "bot_draft", ["decided_by_id", "decided_at"], unique=False)
    op.create_index(
        "ix_bot_draft_due",
        "bot_draft",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_bot_draft_waiting",
        "bot_draft",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "training_example",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("bot_text", sa.Text(), nullable=False),
        sa.Column("bot_entry_id", sa.Uuid(), nullable=False),
        sa.Column("person_text", sa.Text(), nullable=False),
        sa.Column("person_entry_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('edited','replaced')", name=op.f("ck_training_example_outcome")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_training_example_conversation_id")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["bot_draft.id"], name=op.f("fk_training_example_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_example")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_training_example_draft_id")),
    )
    op.create_index("ix_training_example_at", "training_example", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_training_example_at", table_name="training_example")
    op.drop_table("training_example")
    op.drop_index(
        "uq_bot_draft_waiting", table_name="bot_draft", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_index("ix_bot_draft_due", table_name="bot_draft", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index("ix_bot_draft_decided", table_name="bot_draft")
    op.drop_index("ix_bot_draft_conversation", table_name="bot_draft")
    op.drop_table("bot_draft")
    op.drop_index(
        "uq_silent_seat_present", table_name="silent_seat", postgresql_where=sa.text("until IS NULL")
    )
    op.drop_index("ix_silent_seat_staff", table_name="silent_seat")
    op.drop_table("silent_seat")
