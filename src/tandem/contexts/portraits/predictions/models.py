"""Tables of predictions. Nothing in a prediction is kept longer than it is shown."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

prediction_version_table = Table(
    "prediction_version",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at", _AT, nullable=False),
    Column("started_at", _AT),
    Column("finished_at", _AT),
    Column("stop_asked_at", _AT),
    # For the screen: gathering, learning, judging, keeping.
    Column("step", Text),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("seed", Integer, nullable=False),
    Column("most_customers", Integer, nullable=False),
    # The last day of the history that it learned from is the day before.
    Column("as_of", Date),
    Column("data_hash", Text),
    Column("object_key", Text),
    Column("sha256", Text),
    Column("bytes", BigInteger),
    Column("customers", Integer),
    Column("rows", Integer),
    Column("quality", JSONB),
    # Why it failed: a code of errors, and what fills its text.
    Column("reason", Text),
    Column("reason_params", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("state IN ('queued','training','ready','failed','stopped')", name="state"),
    CheckConstraint("state <> 'ready' OR (object_key IS NOT NULL AND sha256 IS NOT NULL)", name="ready"),
)

prediction_publication_table = Table(
    "prediction_publication",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, ForeignKey("prediction_version.number"), nullable=False),
    Column("since", _AT, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("until", _AT),
    Column("ended_by", Text),
    # Where rolling back leads. NULL: nothing was published before.
    Column("before_id", Uuid, ForeignKey("prediction_publication.id")),
    Index("uq_prediction_publication_standing", text("(1)"), unique=True, postgresql_where=text("until IS NULL")),
)  # fmt: skip

# Whom to look at, and when: everybody who agreed to profiling, each at a time of their own.
prediction_turn_table = Table(
    "prediction_turn",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customer.id"), primary_key=True),
    Column("due_at", _AT, nullable=False),
    Index("ix_prediction_turn_due", "due_at"),
)

prediction_table = Table(
    "prediction",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customer.id"), primary_key=True),
    Column("target", Text, primary_key=True),
    Column("version", Integer, ForeignKey("prediction_version.number"), nullable=False),
    Column("at", _AT, nullable=False),
    # The first day that it is about.
    Column("as_of", Date, nullable=False),
    Column("expires_at", _AT, nullable=False),
    Column("probability", Float, nullable=False),
    # The likeliest few, each with its probability and what speaks for it.
    Column("outcomes", JSONB, nullable=False),
    CheckConstraint("target IN ('need','dormancy')", name="target"),
    CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
    Index("ix_prediction_expires", "expires_at"),
)

# Putting everybody in line after a publication: where it stopped, it goes on.
prediction_round_table = Table(
    "prediction_round",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, ForeignKey("prediction_version.number"), nullable=False),
    Column("begun_at", _AT, nullable=False),
    Column("after", Uuid),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("ended_at", _AT),
)
