"""What versions made of the test examples: judged once, read by comparisons and by the fit of thresholds."""

from sqlalchemy import Column, DateTime, Float, ForeignKey, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

bot_test_judgement_table = Table(
    "bot_test_judgement",
    metadata,
    Column("version", Integer, ForeignKey("bot_intent_version.number"), primary_key=True),
    # Of the example's normalised text: labels may change, what a version says of a text does not.
    Column("text_hash", LargeBinary, primary_key=True),
    # NULL: out of scope.
    Column("said", Text),
    # The likeliest intent and its probability, also where that is below what counts as in scope.
    Column("likeliest", Text, nullable=False),
    Column("probability", Float, nullable=False),
    # Encoders the version was trained with that were not there.
    Column("degraded", JSONB, nullable=False, server_default="[]"),
    Column("at", DateTime(timezone=True), nullable=False),
)
