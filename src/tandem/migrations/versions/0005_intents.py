"""intents

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What earlier turns are worth to a trainer: how far their best candidate lay before the second.
MARGINS = """
UPDATE bot_turn SET margin = coalesce((candidates -> 0 ->> 'confidence')::float, 0)
                           - coalesce((candidates -> 1 ->> 'confidence')::float, 0)
WHERE policy IN ('confident', 'clarify', 'threshold', 'draft')
"""


def upgrade() -> None:
    op.create_table(
        "bot_intent",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(target_kind = 'none') = (target_key IS NULL)", name=op.f("ck_bot_intent_target")
        ),
        sa.CheckConstraint("origin IN ('knowledge','flow','trainer')", name=op.f("ck_bot_intent_origin")),
        sa.CheckConstraint(
            "target_kind IN ('entry','flow','hand_over','none')", name=op.f("ck_bot_intent_target_kind")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["bot_intent.key"], name=op.f("fk_bot_intent_merged_into")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_bot_intent")),
    )
    op.create_index("ix_bot_intent_merged", "bot_intent", ["merged_into"], unique=False)
    op.create_table(
        "bot_intent_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_asked_by", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("progress_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("data_object", sa.Text(), nullable=True),
        sa.Column("data_hash", sa.Text(), nullable=True),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("examples", sa.Integer(), nullable=True),
        sa.Column("intents", sa.Integer(), nullable=True),
        sa.Column("encoders", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("missing", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("quality", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "reason_params", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR (object_key IS NOT NULL AND sha256 IS NOT NULL)",
            name=op.f("ck_bot_intent_version_ready"),
        ),
        sa.CheckConstraint(
            "state IN ('queued','training','ready','failed','stopped')",
            name=op.f("ck_bot_intent_version_state"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bot_intent_version")),
    )
    op.create_index("ix_bot_intent_version_state", "bot_intent_version", ["state"], unique=False)
    op.create_table(
        "bot_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("arm IN ('base','trial')", name=op.f("ck_bot_publication_arm")),
        sa.CheckConstraint("share > 0 AND share <= 1", name=op.f("ck_bot_publication_share")),
        sa.ForeignKeyConstraint(
            ["before_id"], ["bot_publication.id"], name=op.f("fk_bot_publication_before_id")
        ),
        sa.ForeignKeyConstraint(
            ["version"], ["bot_intent_version.number"], name=op.f("fk_bot_publication_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_publication")),
    )
    op.create_index("ix_bot_publication_since", "bot_publication", ["since"], unique=False)
    op.create_index(
        "uq_bot_publication_arm",
        "bot_publication",
        ["arm"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "bot_example",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intent_key", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("split", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "source IN ('knowledge','flow','label','draft','import')", name=op.f("ck_bot_example_source")
        ),
        sa.CheckConstraint("split IN ('train','test')", name=op.f("ck_bot_example_split")),
        sa.ForeignKeyConstraint(["draft_id"], ["bot_draft.id"], name=op.f("fk_bot_example_draft_id")),
        sa.ForeignKeyConstraint(["intent_key"], ["bot_intent.key"], name=op.f("fk_bot_example_intent_key")),
        sa.ForeignKeyConstraint(["turn_id"], ["bot_turn.message_id"], name=op.f("fk_bot_example_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_example")),
    )
    op.create_index(
        "ix_bot_example_intent",
        "bot_example",
        ["intent_key", "at"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "ix_bot_example_text",
        "bot_example",
        ["text_hash"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index("ix_bot_example_turn", "bot_example", ["turn_id"], unique=False)
    op.create_index(
        "uq_bot_example_text",
        "bot_example",
        [sa.literal_column("coalesce(intent_key, '')"), "text_hash"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "bot_label",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("intent_key", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verdict = 'intent') = (intent_key IS NOT NULL)", name=op.f("ck_bot_label_intent")
        ),
        sa.CheckConstraint(
            "verdict IN ('intent','out_of_scope','skipped')", name=op.f("ck_bot_label_verdict")
        ),
        sa.ForeignKeyConstraint(["intent_key"], ["bot_intent.key"], name=op.f("fk_bot_label_intent_key")),
        sa.ForeignKeyConstraint(["turn_id"], ["bot_turn.message_id"], name=op.f("fk_bot_label_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bot_label")),
    )
    op.create_index("ix_bot_label_at", "bot_label", ["at"], unique=False)
    op.create_index(
        "uq_bot_label_turn",
        "bot_label",
        ["turn_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "bot_turn_judgement",
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("intents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["bot_turn.message_id"], name=op.f("fk_bot_turn_judgement_turn_id")
        ),
        sa.ForeignKeyConstraint(
            ["version"], ["bot_intent_version.number"], name=op.f("fk_bot_turn_judgement_version")
        ),
        sa.PrimaryKeyConstraint("turn_id", "version", name=op.f("pk_bot_turn_judgement")),
    )
    op.add_column("bot_turn", sa.Column("model_version", sa.Integer(), nullable=True))
    op.add_column("bot_turn", sa.Column("intent", sa.Text(), nullable=True))
    op.add_column("bot_turn", sa.Column("intent_probability", sa.Float(), nullable=True))
    op.add_column(
        "bot_turn",
        sa.Column("intents", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column("bot_turn", sa.Column("margin", sa.Float(), nullable=True))
    op.execute(MARGINS)
    op.create_index(
        "ix_bot_turn_margin",
        "bot_turn",
        ["margin", "message_id"],
        unique=False,
        postgresql_where=sa.text("margin IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_bot_turn_margin", table_name="bot_turn", postgresql_where=sa.text("margin IS NOT NULL"))
    op.drop_column("bot_turn", "margin")
    op.drop_column("bot_turn", "intents")
    op.drop_column("bot_turn", "intent_probability")
    op.drop_column("bot_turn", "intent")
    op.drop_column("bot_turn", "model_version")
    op.drop_table("bot_turn_judgement")
    op.drop_index(
        "uq_bot_label_turn", table_name="bot_label", postgresql_where=sa.text("replaced_at IS NULL")
    )
    op.drop_index("ix_bot_label_at", table_name="bot_label")
    op.drop_table("bot_label")
    op.drop_index(
        "uq_bot_example_text", table_name="bot_example", postgresql_where=sa.text("removed_at IS NULL")
    )
    op.drop_index("ix_bot_example_turn", table_name="bot_example")
    op.drop_index(
        "ix_bot_example_text", table_name="bot_example", postgresql_where=sa.text("removed_at IS NULL")
    )
    op.drop_index(
        "ix_bot_example_intent", table_name="bot_example", postgresql_where=sa.text("removed_at IS NULL")
    )
    op.drop_table("bot_example")
    op.drop_index(
        "uq_bot_publication_arm", table_name="bot_publication", postgresql_where=sa.text("until IS NULL")
    )
    op.drop_index("ix_bot_publication_since", table_name="bot_publication")
    op.drop_table("bot_publication")
    op.drop_index("ix_bot_intent_version_state", table_name="bot_intent_version")
    op.drop_table("bot_intent_version")
    op.drop_index("ix_bot_intent_merged", table_name="bot_intent")
    op.drop_table("bot_intent")
