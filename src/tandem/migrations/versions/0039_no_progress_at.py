"""bot: intent versions without progress_at, which nothing wrote or read

Revision: 0039
Follows: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("bot_intent_version", "progress_at")


def downgrade() -> None:
    op.add_column("bot_intent_version", sa.Column("progress_at", sa.DateTime(timezone=True), nullable=True))
