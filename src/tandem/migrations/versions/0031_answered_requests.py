"""Requests of self-service: who has taken them, and what was answered

Revision: 0031
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLE = "self_request"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    for column in (
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_by_name", sa.Text(), nullable=True),
        sa.Column("taken_at", at, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_name", sa.Text(), nullable=True),
        sa.Column("answered_at", at, nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
    ):
        op.add_column(_TABLE, column)
    op.drop_constraint(op.f("ck_self_request_kind"), _TABLE, type_="check")
    for name, rule in (
        ("kind", "kind IN ('fee_dispute','credit_objection','limit_review')"),
        ("state", "state IN ('open','taken','answered')"),
        ("verdict", "verdict IN ('upheld','partly','rejected')"),
        ("told", "told IN ('conversation','sms')"),
        ("taken", "(state = 'open') = (taken_by IS NULL)"),
        ("answered", "(state = 'answered') = (verdict IS NOT NULL AND answer IS NOT NULL)"),
    ):
        op.create_check_constraint(op.f(f"ck_self_request_{name}"), _TABLE, rule)
    op.create_index(
        "ix_self_request_open",
        _TABLE,
        ["made_at"],
        unique=False,
        postgresql_where=sa.text("state <> 'answered'"),
    )


def downgrade() -> None:
    op.drop_index("ix_self_request_open", table_name=_TABLE)
    for name in ("answered", "taken", "told", "verdict", "state", "kind"):
        op.drop_constraint(op.f(f"ck_self_request_{name}"), _TABLE, type_="check")
    op.execute("DELETE FROM self_request WHERE kind = 'limit_review'")
    op.create_check_constraint(
        op.f("ck_self_request_kind"), _TABLE, "kind IN ('fee_dispute','credit_objection')"
    )
    for name in (
        "told", "answered_at", "answered_by_name", "answer", "verdict", "taken_at", "taken_by_name", "taken_by", "state",
    ):  # fmt: skip
        op.drop_column(_TABLE, name)
