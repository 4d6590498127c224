"""Requests of self-service: whom nobody could tell the answer, who told them, when it is tried again; fees by one
vocabulary, whoever registered the dispute

Revision: 0037
Follows: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLE = "self_request"
_FEES = "'interest','late_interest','penalty','early_settlement','other'"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    for column in (
        sa.Column("told_at", at, nullable=True),
        sa.Column("told_by_name", sa.Text(), nullable=True),
        sa.Column("tell_at", at, nullable=True),
        sa.Column("tells", sa.Integer(), server_default="0", nullable=False),
    ):
        op.add_column(_TABLE, column)
    op.drop_constraint(op.f("ck_self_request_told"), _TABLE, type_="check")
    op.create_check_constraint(
        op.f("ck_self_request_told"), _TABLE, "told IN ('conversation','sms','person','nobody')"
    )
    op.create_check_constraint(
        op.f("ck_self_request_told_answered"), _TABLE, "told IS NULL OR state = 'answered'"
    )
    # Who was never told is tried once more.
    op.execute("UPDATE self_request SET tell_at = now() WHERE state = 'answered' AND told IS NULL")
    op.execute("UPDATE self_request SET told_at = answered_at WHERE told IS NOT NULL")
    _one_vocabulary()
    op.create_index(
        "ix_self_request_untold",
        _TABLE,
        ["made_at"],
        unique=False,
        postgresql_where=sa.text("told = 'nobody'"),
    )
    op.create_index(
        "ix_self_request_tell", _TABLE, ["tell_at"], unique=False,
        postgresql_where=sa.text("tell_at IS NOT NULL"),
    )  # fmt: skip


def _one_vocabulary() -> None:
    """The chat said `fee` for the only handling fee there is; agents typed anything: that is kept in the words."""
    op.execute("UPDATE self_request SET fee = 'early_settlement' WHERE fee = 'fee'")
    op.execute(
        "UPDATE self_request SET text = left(fee || '：' || text, 1000), fee = 'other' WHERE fee NOT IN "
        "('interest','late_interest','penalty','early_settlement','other')"
    )
    op.create_check_constraint(op.f("ck_self_request_fee"), _TABLE, f"fee IN ({_FEES})")


def downgrade() -> None:
    op.drop_index("ix_self_request_tell", table_name=_TABLE)
    op.drop_index("ix_self_request_untold", table_name=_TABLE)
    op.drop_constraint(op.f("ck_self_request_fee"), _TABLE, type_="check")
    op.drop_constraint(op.f("ck_self_request_told_answered"), _TABLE, type_="check")
    op.drop_constraint(op.f("ck_self_request_told"), _TABLE, type_="check")
    op.execute("UPDATE self_request SET told = NULL WHERE told IN ('person','nobody')")
    op.create_check_constraint(op.f("ck_self_request_told"), _TABLE, "told IN ('conversation','sms')")
    for name in ("tells", "tell_at", "told_by_name", "told_at"):
        op.drop_column(_TABLE, name)
