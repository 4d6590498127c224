"""blocks and voice notes

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("seen_in", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "reason IN ('abuse','threat','spam','impersonation','other')",
            name=op.f("ck_customer_block_reason"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_block_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_block")),
    )
    op.create_index("ix_customer_block_at", "customer_block", ["at", "id"], unique=False)
    op.create_index("ix_customer_block_customer", "customer_block", ["customer_id"], unique=False)
    op.create_table(
        "customer_block_lift",
        sa.Column("block_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["customer_block.id"], name=op.f("fk_customer_block_lift_block_id")
        ),
        sa.PrimaryKeyConstraint("block_id", name=op.f("pk_customer_block_lift")),
    )
    op.add_column("attachment", sa.Column("duration_ms", sa.Integer(), nullable=True))
    op.add_column("channel_site", sa.Column("complaint_text", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("channel_site", "complaint_text")
    op.drop_column("attachment", "duration_ms")
    op.drop_table("customer_block_lift")
    op.drop_index("ix_customer_block_customer", table_name="customer_block")
    op.drop_index("ix_customer_block_at", table_name="customer_block")
    op.drop_table("customer_block")
