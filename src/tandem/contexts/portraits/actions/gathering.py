"""Gathering: what is known of a person, from customers, the loan book and the conversations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

import structlog

from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import people
from tandem.contexts.portraits.repository.memberships import Membership
from tandem.contexts.portraits.repository.portraits import Kept
from tandem.contexts.portraits.repository.tags import Grant
from tandem.contexts.portraits.rules.facts import Base, Contacts, Lent
from tandem.kit.db import Tx

log = structlog.get_logger(__name__)
REMEMBERED = timedelta(days=400)
COMPLAINTS = frozenset({"complaint", "regulator"})
"""Reasons of hand-overs that count as complaints."""


@dataclass(frozen=True)
class Read:
    """What came of asking the loan book: `known` with figures, `unbound` (nobody to ask about), `none` (no loan book),
    `away` (no answer: what was known stays)."""

    state: str
    lent: Lent | None = None


@dataclass(frozen=True)
class Found:
    """What is read of one customer. `asked`: the loan book has just told."""

    base: Base
    state: str
    profiling: bool
    grants: list[Grant]
    standing: Mapping[str, Membership]
    asked: bool = False


def reads(kept: Kept) -> bool:
    """Whether the loan book is to be asked about a customer, if there is anybody to ask about."""
    return kept.wants_loans or kept.lent_state in ("unbound", "away")


def lent_of(kept: Kept, read: Read | None) -> tuple[Lent | None, str]:
    """What is known of the customer's loans now, and whence."""
    known = kept.base.lent if kept.base else None
    if read is None:
        return known, kept.lent_state
    return (known, "away") if read.state == "away" else (read.lent, read.state)


async def read_loans(book: loans.LoanBook | None, borrowers: Sequence[str]) -> Read:
    """One reading of the loan book for one person (nearly always of one number). Never inside a transaction: the core
    may be slow."""
    if book is None:
        return Read("none")
    if not borrowers:
        return Read("unbound")
    found: list[loans.Loan] = []
    limits: list[loans.Limit] = []
    try:
        for number in borrowers:
            found.extend(await book.loans(number))
            try:
                limits.append(await book.limit(number))
            except loans.LoanRefused:
                continue
    except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
        log.warning("portraits.core_silent", cause=type(error).__name__)
        return Read("away")
    return Read("known", figures(found, limits))


def figures(found: Iterable[loans.Loan], limits: Sequence[loans.Limit]) -> Lent:
    """A customer's loans as figures."""
    all_ = list(found)
    running = [one for one in all_ if one.state != "settled"]
    days = [one.disbursed_on for one in all_]
    return Lent(
        total=len(all_),
        open=len(running),
        borrowed_fen=sum(one.amount_fen for one in all_),
        principal_fen=sum(one.principal_fen for one in running),
        paid_periods=sum(one.paid_periods for one in all_),
        periods=sum(one.periods for one in all_),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        next_due_on=min((one.next_due_on for one in running if one.next_due_on), default=None),
        limit_fen=sum(one.fen for one in limits) if limits else None,
        available_fen=sum(one.available_fen for one in limits) if limits else None,
    )


async def gather(tx: Tx, customer_id: UUID, lent: Lent | None, *, bound: bool, zone: tzinfo) -> Base:
    """The base of a person (`customer_id`: the canonical one), the loan book's part being read already."""
    who = await customers.get(tx, customer_id)
    ids = await people.family(tx, customer_id)
    had = await conversations.contact_figures(tx, ids, tx.now - REMEMBERED)
    return base_of(who, had, lent, bound=bound, zone=zone)


def base_of(
    who: customers.Customer,
    had: conversations.ContactFigures,
    lent: Lent | None,
    *,
    bound: bool,
    zone: tzinfo,
) -> Base:
    """The base of a person, everything being read."""

    def days(times: Iterable[datetime]) -> tuple[date, ...]:
        return tuple(time.astimezone(zone).date() for time in times)

    contacts = Contacts(
        days=days(had.opened),
        persons=days(at for at, _ in had.persons),
        complaints=days(at for at, reason in had.persons if reason in COMPLAINTS),
        open=had.open,
        last_reason=had.last_disposition,
        last_rating=had.last_rating,
    )
    return Base(
        bound=bound,
        verified=who.verified or bound,
        blocked=who.blocked,
        since=who.created_at.astimezone(zone).date(),
        language=who.locale,
        lent=lent,
        contacts=contacts,
    )
