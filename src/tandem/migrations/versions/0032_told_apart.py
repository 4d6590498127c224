"""Customers told apart; restrictions end by timers

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# Restrictions that were made before they had timers.
_TIMERS = """
INSERT INTO timer (id, kind, subject_id, due_at, data, created_at)
SELECT gen_random_uuid(), 'customers.restriction_ends', id, until, '{}', now()
FROM customer_restriction WHERE lifted_at IS NULL AND until > now()
"""


def upgrade() -> None:
    op.create_table(
        "customer_distinct",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_customer_distinct_two")),
        sa.ForeignKeyConstraint(
            ["one_id"], ["customer.id"], name=op.f("fk_customer_distinct_one_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["customer.id"], name=op.f("fk_customer_distinct_other_id_customer")
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_customer_distinct")),
    )
    op.create_index("ix_customer_distinct_other", "customer_distinct", ["other_id"], unique=False)
    op.execute(_TIMERS)


def downgrade() -> None:
    op.execute("DELETE FROM timer WHERE kind = 'customers.restriction_ends'")
    op.drop_index("ix_customer_distinct_other", table_name="customer_distinct")
    op.drop_table("customer_distinct")
