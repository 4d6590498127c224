"""Files that people sent; the bytes are in the object store."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from tandem.kit.metadata import metadata

attachment_table = Table(
    "attachment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("object_key", Text, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    # Of voice notes only, as the recorder counted it: what makes the file one.
    Column("duration_ms", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Index("ix_attachment_conversation", "conversation_id"),
    Index("ix_attachment_unsent", "created_at", postgresql_where=text("sent_at IS NULL")),
)
