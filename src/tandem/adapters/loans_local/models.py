"""The local ledger's tables: borrowers, loans, entries with their postings, commands done."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Identity, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

ledger_borrower_table = Table(
    "ledger_borrower",
    metadata,
    Column("number", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

ledger_loan_table = Table(
    "ledger_loan",
    metadata,
    Column("id", Text, primary_key=True),
    Column("borrower", Text, ForeignKey("ledger_borrower.number"), nullable=False),
    # Oldest first, as the borrower has them.
    Column("position", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
    # Repeated from the document, for questions over all loans.
    Column("principal_fen", BigInteger, nullable=False),
    Column("due_on", Date),
    Column("settled_on", Date),
    Index("ix_ledger_loan_borrower", "borrower", "position"),
    Index("ix_ledger_loan_due", "due_on"),
)

ledger_entry_table = Table(
    "ledger_entry",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("borrower", Text, ForeignKey("ledger_borrower.number"), nullable=False),
    Column("loan", Text, ForeignKey("ledger_loan.id"), nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("command_key", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_ledger_entry_borrower", "borrower", "happened_on", "id"),
)

ledger_posting_table = Table(
    "ledger_posting",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("ledger_entry.id"), primary_key=True),
    Column("book", Text, primary_key=True),
    Column("fen", BigInteger, nullable=False),
)

ledger_command_table = Table(
    "ledger_command",
    metadata,
    Column("key", Text, primary_key=True),
    Column("borrower", Text, nullable=False),
    # Of what was asked: the same key for something else is refused.
    Column("digest", Text, nullable=False),
    Column("number", Text),
    Column("refusal", Text),
    Column("details", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
