"""Taking in borrowers with their past by the thousand, by COPY."""

from collections.abc import Iterable, Sequence

from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry
from tandem.adapters.loans_local.models import (
    ledger_borrower_table,
    ledger_entry_table,
    ledger_loan_table,
    ledger_posting_table,
)
from tandem.adapters.loans_local.postgres import borrower_document, loan_values
from tandem.kit import json
from tandem.kit.db import Tx

_RESERVE = "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM generate_series(1, $1)"


async def take_in_all(tx: Tx, many: Iterable[tuple[Borrower, Sequence[Entry]]]) -> int:
    """Take in borrowers of whom nobody is there yet, with what was posted; how many entries there were. The database
    refuses a number or loan that is there already: then nothing is kept."""
    taken = list(many)
    raw = await tx.raw()
    await raw.copy_records_to_table(
        ledger_borrower_table.name, columns=("number", "document", "changed_at"),
        records=[(who.number, json.dumps(borrower_document(who)).decode(), tx.now) for who, _ in taken],
    )  # fmt: skip
    loans = []
    for who, _ in taken:
        for position, loan in enumerate(who.loans):
            said = loan_values(loan)
            document = json.dumps(said["document"]).decode()
            loans.append(
                (
                    loan.id,
                    who.number,
                    position,
                    document,
                    said["principal_fen"],
                    said["due_on"],
                    said["settled_on"],
                )
            )
    await raw.copy_records_to_table(
        ledger_loan_table.name, records=loans,
        columns=("id", "borrower", "position", "document", "principal_fen", "due_on", "settled_on"),
    )  # fmt: skip
    posted = [(who.number, one) for who, entries in taken for one in entries]
    ids = [row[0] for row in await raw.fetch(_RESERVE, len(posted))]
    await raw.copy_records_to_table(
        ledger_entry_table.name, columns=("id", "borrower", "loan", "happened_on", "kind", "at"),
        records=[
            (id_, number, one.loan, one.on, one.kind, tx.now)
            for id_, (number, one) in zip(ids, posted, strict=True)
        ],
    )  # fmt: skip
    await raw.copy_records_to_table(
        ledger_posting_table.name, columns=("entry_id", "book", "fen"),
        records=[
            (id_, part.book, part.fen)
            for id_, (_, one) in zip(ids, posted, strict=True)
            for part in one.postings
        ],
    )  # fmt: skip
    return len(posted)
