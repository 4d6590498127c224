"""How far the seeding of demo borrowers has come."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Integer, Table

from tandem.kit.metadata import metadata

# One row at most: an installation is seeded by one number. `as_of` is the last day of everybody's history, kept so
# that those who come later have the same.
demo_seeding_table = Table(
    "demo_seeding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seed", BigInteger, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("done", Integer, nullable=False),
    # Timelines and portraits follow when the borrowers are made; a seeder that dies between goes on from here.
    Column("told", Integer, nullable=False, server_default="0"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
