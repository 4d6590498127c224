"""conversations: legs in other channels, continuations; channels: a thread for each leg

Revision: 0035
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "continuation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint("how IN ('asked','link','preferred')", name=op.f("ck_continuation_how")),
        sa.CheckConstraint(
            "answer IN ('agreed','declined','withdrawn')", name=op.f("ck_continuation_answer")
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_continuation_answered")),
        sa.CheckConstraint("(how = 'link') = (token_hash IS NOT NULL)", name=op.f("ck_continuation_link")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_continuation_conversation_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_continuation_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_continuation_token_hash")),
    )
    op.create_index("ix_continuation_conversation", "continuation", ["conversation_id", "at"], unique=False)
    op.create_index(
        "uq_continuation_open", "continuation", ["conversation_id", "channel"], unique=True,
        postgresql_where=sa.text("answer IS NULL AND how = 'asked'"),
    )  # fmt: skip
    op.create_table(
        "conversation_leg",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["continuation.id"], name=op.f("fk_conversation_leg_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_leg_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_conversation_leg_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_leg")),
    )
    op.create_index(
        "uq_conversation_leg_live", "conversation_leg", ["customer_id", "channel", "account"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_conversation_leg_conversation", "conversation_leg", ["conversation_id"], unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.add_column("conversation", sa.Column("leg_id", sa.Uuid(), nullable=True))
    op.add_column("conversation", sa.Column("leg_channel", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_conversation_leg"), "conversation", "(leg_id IS NULL) = (leg_channel IS NULL)"
    )
    op.add_column("message", sa.Column("leg_id", sa.Uuid(), nullable=True))
    # Who set it before is not known: nothing was agreed to then.
    op.add_column(
        "customer_preference",
        sa.Column("by_customer", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_index(
        "ix_channel_inbox_clear", "channel_inbox", ["id"], unique=False,
        postgresql_where=sa.text("sender <> '' AND sender !~ '^~[0-9a-f]{64}$'"),
    )  # fmt: skip
    _threads_have_ids()


def _threads_have_ids() -> None:
    """A thread is no longer a conversation's only one: it has an id, which for those that are there is the same."""
    op.drop_constraint("fk_channel_outbox_conversation_id", "channel_outbox", type_="foreignkey")
    op.drop_constraint("pk_channel_thread", "channel_thread", type_="primary")
    op.add_column("channel_thread", sa.Column("id", sa.Uuid(), nullable=True))
    op.execute("UPDATE channel_thread SET id = conversation_id")
    op.alter_column("channel_thread", "id", nullable=False)
    op.create_primary_key("pk_channel_thread", "channel_thread", ["id"])
    op.create_index("ix_channel_thread_conversation", "channel_thread", ["conversation_id"], unique=False)
    op.add_column("channel_outbox", sa.Column("thread_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE channel_outbox SET thread_id = conversation_id")
    op.alter_column("channel_outbox", "thread_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_channel_outbox_thread_id"), "channel_outbox", "channel_thread", ["thread_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_channel_outbox_conversation_id"),
        "channel_outbox",
        "conversation",
        ["conversation_id"],
        ["id"],
    )
    op.drop_index("ix_channel_outbox_open", table_name="channel_outbox")
    op.create_index(
        "ix_channel_outbox_open", "channel_outbox", ["thread_id", "seq", "part"], unique=False,
        postgresql_where=sa.text("state IN ('queued','sending')"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_channel_inbox_clear", table_name="channel_inbox")
    op.drop_column("customer_preference", "by_customer")
    op.execute("DELETE FROM channel_outbox WHERE thread_id <> conversation_id")
    op.execute("DELETE FROM channel_thread WHERE id <> conversation_id")
    op.drop_index("ix_channel_outbox_open", table_name="channel_outbox")
    op.drop_constraint("fk_channel_outbox_conversation_id", "channel_outbox", type_="foreignkey")
    op.drop_constraint("fk_channel_outbox_thread_id", "channel_outbox", type_="foreignkey")
    op.drop_column("channel_outbox", "thread_id")
    op.create_index(
        "ix_channel_outbox_open", "channel_outbox", ["conversation_id", "seq", "part"], unique=False,
        postgresql_where=sa.text("state IN ('queued','sending')"),
    )  # fmt: skip
    op.drop_index("ix_channel_thread_conversation", table_name="channel_thread")
    op.drop_constraint("pk_channel_thread", "channel_thread", type_="primary")
    op.drop_column("channel_thread", "id")
    op.create_primary_key("pk_channel_thread", "channel_thread", ["conversation_id"])
    op.create_foreign_key(
        "fk_channel_outbox_conversation_id", "channel_outbox", "channel_thread", ["conversation_id"],
        ["conversation_id"],
    )  # fmt: skip
    op.drop_column("message", "leg_id")
    op.drop_constraint(op.f("ck_conversation_leg"), "conversation", type_="check")
    op.drop_column("conversation", "leg_channel")
    op.drop_column("conversation", "leg_id")
    op.drop_table("conversation_leg")
    op.drop_table("continuation")
