"""conversations: mentions that wait until they were seen

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mention", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    # Nobody is to be told today of what was written long ago.
    op.execute("UPDATE mention SET seen_at = at")


def downgrade() -> None:
    op.drop_column("mention", "seen_at")
