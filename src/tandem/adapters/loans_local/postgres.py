"""The ledger's borrowers in PostgreSQL."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, insert

from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry, LedgerLoan, Posting
from tandem.adapters.loans_local.models import (
    ledger_borrower_table,
    ledger_command_table,
    ledger_entry_table,
    ledger_loan_table,
    ledger_posting_table,
)
from tandem.adapters.loans_local.stores import Account, Asked, Work, nobody
from tandem.contexts.loans.api import Outcome
from tandem.kit.db import Database, Tx

b, n, e, p, c = (
    ledger_borrower_table.c, ledger_loan_table.c, ledger_entry_table.c, ledger_posting_table.c, ledger_command_table.c,
)  # fmt: skip
_BORROWER = TypeAdapter(Borrower)
_LOAN = TypeAdapter(LedgerLoan)

_FIND = select(b.document).where(b.number == bindparam("of_number"))
_LOCK = _FIND.with_for_update()
_ALL_LOANS = (
    select(func.jsonb_agg(aggregate_order_by(n.document, n.position), type_=JSONB))
    .where(n.borrower == b.number)
    .scalar_subquery()
)
_FIND_WHOLE = select(b.document, _ALL_LOANS.label("loans")).where(b.number == bindparam("of_number"))
_LOANS = select(n.document).where(n.borrower == bindparam("of_number")).order_by(n.position)
_MANY = any_(bindparam("of_numbers", type_=ARRAY(Text)))
_FIND_MANY = select(b.number, b.document).where(b.number == _MANY)
_LOANS_OF_MANY = select(n.borrower, n.document).where(n.borrower == _MANY).order_by(n.borrower, n.position)
_OWNER = select(n.borrower).where(n.id == bindparam("of_loan"))
_OUTCOME = select(c.borrower, c.digest, c.number, c.refusal, c.details).where(c.key == bindparam("of_key"))
_ENTRIES = (
    select(e.id, e.loan, e.happened_on, e.kind, func.json_object_agg(p.book, p.fen).label("postings"))
    .join(ledger_posting_table, p.entry_id == e.id)
    .where(e.borrower == bindparam("of_number"))
    .group_by(e.id)
    .order_by(e.happened_on, e.id)
)
_AS_OF_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
_ADD_ENTRY = insert(ledger_entry_table).returning(e.id)
_ADD_POSTINGS = insert(ledger_posting_table)
_ADD_COMMAND = insert(ledger_command_table).on_conflict_do_nothing(index_elements=["key"]).returning(c.key)


class PostgresStore:
    """See stores.Store. Opens its own transactions: a core lending system is another system."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, number: str) -> Borrower | None:
        async with self._db.transaction() as tx:
            return await _read(tx, number, lock=False)

    async def find_within(self, tx: Tx, number: str) -> Borrower | None:
        row = (await tx.execute(_FIND_WHOLE, {"of_number": number})).one_or_none()
        return _BORROWER.validate_python({**row.document, "loans": row.loans or []}) if row else None

    async def find_many(self, numbers: Sequence[str]) -> Mapping[str, Borrower]:
        asked = {"of_numbers": list(numbers)}
        loans: dict[str, list[Any]] = defaultdict(list)
        async with self._db.transaction() as tx:
            who = (await tx.execute(_FIND_MANY, asked)).all()
            for row in (await tx.execute(_LOANS_OF_MANY, asked)).all():
                loans[row.borrower].append(row.document)
        return {
            row.number: _BORROWER.validate_python({**row.document, "loans": loans[row.number]}) for row in who
        }

    async def account(self, number: str) -> Account | None:
        async with self._db.transaction() as tx:
            # A debit between the two would show twice: in its entry, and as still to come of the borrower.
            await tx.execute(_AS_OF_ONE_MOMENT)
            borrower = await _read(tx, number, lock=False)
            if borrower is None:
                return None
            rows = (await tx.execute(_ENTRIES, {"of_number": number})).all()
        return borrower, [
            Entry(row.loan, row.happened_on, row.kind, tuple(Posting(k, v) for k, v in row.postings.items()))
            for row in rows
        ]

    async def numbers(self) -> Sequence[str]:
        """Of all borrowers."""
        async with self._db.transaction() as tx:
            return list((await tx.execute(select(b.number).order_by(b.number))).scalars())

    async def add(self, borrower: Borrower, entries: Sequence[Entry]) -> bool:
        async with self._db.transaction() as tx:
            values = {
                "number": borrower.number,
                "document": borrower_document(borrower),
                "changed_at": tx.now,
            }
            made = insert(ledger_borrower_table).on_conflict_do_nothing().returning(b.number)
            if (await tx.execute(made, values)).one_or_none() is None:
                return False
            await _write_loans(tx, None, borrower)
            await _write_entries(tx, borrower.number, entries, None)
        return True

    async def change(self, asked: Asked, work: Work) -> Outcome:
        async with self._db.transaction() as tx:
            # The borrower's row is the lock; for one whom nobody knows the key alone decides.
            before = await _read(tx, asked.customer, lock=True)
            if (known := await _known(tx, asked)) is not None:
                return known
            after, entries, outcome = work(before or nobody(asked.customer))
            if not await _remember(tx, asked, outcome):
                # Under the same key for somebody nobody knows, at the same time: there was no row to lock.
                return await _known(tx, asked) or outcome
            if before is not None and after != before:
                values = {"document": borrower_document(after), "changed_at": tx.now}
                changed = update(ledger_borrower_table).where(b.number == asked.customer).values(**values)
                await tx.execute(changed)
                await _write_loans(tx, before, after)
                await _write_entries(tx, asked.customer, entries, asked.key)
            return outcome

    async def outcome(self, key: str) -> Outcome | None:
        async with self._db.transaction() as tx:
            row = (await tx.execute(_OUTCOME, {"of_key": key})).one_or_none()
        return Outcome(row.number, row.refusal, row.details) if row else None


async def owner_of(tx: Tx, loan: str) -> str | None:
    """The number of the borrower who has this loan, or None."""
    found = await tx.execute(_OWNER, {"of_loan": loan})
    owner: str | None = found.scalar_one_or_none()
    return owner


async def _read(tx: Tx, number: str, *, lock: bool) -> Borrower | None:
    row = (await tx.execute(_LOCK if lock else _FIND, {"of_number": number})).one_or_none()
    if row is None:
        return None
    loans = (await tx.execute(_LOANS, {"of_number": number})).all()
    return _BORROWER.validate_python({**row.document, "loans": [one.document for one in loans]})


async def _known(tx: Tx, asked: Asked) -> Outcome | None:
    row = (await tx.execute(_OUTCOME, {"of_key": asked.key})).one_or_none()
    if row is None:
        return None
    if (row.borrower, row.digest) != (asked.customer, asked.digest):
        return Outcome(refusal="key_reused")
    return Outcome(row.number, row.refusal, row.details)


async def _remember(tx: Tx, asked: Asked, outcome: Outcome) -> bool:
    values = {
        "key": asked.key, "borrower": asked.customer, "digest": asked.digest, "number": outcome.number,
        "refusal": outcome.refusal, "details": dict(outcome.details), "at": tx.now,
    }  # fmt: skip
    return (await tx.execute(_ADD_COMMAND, values)).one_or_none() is not None


async def _write_loans(tx: Tx, before: Borrower | None, after: Borrower) -> None:
    known = {one.id: one for one in before.loans} if before else {}
    for position, loan in enumerate(after.loans):
        if known.get(loan.id) == loan:
            continue
        values = loan_values(loan)
        if loan.id in known:
            await tx.execute(update(ledger_loan_table).where(n.id == loan.id).values(**values))
        else:
            fixed = {"id": loan.id, "borrower": after.number, "position": position}
            await tx.execute(insert(ledger_loan_table).values(**fixed, **values))


async def _write_entries(tx: Tx, number: str, entries: Sequence[Entry], key: str | None) -> None:
    for one in entries:
        values = {
            "borrower": number, "loan": one.loan, "happened_on": one.on, "kind": one.kind, "command_key": key,
            "at": tx.now,
        }  # fmt: skip
        entry_id = (await tx.execute(_ADD_ENTRY, values)).scalar_one()
        postings = [{"entry_id": entry_id, "book": each.book, "fen": each.fen} for each in one.postings]
        await tx.execute(_ADD_POSTINGS, postings)


def loan_values(loan: LedgerLoan) -> dict[str, Any]:
    """What is kept of a loan as it is now."""
    return {
        "document": _LOAN.dump_python(loan, mode="json"), "principal_fen": loan.principal_fen,
        "due_on": min((one.due for one in loan.unpaid), default=None), "settled_on": loan.settled_on,
    }  # fmt: skip


def borrower_document(borrower: Borrower) -> dict[str, Any]:
    """The borrower without the loans, which have rows of their own."""
    document: dict[str, Any] = _BORROWER.dump_python(borrower, mode="json", exclude={"loans"})
    return document
