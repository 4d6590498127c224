"""language model

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_llm_configuration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("configuration", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_llm_configuration")),
    )
    op.create_index("ix_bot_llm_configuration_at", "bot_llm_configuration", ["at"], unique=False)
    op.create_table(
        "conversation_summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("up_to_seq", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("elapsed_ms", sa.Float(), nullable=True),
        sa.CheckConstraint("made_by IN ('rules','model')", name=op.f("ck_conversation_summary_made_by")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_summary_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_summary")),
    )
    op.create_index(
        "uq_conversation_summary_made",
        "conversation_summary",
        ["conversation_id", "up_to_seq", "made_by"],
        unique=True,
    )
    op.create_table(
        "bot_composition",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("fallback", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("rewritten", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("sentences", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("sources", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True),
        sa.Column("answer_tokens", sa.Integer(), nullable=True),
        sa.Column("elapsed_ms", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_bot_composition_decided")
        ),
        sa.CheckConstraint(
            "state IN ('waiting','said','drafted','fallen_back','overtaken')",
            name=op.f("ck_bot_composition_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_bot_composition_conversation_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bot_composition_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bot_composition")),
    )
    op.create_index(
        "ix_bot_composition_conversation", "bot_composition", ["conversation_id", "seq"], unique=False
    )
    op.create_index("ix_bot_composition_opened", "bot_composition", ["opened_at"], unique=False)
    op.create_index(
        "ix_bot_composition_waiting",
        "bot_composition",
        ["conversation_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column(
        "bot_draft",
        sa.Column("composed", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("bot_draft", "composed")
    op.drop_index(
        "ix_bot_composition_waiting",
        table_name="bot_composition",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("ix_bot_composition_opened", table_name="bot_composition")
    op.drop_index("ix_bot_composition_conversation", table_name="bot_composition")
    op.drop_table("bot_composition")
    op.drop_index("uq_conversation_summary_made", table_name="conversation_summary")
    op.drop_table("conversation_summary")
    op.drop_index("ix_bot_llm_configuration_at", table_name="bot_llm_configuration")
    op.drop_table("bot_llm_configuration")
