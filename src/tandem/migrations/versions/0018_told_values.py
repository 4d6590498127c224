"""told values

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_NAME, _TABLE = "uq_customer_personal_standing", "customer_personal"
_WHERE = sa.text("replaced_at IS NULL AND kind <> 'card'")


def upgrade() -> None:
    op.drop_index(_NAME, table_name=_TABLE, postgresql_where=_WHERE)
    op.create_index(
        _NAME,
        _TABLE,
        ["customer_id", "kind", sa.literal_column("(verified_at IS NOT NULL)")],
        unique=True,
        postgresql_where=_WHERE,
    )


def downgrade() -> None:
    # What was only told gives way: one value stands again.
    op.execute(
        """
        UPDATE customer_personal told SET replaced_at = now()
        WHERE told.replaced_at IS NULL AND told.kind <> 'card' AND told.verified_at IS NULL
          AND EXISTS (
            SELECT FROM customer_personal proven
            WHERE proven.customer_id = told.customer_id AND proven.kind = told.kind
              AND proven.replaced_at IS NULL AND proven.verified_at IS NOT NULL
          )
        """
    )
    op.drop_index(_NAME, table_name=_TABLE, postgresql_where=_WHERE)
    op.create_index(_NAME, _TABLE, ["customer_id", "kind"], unique=True, postgresql_where=_WHERE)
