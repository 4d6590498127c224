"""Money reaches instalments: by the order of allocation, on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tandem.adapters.loans_local.ledger.borrower import Entry, EntryKind, LedgerLoan, entry
from tandem.adapters.loans_local.rules.accrual import Instalment, Owed, accrued, owed
from tandem.adapters.loans_local.rules.allocation import Allocated, allocate


def due_of(loan: LedgerLoan, on: date) -> list[Owed]:
    """What is owed of instalments that are due by `on`."""
    return [owed(loan.terms, one, on) for one in loan.unpaid if one.due <= on]


def apply(
    loan: LedgerLoan, fen: int, on: date, kind: EntryKind, source: str
) -> tuple[LedgerLoan, list[Entry], int]:
    """`fen` over what is due; source "bank" or "paid_ahead". The loan, the entry, and what is left over."""
    parts, left = allocate(due_of(loan, on), fen)
    by_number = {part.number: part for part in parts}
    instalments = tuple(
        _paid(loan, one, by_number.get(one.number), on) if one.due <= on else one for one in loan.instalments
    )
    settled = on if all(one.paid_on is not None for one in instalments) else None
    after = replace(loan, instalments=instalments, settled_on=loan.settled_on or settled)
    if not parts:
        return after, [], left
    sums = _sums(parts)
    return after, [entry(loan.id, on, kind, **{source: fen - left}, **sums)], left


def _sums(parts: Sequence[Allocated]) -> dict[str, int]:
    return {
        "principal": -sum(one.principal for one in parts), "interest": -sum(one.interest for one in parts),
        "late_interest": -sum(one.late for one in parts), "penalty": -sum(one.penalty for one in parts),
    }  # fmt: skip


def _paid(loan: LedgerLoan, one: Instalment, part: Allocated | None, on: date) -> Instalment:
    if one.paid_on is not None:
        return one
    if part is not None:
        # What lateness has added until today is kept before the principal that it counts on goes down.
        one = accrued(loan.terms, one, on)
        one = replace(
            one, principal_paid=one.principal_paid + part.principal, interest_paid=one.interest_paid + part.interest,
            late_paid=one.late_paid + part.late, penalty_paid=one.penalty_paid + part.penalty,
        )  # fmt: skip
    return replace(one, paid_on=on) if not owed(loan.terms, one, on).total_fen else one
