"""self-service: typed numbers sealed beside the journal, refunds that people close, requests numbered in turn

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TYPED, _STATE = "ck_loan_command_typed", "ck_self_refund_state"


def upgrade() -> None:
    op.add_column("loan_command", sa.Column("typed", sa.LargeBinary(), nullable=True))
    op.add_column("loan_command", sa.Column("data_key", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f(_TYPED), "loan_command", "(typed IS NULL) = (data_key IS NULL)")
    op.create_index(
        "ix_loan_command_typed",
        "loan_command",
        ["id"],
        postgresql_where=sa.text("typed IS NOT NULL"),
    )
    op.drop_constraint(op.f(_STATE), "self_refund", type_="check")
    op.create_check_constraint(op.f(_STATE), "self_refund", "state IN ('asked','done','stuck','closed')")
    op.execute(sa.schema.CreateSequence(sa.Sequence("self_request_number")))


def downgrade() -> None:
    op.execute(sa.schema.DropSequence(sa.Sequence("self_request_number")))
    op.execute("UPDATE self_refund SET state = 'stuck' WHERE state = 'closed'")
    op.drop_constraint(op.f(_STATE), "self_refund", type_="check")
    op.create_check_constraint(op.f(_STATE), "self_refund", "state IN ('asked','done','stuck')")
    op.drop_index("ix_loan_command_typed", table_name="loan_command")
    op.drop_constraint(op.f(_TYPED), "loan_command", type_="check")
    op.drop_column("loan_command", "data_key")
    op.drop_column("loan_command", "typed")
