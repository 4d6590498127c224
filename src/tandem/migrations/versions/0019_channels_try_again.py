"""channels: events that wait for another try, receipts that come too early

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STATE = "ck_channel_inbox_state"


def upgrade() -> None:
    op.add_column("channel_inbox", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("channel_inbox", sa.Column("about", sa.Text(), nullable=True))
    op.execute("UPDATE channel_inbox SET about = payload->>'about' WHERE kind = 'receipt'")
    # What was taken in stands in the conversation; it need not lie here a second time.
    op.execute("UPDATE channel_inbox SET payload = '{}' WHERE state = 'done'")
    op.drop_constraint(op.f(_STATE), "channel_inbox", type_="check")
    op.create_check_constraint(op.f(_STATE), "channel_inbox", "state IN ('received','done','held','dropped')")
    op.create_index(
        "ix_channel_inbox_about",
        "channel_inbox",
        ["account_id", "about"],
        postgresql_where=sa.text("state = 'held' AND kind = 'receipt'"),
    )


def downgrade() -> None:
    op.drop_index("ix_channel_inbox_about", table_name="channel_inbox")
    op.execute("UPDATE channel_inbox SET state = 'done' WHERE state = 'dropped'")
    op.drop_constraint(op.f(_STATE), "channel_inbox", type_="check")
    op.create_check_constraint(op.f(_STATE), "channel_inbox", "state IN ('received','done','held')")
    op.drop_column("channel_inbox", "about")
    op.drop_column("channel_inbox", "due_at")
