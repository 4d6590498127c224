"""Who asks for WeChat's token, who holds a line to a short message centre, and what is handed to the holder

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("wechat_token", sa.Column("asked_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "smpp_line",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("binder", sa.Uuid(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["channel_account.id"],
            name=op.f("fk_smpp_line_account_id_channel_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_smpp_line")),
    )
    op.create_table(
        "smpp_errand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["channel_account.id"],
            name=op.f("fk_smpp_errand_account_id_channel_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_smpp_errand")),
        sa.CheckConstraint("outcome IN ('sent','refused','later')", name=op.f("ck_smpp_errand_outcome")),
    )
    op.create_index(
        "ix_smpp_errand_waiting", "smpp_errand", ["account_id", "asked_at"],
        postgresql_where=sa.text("taken_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("smpp_errand")
    op.drop_table("smpp_line")
    op.drop_column("wechat_token", "asked_until")
