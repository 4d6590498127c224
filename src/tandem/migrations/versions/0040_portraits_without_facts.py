"""portraits: no facts is NULL, not the JSON word null, which counted as a portrait by older rules for ever

Revision: 0040
Follows: 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE portrait SET base = NULL WHERE jsonb_typeof(base) = 'null'")


def downgrade() -> None:
    """What is NULL was never meant to be anything else."""
