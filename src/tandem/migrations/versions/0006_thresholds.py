"""thresholds

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_test_judgement",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("likeliest", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("degraded", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["bot_intent_version.number"], name=op.f("fk_bot_test_judgement_version")
        ),
        sa.PrimaryKeyConstraint("version", "text_hash", name=op.f("pk_bot_test_judgement")),
    )
    op.create_table(
        "bot_threshold_set",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("precision", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("degraded", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["model_version"], ["bot_intent_version.number"], name=op.f("fk_bot_threshold_set_model_version")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bot_threshold_set")),
    )
    op.create_table(
        "bot_threshold",
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("judge", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("tau_auto", sa.Float(), nullable=False),
        sa.Column("tau_draft", sa.Float(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("precision", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("curve", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("judge IN ('retrieval','intent')", name=op.f("ck_bot_threshold_judge")),
        sa.CheckConstraint("source IN ('fitted','global','default')", name=op.f("ck_bot_threshold_source")),
        sa.CheckConstraint("tau_draft <= tau_auto", name=op.f("ck_bot_threshold_order")),
        sa.ForeignKeyConstraint(
            ["set_number"], ["bot_threshold_set.number"], name=op.f("fk_bot_threshold_set_number")
        ),
        sa.PrimaryKeyConstraint("set_number", "judge", "intent", name=op.f("pk_bot_threshold")),
    )
    op.create_table(
        "bot_threshold_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_number"], ["bot_threshold_set.number"], name=op.f("fk_bot_threshold_publication_set_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_threshold_publication")),
    )
    op.create_index(
        "ix_bot_threshold_publication_set", "bot_threshold_publication", ["set_number", "since"], unique=False
    )
    op.create_index(
        "uq_bot_threshold_publication",
        "bot_threshold_publication",
        [sa.literal_column("(until IS NULL)")],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_bot_threshold_publication",
        table_name="bot_threshold_publication",
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_bot_threshold_publication_set", table_name="bot_threshold_publication")
    op.drop_table("bot_threshold_publication")
    op.drop_table("bot_threshold")
    op.drop_table("bot_threshold_set")
    op.drop_table("bot_test_judgement")
