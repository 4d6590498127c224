"""bot: a turn's words as examples are hashed, so that what is taught already waits for no trainer

Revision: 0044
Follows: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Turns from before have none: they wait until somebody says what they are, for 90 days at most.
    op.add_column("bot_turn", sa.Column("asked_hash", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("bot_turn", "asked_hash")
