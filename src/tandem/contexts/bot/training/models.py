"""Tables of the trainers' workbench."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)

# What customers may want. Those of knowledge entries (entry:<key>) and of flows (flow:<id>) follow what is published.
bot_intent_table = Table(
    "bot_intent",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # knowledge, flow: kept in step with what is published; trainer: made by a person
    Column("origin", Text, nullable=False),
    Column("target_kind", Text, nullable=False),
    # An entry's key, a flow's id, a queue's key; NULL for none.
    Column("target_key", Text),
    Column("created_at", _AT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("retired_at", _AT),
    # NULL: retired by a person stays; 'sync': comes back with its entry or flow.
    Column("retired_by", Text),
    # Its examples count for that one. Never a chain: whoever merges moves the earlier ones too.
    Column("merged_into", Text, ForeignKey("bot_intent.key")),
    CheckConstraint("origin IN ('knowledge','flow','trainer')", name="origin"),
    CheckConstraint("target_kind IN ('entry','flow','hand_over','none')", name="target_kind"),
    CheckConstraint("(target_kind = 'none') = (target_key IS NULL)", name="target"),
    Index("ix_bot_intent_merged", "merged_into"),
)

bot_example_table = Table(
    "bot_example",
    metadata,
    Column("id", Uuid, primary_key=True),
    # NULL: out of scope, no intent of ours.
    Column("intent_key", Text, ForeignKey("bot_intent.key")),
    Column("text", Text, nullable=False),
    # Of the normalised text: the same words are one example, and decide the split.
    Column("text_hash", LargeBinary, nullable=False),
    Column("source", Text, nullable=False),
    Column("split", Text, nullable=False),
    # The turn it was labelled on, or the draft that a person corrected.
    Column("turn_id", Uuid, ForeignKey("bot_turn.message_id")),
    Column("draft_id", Uuid, ForeignKey("bot_draft.id")),
    Column("by_id", Uuid),
    Column("by_name", Text),
    Column("at", _AT, nullable=False),
    Column("removed_at", _AT),
    Column("removed_by", Text),
    CheckConstraint("source IN ('knowledge','flow','label','draft','import')", name="source"),
    CheckConstraint("split IN ('train','test')", name="split"),
    Index(
        "uq_bot_example_text",
        text("coalesce(intent_key, '')"),
        "text_hash",
        unique=True,
        postgresql_where=text("removed_at IS NULL"),
    ),
    Index("ix_bot_example_intent", "intent_key", "at", postgresql_where=text("removed_at IS NULL")),
    Index("ix_bot_example_text", "text_hash", postgresql_where=text("removed_at IS NULL")),
    Index("ix_bot_example_turn", "turn_id"),
)

# What people said that turns are. The newest counts; earlier ones keep who thought otherwise.
bot_label_table = Table(
    "bot_label",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("turn_id", Uuid, ForeignKey("bot_turn.message_id"), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("intent_key", Text, ForeignKey("bot_intent.key")),
    Column("by_id", Uuid),
    Column("by_name", Text, nullable=False),
    Column("at", _AT, nullable=False),
    Column("replaced_at", _AT),
    CheckConstraint("verdict IN ('intent','out_of_scope','skipped')", name="verdict"),
    CheckConstraint("(verdict = 'intent') = (intent_key IS NOT NULL)", name="intent"),
    Index("uq_bot_label_turn", "turn_id", unique=True, postgresql_where=text("replaced_at IS NULL")),
    Index("ix_bot_label_at", "at"),
)

bot_intent_version_table = Table(
    "bot_intent_version",
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
    Column("stop_asked_by", Text),
    # What is being done now, for the screen: preparing, encoding, training, testing, keeping.
    Column("step", Text),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("seed", Integer, nullable=False),
    # An encoder learns the examples, too, and reads every text a second time.
    Column("teach", Boolean, nullable=False, server_default="false"),
    # The examples as they were when it began: a run that goes on learns from the same.
    Column("data_object", Text),
    Column("data_hash", Text),
    Column("object_key", Text),
    Column("sha256", Text),
    Column("bytes", BigInteger),
    Column("examples", Integer),
    Column("intents", Integer),
    Column("encoders", JSONB, nullable=False, server_default="{}"),
    Column("missing", JSONB, nullable=False, server_default="[]"),
    Column("quality", JSONB),
    # Why it failed: a code of errors, and what fills its text.
    Column("reason", Text),
    Column("reason_params", JSONB, nullable=False, server_default="{}"),
    CheckConstraint("state IN ('queued','training','ready','failed','stopped')", name="state"),
    CheckConstraint("state <> 'ready' OR (object_key IS NOT NULL AND sha256 IS NOT NULL)", name="ready"),
    Index("ix_bot_intent_version_state", "state"),
)

bot_publication_table = Table(
    "bot_publication",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, ForeignKey("bot_intent_version.number"), nullable=False),
    # base: everybody whom no trial takes; trial: a share of the conversations, to compare
    Column("arm", Text, nullable=False),
    Column("share", Float, nullable=False),
    Column("since", _AT, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("until", _AT),
    Column("ended_by", Text),
    # The base before this one: where rolling back leads. NULL: nothing was published before.
    Column("before_id", Uuid, ForeignKey("bot_publication.id")),
    CheckConstraint("arm IN ('base','trial')", name="arm"),
    CheckConstraint("share > 0 AND share <= 1", name="share"),
    Index("uq_bot_publication_arm", "arm", unique=True, postgresql_where=text("until IS NULL")),
    Index("ix_bot_publication_since", "since"),
)

# What a version thinks of earlier turns that nobody has labelled: for the inbox, once it is published.
bot_turn_judgement_table = Table(
    "bot_turn_judgement",
    metadata,
    Column("turn_id", Uuid, ForeignKey("bot_turn.message_id"), primary_key=True),
    Column("version", Integer, ForeignKey("bot_intent_version.number"), primary_key=True),
    Column("intents", JSONB, nullable=False),
    Column("probability", Float, nullable=False),
    # That the text is any of ours. NULL: judged before this was kept.
    Column("scope", Float),
    Column("at", _AT, nullable=False),
)
