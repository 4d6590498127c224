"""Changing what is not money: the due day, the limit, the phone; issuing certificates."""

from dataclasses import replace
from datetime import date

from tandem.adapters.loans_local.ledger.borrower import Borrower, Issued, LedgerLoan, Refusal
from tandem.adapters.loans_local.rules.accrual import Instalment
from tandem.adapters.loans_local.rules.dates import DayOff, due_dates, following, on_day, weekend
from tandem.adapters.loans_local.rules.schedule import Span, spread

NOTICE_DAYS = 5
DUE_DAY_REST = 365
LIMIT_REST = 30
MOST_LIMIT = 20_000_000


def change_due_day(borrower: Borrower, today: date, day: int, day_off: DayOff = weekend) -> Borrower:
    """Another due day for all loans, from the instalment after the present one on; interest counts the days there
    are. Refuses: bad_day, no_loan, overdue, done_this_year, same_day, too_close."""
    if type(day) is not int or not 1 <= day <= 28:
        raise Refusal("bad_day")
    loans = borrower.under_way
    if not loans:
        raise Refusal("no_loan")
    if any(one.missed(today) for one in loans):
        raise Refusal("overdue")
    changed = borrower.due_day_changed_on
    if changed is not None and (today - changed).days < DUE_DAY_REST:
        raise Refusal("done_this_year")
    if day == borrower.due_day:
        raise Refusal("same_day")
    if (min(one.unpaid[0].due for one in loans) - today).days <= NOTICE_DAYS:
        raise Refusal("too_close")
    moved = borrower.with_loans(_with_day(one, day, day_off) for one in loans)
    return replace(moved, due_day=day, due_day_changed_on=today)


def _with_day(loan: LedgerLoan, day: int, day_off: DayOff) -> LedgerLoan:
    present, *later = loan.unpaid
    if not later:
        return loan
    months = due_dates(replace(loan.terms, holidays="unchanged"))
    dues = [on_day(months[one.number - 1], 0, day) for one in later]
    if loan.terms.holidays == "following":
        dues = [following(due, day_off) for due in dues]
    starts = [present.due, *dues]
    spans = [Span(one.number, start, due) for one, start, due in zip(later, starts, dues, strict=False)]
    planned = spread(loan.terms, sum(one.principal_left for one in later), spans)
    made = [
        Instalment(one.number, one.start, one.due, one.principal_fen, one.interest_fen) for one in planned
    ]
    kept = [one for one in loan.instalments if one.number <= present.number]
    return replace(loan, instalments=(*kept, *made))


def request_limit(borrower: Borrower, today: date, fen: int) -> Borrower:
    """Ask for a higher limit: it is looked at, nothing is promised. Refuses: no_limit, bad_amount, too_little (not
    above the present one), too_much, this_month_asked."""
    if type(fen) is not int or fen <= 0:
        raise Refusal("bad_amount")
    if not borrower.limits:
        raise Refusal("no_limit")
    if fen <= borrower.limits[-1].fen:
        raise Refusal("too_little")
    if fen > MOST_LIMIT:
        raise Refusal("too_much")
    asked = borrower.limit_asked_on
    if asked is not None and (today - asked).days < LIMIT_REST:
        raise Refusal("this_month_asked")
    return replace(borrower, limit_asked_on=today)


def certify(borrower: Borrower, today: date, loan: str, number: str) -> Borrower:
    """A certificate that a loan is settled, from the moment that it is; one a loan: again, nothing changes. Refuses:
    no_loan, not_settled."""
    if borrower.loan(loan).settled_on is None:
        raise Refusal("not_settled")
    if any(one.loan == loan for one in borrower.certificates):
        return borrower
    return replace(borrower, certificates=(*borrower.certificates, Issued(loan, number, today)))


def change_phone(borrower: Borrower, phone: str) -> Borrower:
    """Refuses: bad_phone, same_phone."""
    if not (len(phone) == 11 and phone.isascii() and phone.isdigit()):
        raise Refusal("bad_phone")
    masked = f"{phone[:3]}****{phone[-4:]}"
    if masked == borrower.phone:
        raise Refusal("same_phone")
    return replace(borrower, phone=masked)
