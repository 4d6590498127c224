"""consents and preferences

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_PURPOSES = "purpose IN ('service','marketing','biometrics','recording','profiling')"


def upgrade() -> None:
    op.create_table(
        "customer_consent_text",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.CheckConstraint(_PURPOSES, name=op.f("ck_customer_consent_text_purpose")),
        sa.PrimaryKeyConstraint("purpose", "version", "locale", name=op.f("pk_customer_consent_text")),
    )
    op.create_table(
        "customer_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=True),
        sa.Column("text_locale", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.CheckConstraint(_PURPOSES, name=op.f("ck_customer_consent_purpose")),
        sa.CheckConstraint(
            "NOT given OR text_version IS NOT NULL", name=op.f("ck_customer_consent_text_known")
        ),
        sa.CheckConstraint(
            "(text_version IS NULL) = (text_locale IS NULL)", name=op.f("ck_customer_consent_text_whole")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_consent_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["purpose", "text_version", "text_locale"],
            [
                "customer_consent_text.purpose",
                "customer_consent_text.version",
                "customer_consent_text.locale",
            ],
            name=op.f("text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_consent")),
        sa.UniqueConstraint("seq", name=op.f("uq_customer_consent_seq")),
    )
    op.create_index("ix_customer_consent_newest", "customer_consent", ["customer_id", "purpose", "seq"])
    op.create_table(
        "customer_preference",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_from", sa.Text(), nullable=True),
        sa.Column("contact_until", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(contact_from IS NULL) = (contact_until IS NULL)",
            name=op.f("ck_customer_preference_hours_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_preference_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_preference")),
    )
    # What somebody agreed to is evidence: a correction is one more record.
    op.execute(
        """CREATE FUNCTION customer_consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'consents are append-only (% refused)', TG_OP USING ERRCODE = 'insufficient_privilege';
        END $$"""
    )
    for table in ("customer_consent", "customer_consent_text"):
        op.execute(
            f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION customer_consent_guard()"""
        )


def downgrade() -> None:
    op.drop_table("customer_preference")
    op.drop_index("ix_customer_consent_newest", table_name="customer_consent")
    op.drop_table("customer_consent")
    op.drop_table("customer_consent_text")
    op.execute("DROP FUNCTION customer_consent_guard()")
