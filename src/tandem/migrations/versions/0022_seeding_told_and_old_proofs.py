"""demo: of how many borrowers timelines and portraits were told; verification: proofs are forgotten by their time

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 0 for seedings that are over as well: to tell once more does no harm, and mends those that were cut short.
    op.add_column("demo_seeding", sa.Column("told", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_verification_proof_at", "verification_proof", ["at"])


def downgrade() -> None:
    op.drop_index("ix_verification_proof_at", table_name="verification_proof")
    op.drop_column("demo_seeding", "told")
