"""Paying: repaying what is due, repaying part ahead, settling."""

from dataclasses import replace
from datetime import date

from tandem.adapters.loans_local.ledger.applying import apply
from tandem.adapters.loans_local.ledger.billing import bill, quote
from tandem.adapters.loans_local.ledger.borrower import Borrower, Entry, LedgerLoan, Refusal, entry
from tandem.adapters.loans_local.rules.accrual import Instalment, product_to
from tandem.adapters.loans_local.rules.schedule import Planned, Span, spread

LEAST_REPAY = 1_000
LEAST_PREPAY = 50_000

Changed = tuple[Borrower, list[Entry]]


def repay(borrower: Borrower, today: date, card: str | None, fen: int, loan: str | None = None) -> Changed:
    """Debit the card for what the bill says, or part of it; without a card the money has arrived. Money for an
    instalment that is not due yet waits for its date: until then interest runs as agreed, and settling counts it.
    Refuses: no_card, bad_amount, no_loan, too_little, too_much."""
    _check_card(borrower, card)
    _check_amount(fen)
    loans = borrower.under_way if loan is None else (borrower.running(loan),)
    billed = bill(loans, today)
    if fen > billed.fen:
        raise Refusal("too_much")
    if fen < min(LEAST_REPAY, billed.fen):
        raise Refusal("too_little")
    entries: list[Entry] = []
    left = fen
    for due in billed.dues:
        part = min(left, due.fen)
        left -= part
        if due.ahead and part:
            entries.append(entry(due.loan.id, today, "repaid", bank=part, paid_ahead=-part))
            ahead = replace(due.loan, paid_ahead_fen=due.loan.paid_ahead_fen + part)
            borrower = borrower.with_loans([ahead])
        elif part:
            after, made, rest = apply(due.loan, part, today, "repaid", "bank")
            assert not rest
            entries += made
            borrower = borrower.with_loans([after])
    return borrower, entries


def prepay(
    borrower: Borrower,
    today: date,
    loan: str,
    fen: int,
    *,
    card: str | None = None,
    total_fen: int | None = None,
) -> Changed:
    """Repay part of the principal ahead: as many instalments as before, each smaller. Nothing is paid beside it: there
    is no fee, and the interest until today comes with the next instalment. `total_fen` is what the customer agreed to
    pay by the quote; without a card the money has arrived. Refuses: no_loan, no_card, bad_amount, overdue,
    first_unpaid, too_little, too_much, this_month_done, changed."""
    _check_card(borrower, card)
    after = prepaid(borrower.running(loan), today, fen)
    if total_fen not in (None, fen):
        raise Refusal("changed")
    return borrower.with_loans([after]), [entry(loan, today, "prepaid", bank=fen, principal=-fen)]


def prepaid(before: LedgerLoan, today: date, fen: int) -> LedgerLoan:
    """The loan as it is when `fen` of its principal are repaid ahead. Refuses: see `prepay`."""
    _check_amount(fen)
    if before.missed(today):
        raise Refusal("overdue")
    if before.instalments[0].paid_on is None:
        raise Refusal("first_unpaid")
    last = before.prepaid_on
    if last is not None and (last.year, last.month) == (today.year, today.month):
        raise Refusal("this_month_done")
    if fen < LEAST_PREPAY:
        raise Refusal("too_little")
    later = [one for one in before.instalments if one.due > today]
    balance = sum(one.principal_left for one in later)
    if fen >= balance:
        raise Refusal("too_much")
    spans = [Span(one.number, one.start, one.due) for one in later]
    product = product_to(before.terms, later[0], balance, today)
    planned = spread(before.terms, balance - fen, spans, product, today)
    kept = [one for one in before.instalments if one.due <= today]
    first = replace(_instalment(planned[0]), product=product, counted_to=today)
    return replace(before, instalments=(*kept, first, *map(_instalment, planned[1:])), prepaid_on=today)


def settle(borrower: Borrower, today: date, loan: str, card: str | None, total_fen: int) -> Changed:
    """Pay everything today, `total_fen` being what is to pay by the quote that the customer agreed to; without a card
    the money has arrived. Refuses: no_loan, no_card, bad_amount, overdue, changed."""
    before = borrower.running(loan)
    _check_card(borrower, card)
    _check_amount(total_fen, least=0)  # nothing is left to pay when enough was paid ahead
    cost = quote(before, today, today)
    if total_fen != max(0, cost.total_fen - before.paid_ahead_fen):
        raise Refusal("changed")
    made = entry(
        loan, today, "settled", bank=cost.total_fen - before.paid_ahead_fen, paid_ahead=before.paid_ahead_fen,
        principal=-cost.principal_fen, interest=-cost.interest_fen, late_interest=-cost.late_fen,
        penalty=-cost.penalty_fen, fee=-cost.fee_fen,
    )  # fmt: skip
    return borrower.with_loans([_ended(before, today, cost.interest_fen)]), [made]


def _ended(loan: LedgerLoan, today: date, interest_fen: int) -> LedgerLoan:
    """All instalments paid today; interest that was counted is in the first of them, the rest bear none."""
    instalments: list[Instalment] = []
    for one in loan.instalments:
        if one.paid_on is not None:
            instalments.append(one)
            continue
        instalments.append(
            replace(
                one, principal_paid=one.principal_fen, interest_fen=one.interest_paid + interest_fen,
                interest_paid=one.interest_paid + interest_fen, paid_on=today,
            )
        )  # fmt: skip
        interest_fen = 0
    return replace(loan, instalments=tuple(instalments), settled_on=today, paid_ahead_fen=0)


def _instalment(planned: Planned) -> Instalment:
    return Instalment(planned.number, planned.start, planned.due, planned.principal_fen, planned.interest_fen)


def _check_card(borrower: Borrower, card: str | None) -> None:
    if card is not None and card not in {one.id for one in borrower.cards}:
        raise Refusal("no_card")


def _check_amount(fen: int, least: int = 1) -> None:
    if type(fen) is not int or fen < least:
        raise Refusal("bad_amount")
