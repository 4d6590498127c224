"""bot: a turn keeps how probable it is that the text is any of ours

Revision: 0046
Follows: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was judged before keeps its place in the inbox: it was never kept how probable this was.
    op.add_column("bot_turn", sa.Column("scope", sa.Float(), nullable=True))
    op.add_column("bot_turn_judgement", sa.Column("scope", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("bot_turn_judgement", "scope")
    op.drop_column("bot_turn", "scope")
