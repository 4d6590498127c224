"""Orders of self-service: partial prepayments, with what of them repays principal

Revision: 0038
Follows: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLE = "self_order"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("principal_fen", sa.BigInteger(), nullable=True))
    op.drop_constraint(op.f("ck_self_order_purpose"), _TABLE, type_="check")
    op.create_check_constraint(
        op.f("ck_self_order_purpose"), _TABLE, "purpose IN ('repay','settle','prepay')"
    )
    op.create_check_constraint(
        op.f("ck_self_order_principal"), _TABLE, "(purpose = 'prepay') = (principal_fen IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_self_order_principal"), _TABLE, type_="check")
    op.drop_constraint(op.f("ck_self_order_purpose"), _TABLE, type_="check")
    op.execute(
        "DELETE FROM self_refund WHERE order_id IN (SELECT id FROM self_order WHERE purpose = 'prepay')"
    )
    op.execute("DELETE FROM self_order WHERE purpose = 'prepay'")
    op.create_check_constraint(op.f("ck_self_order_purpose"), _TABLE, "purpose IN ('repay','settle')")
    op.drop_column(_TABLE, "principal_fen")
