"""Addresses of written channels are sealed; whose a note or a refusal is

Revision: 0033
Follows: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is there in clear is sealed at the next start (channels.api.seal_addresses): that takes the keys.
    for table in ("channel_inbox", "channel_thread"):
        op.add_column(table, sa.Column("sealed", sa.LargeBinary(), nullable=True))
        op.add_column(table, sa.Column("data_key", sa.Integer(), nullable=True))
    op.add_column("channel_inbox", sa.Column("customer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_channel_inbox_customer_id_customer"), "channel_inbox", "customer", ["customer_id"], ["id"]
    )
    op.create_index(
        "ix_channel_inbox_sealed",
        "channel_inbox",
        ["data_key"],
        postgresql_where=sa.text("sealed IS NOT NULL"),
    )
    op.create_index(
        "ix_channel_inbox_customer", "channel_inbox", ["customer_id"],
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_channel_inbox_customer", "channel_inbox")
    op.drop_index("ix_channel_inbox_sealed", "channel_inbox")
    op.drop_column("channel_inbox", "customer_id")
    for table in ("channel_inbox", "channel_thread"):
        op.drop_column(table, "data_key")
        op.drop_column(table, "sealed")
