"""channels: native apps, devices and pushes

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "platform IN ('ios','android','harmony','other')", name=op.f("ck_channel_device_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_device")),
        sa.UniqueConstraint("site", "blind", name=op.f("uq_channel_device_site_blind")),
    )
    op.create_index("ix_channel_device_customer", "channel_device", ["customer_id", "site"], unique=False)
    op.create_index("ix_channel_device_seen_at", "channel_device", ["seen_at"], unique=False)
    op.create_table(
        "push_local_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("handset", sa.LargeBinary(), nullable=False),
        sa.Column("collapse_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_local_message")),
    )
    op.create_index("ix_push_local_message_at", "push_local_message", ["at", "id"], unique=False)
    op.create_table(
        "channel_push",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="sending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('sending','sent','dropped','failed')", name=op.f("ck_channel_push_state")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["channel_device.id"], name=op.f("fk_channel_push_device_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_push")),
        sa.UniqueConstraint(
            "device_id", "conversation_id", "seq", name=op.f("uq_channel_push_device_id_conversation_id_seq")
        ),
    )
    op.create_index("ix_channel_push_at", "channel_push", ["at"], unique=False)
    op.create_index("ix_channel_push_conversation", "channel_push", ["conversation_id"], unique=False)
    op.add_column("channel_site", sa.Column("kind", sa.Text(), server_default="web", nullable=False))
    op.add_column("channel_site", sa.Column("app_key_hash", sa.LargeBinary(), nullable=True))
    op.add_column(
        "channel_site",
        sa.Column("app_bundles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.create_check_constraint(op.f("ck_channel_site_kind"), "channel_site", "kind IN ('web','app')")
    op.create_check_constraint(
        op.f("ck_channel_site_app_has_a_key"), "channel_site", "kind = 'web' OR app_key_hash IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DELETE FROM channel_site WHERE kind = 'app'")
    op.drop_constraint(op.f("ck_channel_site_app_has_a_key"), "channel_site", type_="check")
    op.drop_constraint(op.f("ck_channel_site_kind"), "channel_site", type_="check")
    op.drop_column("channel_site", "app_bundles")
    op.drop_column("channel_site", "app_key_hash")
    op.drop_column("channel_site", "kind")
    op.drop_index("ix_channel_push_conversation", table_name="channel_push")
    op.drop_index("ix_channel_push_at", table_name="channel_push")
    op.drop_table("channel_push")
    op.drop_index("ix_push_local_message_at", table_name="push_local_message")
    op.drop_table("push_local_message")
    op.drop_index("ix_channel_device_seen_at", table_name="channel_device")
    op.drop_index("ix_channel_device_customer", table_name="channel_device")
    op.drop_table("channel_device")
