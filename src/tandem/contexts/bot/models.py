"""What the bot did with each message, and what customers said of it."""

from sqlalchemy import (
    Boolean,
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

from tandem.contexts.bot.comparison.models import bot_test_judgement_table
from tandem.contexts.bot.llm.models import bot_composition_table, bot_llm_configuration_table
from tandem.contexts.bot.silent_seat.models import (
    bot_draft_table,
    silent_seat_table,
    training_example_table,
)
from tandem.contexts.bot.summaries.models import conversation_summary_table
from tandem.contexts.bot.thresholds.models import (
    bot_threshold_publication_table,
    bot_threshold_set_table,
    bot_threshold_table,
)
from tandem.contexts.bot.training.models import (
    bot_example_table,
    bot_intent_table,
    bot_intent_version_table,
    bot_label_table,
    bot_publication_table,
    bot_turn_judgement_table,
)
from tandem.kit.metadata import metadata

__all__ = [
    "bot_composition_table",
    "bot_draft_table",
    "bot_example_table",
    "bot_feedback_table",
    "bot_intent_table",
    "bot_intent_version_table",
    "bot_label_table",
    "bot_llm_configuration_table",
    "bot_publication_table",
    "bot_test_judgement_table",
    "bot_threshold_publication_table",
    "bot_threshold_set_table",
    "bot_threshold_table",
    "bot_turn_judgement_table",
    "bot_turn_table",
    "conversation_summary_table",
    "silent_seat_table",
    "training_example_table",
]

bot_turn_table = Table(
    "bot_turn",
    metadata,
    # The customer's message that was decided on: one decision each, however often the job runs.
    Column("message_id", Uuid, ForeignKey("message.id"), primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("action", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("asked", Text, nullable=False),
    Column("entry_ids", JSONB, nullable=False, server_default="[]"),
    Column("option_ids", JSONB, nullable=False, server_default="[]"),
    Column("candidates", JSONB, nullable=False, server_default="[]"),
    Column("degraded", JSONB, nullable=False, server_default="[]"),
    Column("evidence", JSONB, nullable=False, server_default="{}"),
    Column("elapsed_ms", Float, nullable=False),
    # NULL: a human was faster, nothing was said.
    Column("answer_id", Uuid, ForeignKey("message.id")),
    # What the published intent model made of it: version, likeliest intent, the first three.
    Column("model_version", Integer),
    Column("intent", Text),
    Column("intent_probability", Float),
    Column("intents", JSONB, nullable=False, server_default="[]"),
    # How probable it is that the text is any of ours: of the same model, or of search where none judged. NULL: neither
    # was asked.
    Column("scope", Float),
    # For the trainers' inbox: how far the likeliest reading lies from the one next to it, by the version that is
    # published now, or by search. NULL: no question of understanding, or somebody has said what it is.
    Column("margin", Float),
    # As examples are hashed: what somebody has taught in the same words waits for nobody. NULL where `margin` was.
    Column("asked_hash", LargeBinary),
    Index("ix_bot_turn_conversation", "conversation_id", "seq"),
    Index("ix_bot_turn_at", "at"),
    Index("ix_bot_turn_answer", "answer_id"),
    Index("ix_bot_turn_margin", "margin", "message_id", postgresql_where=text("margin IS NOT NULL")),
)

bot_feedback_table = Table(
    "bot_feedback",
    metadata,
    Column("answer_id", Uuid, ForeignKey("message.id"), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

# Flow files that were served, so that a conversation ends on the version it began with, and a process that starts
# beside a broken file has something to serve.
bot_flow_version_table = Table(
    "bot_flow_version",
    metadata,
    Column("version", Text, primary_key=True),
    Column("sources", JSONB, nullable=False),
    Column("served_at", DateTime(timezone=True), nullable=False),
)

# Where a conversation stands in its flows. `state` is emptied when they end: what was filled in is personal.
bot_dialogue_table = Table(
    "bot_dialogue",
    metadata,
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), primary_key=True),
    # Counts writes: a turn that was worked out from an older one is worked out again.
    Column("revision", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    # Whose turn it was: the customer's message, NULL for time and hand-overs.
    Column("message_id", Uuid, ForeignKey("message.id")),
)

bot_flow_run_table = Table(
    "bot_flow_run",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    # done, cancelled, refused, nothing_there, timed_out, handed_over
    Column("outcome", Text),
    Index("ix_bot_flow_run_conversation", "conversation_id", "started_at"),
    Index("ix_bot_flow_run_flow", "flow", "started_at"),
)
