"""Tables of portraits. `customer_id` is the person's (canonical) id at the time of writing.

`portrait` holds the facts kept of a customer and what is still to be done for them; everything else is rows with
since and until."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.contexts.portraits.predictions import models as _predictions  # noqa: F401  declares its tables
from tandem.kit.metadata import metadata

_NOW = DateTime(timezone=True)

# `wanted` rises with every event about the customer, `done` is the one that was computed: two processes, or a storm
# of events, give one computation.
portrait_table = Table(
    "portrait",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customer.id"), primary_key=True),
    # Facts; NULL while there are none (also of who was merged into somebody, or is restricted).
    Column("base", JSONB(none_as_null=True)),
    # Why there is no profile: no consent, restricted, merged into somebody else. NULL: there is one.
    Column("without", Text),
    Column("lent_at", _NOW),
    # unbound | known | away (the core did not answer: what is kept is older) | none (there is no loan book)
    Column("lent_state", Text, nullable=False, server_default="unbound"),
    Column("wanted", BigInteger, nullable=False, server_default="0"),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("wanted_at", _NOW),
    Column("wants_loans", Boolean, nullable=False, server_default="false"),
    Column("computed_at", _NOW),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("undecided", JSONB, nullable=False, server_default="{}"),
    Column("created_at", _NOW, nullable=False),
    CheckConstraint("lent_state IN ('unbound','known','away','none')", name="lent_state"),
    Index("ix_portrait_wanted", "wanted_at", postgresql_where=text("done < wanted")),
    Index("ix_portrait_revision", "revision", "customer_id"),
)

# One row: which edition of the rules is in force. Whoever computes reads it in the same transaction.
portrait_revision_table = Table(
    "portrait_revision",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", _NOW, nullable=False),
    CheckConstraint("one = 1", name="one"),
)

tag_table = Table(
    "tag",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False, server_default=""),
    Column("color", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("origin", Text, nullable=False),
    Column("created_at", _NOW, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("retired_at", _NOW),
    CheckConstraint("origin IN ('hand','rule','model')", name="origin"),
)

# The rule of a tag, or the segments of a layer: never changed, only followed by a newer one.
rule_version_table = Table(
    "portrait_rule",
    metadata,
    Column("id", Uuid, primary_key=True),
    # tag:<key>, layer:<key> or strategies
    Column("subject", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("made_at", _NOW, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_by_name", Text, nullable=False),
    UniqueConstraint("subject", "number"),
)

# What is in force is the newest row of a subject; rule_id NULL: nothing (withdrawn).
publication_table = Table(
    "portrait_publication",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("rule_id", Uuid, ForeignKey("portrait_rule.id")),
    Column("at", _NOW, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Index("ix_portrait_publication_subject", "subject", "at"),
)

tag_grant_table = Table(
    "tag_grant",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("tag_id", Uuid, ForeignKey("tag.id"), nullable=False),
    Column("origin", Text, nullable=False),
    Column("why", JSONB, nullable=False),
    Column("since", _NOW, nullable=False),
    # When it is to end by itself; NULL: open.
    Column("until", _NOW),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("ended_at", _NOW),
    Column("ended_by", Text),
    Column("end_reason", Text),
    CheckConstraint("origin IN ('hand','rule','model')", name="origin"),
    Index(
        "uq_tag_grant_standing", "customer_id", "tag_id", "origin", unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_tag_grant_customer", "customer_id", "since"),
    Index("ix_tag_grant_tag", "tag_id", "customer_id", postgresql_where=text("ended_at IS NULL")),
    Index("ix_tag_grant_history", "tag_id", "since"),
)  # fmt: skip

segment_membership_table = Table(
    "segment_membership",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customer_id", Uuid, ForeignKey("customer.id"), nullable=False),
    Column("layer", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("rule_id", Uuid, ForeignKey("portrait_rule.id"), nullable=False),
    Column("why", JSONB, nullable=False),
    Column("since", _NOW, nullable=False),
    Column("until", _NOW),
    Column("end_reason", Text),
    CheckConstraint("layer IN ('stage','value','need')", name="layer"),
    Index(
        "uq_segment_membership_standing", "customer_id", "layer", unique=True,
        postgresql_where=text("until IS NULL"),
    ),
    Index("ix_segment_membership_customer", "customer_id", "since"),
    Index("ix_segment_membership_count", "layer", "segment", postgresql_where=text("until IS NULL")),
)  # fmt: skip

# A filling of all portraits that was begun: where it stopped, it goes on.
portrait_fill_table = Table(
    "portrait_fill",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("begun_at", _NOW, nullable=False),
    Column("after", Uuid),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("ended_at", _NOW),
)
