"""pre-chat forms, invitations, first passwords

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_staff", sa.Column("password_given_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "channel_site", sa.Column("pre_chat", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    op.add_column(
        "channel_site", sa.Column("invitations", postgresql.JSONB(), server_default="[]", nullable=False)
    )
    op.create_index(
        "ix_attachment_unsent",
        "attachment",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_attachment_unsent", table_name="attachment")
    op.drop_column("channel_site", "invitations")
    op.drop_column("channel_site", "pre_chat")
    op.drop_column("access_staff", "password_given_at")
