"""Count the test messages of a channel account

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "channel_account", sa.Column("tests", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.add_column("channel_account", sa.Column("tests_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("channel_account", "tests_since")
    op.drop_column("channel_account", "tests")
