"""bot: intent versions without progress_at, which nothing wrote or read

Revision: 0037
Follows: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("bot_intent_version", "progress_at")


def downgrade() -> None:
    op.add_column("bot_intent_version", sa.Column("progress_at", sa.DateTime(timezone=True), nullable=True))
