"""channels: what a site says, in English too

Revision: 0041
Follows: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_TEXTS = ("greeting_en", "privacy_text_en", "complaint_text_en")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("channel_site", sa.Column(name, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for name in reversed(_TEXTS):
        op.drop_column("channel_site", name)
