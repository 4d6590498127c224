"""Gathering persons' pasts, for training and for predicting alike: from the conversations and the loan book."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

import structlog

from tandem.contexts.conversations import api as conversations
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.gathering import COMPLAINTS
from tandem.contexts.portraits.predictions.rules.history import History, Line, PastContact, PastLoan
from tandem.kit.db import Database, Tx

log = structlog.get_logger(__name__)
REMEMBERED = timedelta(days=760)


class CoreAway(Exception):
    """The loan book does not answer: nobody can say how this person stands."""


@dataclass(frozen=True)
class Person:
    """Whose past it is. `sex` and `birth_year` are for tables of fairness alone: no feature sees them."""

    id: UUID
    history: History
    sex: object = None
    birth_year: object = None


@dataclass(frozen=True)
class Pasts:
    """Reads pasts. `book` None: there is no loan book. `zone`: where the lender's days begin."""

    db: Database
    book: loans.LoanBook | None
    zone: tzinfo
    may_profile: people.MayProfile = people.agreed

    async def of(self, ids: Sequence[UUID]) -> tuple[list[Person], list[UUID]]:
        """Of those of these customers who are persons of their own, are not restricted and agreed to profiling; and
        whose loans cannot be told now. The loan book is asked outside of transactions."""
        async with self.db.transaction() as tx:
            found = [known for id_ in ids if (known := await self._known(tx, id_)) is not None]
        persons, away = [], []
        for person, borrowers in found:
            try:
                lent = await self._loans(borrowers)
            except CoreAway:
                away.append(person.id)
                continue
            past = History(person.history.since, tuple(lent), person.history.contacts)
            persons.append(Person(person.id, past, person.sex, person.birth_year))
        return persons, away

    async def _known(self, tx: Tx, id_: UUID) -> tuple[Person, list[str]] | None:
        if not await allowed(tx, id_, self.may_profile):
            return None
        who = await people.described(tx, id_)
        ids = await people.family(tx, id_)
        had = await conversations.past_contacts(tx, ids, tx.now - REMEMBERED)
        contacts = tuple(self._contact(one) for one in had)
        past = History(self._day(who.since), (), contacts)
        return Person(id_, past, who.sex, who.birth_year), await people.borrowers_of(tx, id_)

    def _contact(self, one: conversations.PastContact) -> PastContact:
        return PastContact(
            self._day(one.opened_at),
            one.reason[1] if one.reason else None,
            self._day(one.reason[0]) if one.reason else None,
            self._day(one.person[0]) if one.person else None,
            one.person is not None and one.person[1] in COMPLAINTS,
            one.rating[1] if one.rating else None,
            self._day(one.rating[0]) if one.rating else None,
        )

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    async def _loans(self, borrowers: Sequence[str]) -> list[PastLoan]:
        if self.book is None:
            return []
        found = []
        try:
            for number in borrowers:
                found += await self._loans_of(self.book, number)
        except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
            raise CoreAway from error
        return found

    async def _loans_of(self, book: loans.LoanBook, number: str) -> list[PastLoan]:
        """What is gone between two questions is left out; what is known of the others stands."""
        found: list[PastLoan] = []
        try:
            known = await book.loans(number)
        except loans.LoanRefused:
            log.warning("predictions.borrower_gone")
            return found
        for loan in known:
            try:
                plan = await book.schedule(number, loan.id)
            except loans.LoanRefused:
                log.warning("predictions.loan_gone")
                continue
            found.append(PastLoan(loan.disbursed_on, loan.amount_fen, tuple(map(_line, plan))))
        return found


def _line(one: loans.Instalment) -> Line:
    """A core that does not tell when a paid instalment was paid is taken to mean: on its due day."""
    return Line(one.due_on, one.paid_on or (one.due_on if one.state == "paid" else None))


async def allowed_among(tx: Tx, customer_ids: Sequence[UUID], may_profile: people.MayProfile) -> set[UUID]:
    """Whom of them `allowed` allows, in a few questions for all where consents are as customers keep them."""
    whole: Collection[UUID] = ()
    found: set[UUID] = set()
    if may_profile is people.agreed and len(customer_ids) > 1:
        whole = await people.whole(tx, customer_ids)
        found = await people.agreed_among(tx, whole)
    rest = [one for one in customer_ids if one not in whole]
    return found | {one for one in rest if await allowed(tx, one, may_profile)}


async def allowed(tx: Tx, customer_id: UUID, may_profile: people.MayProfile) -> bool:
    """Whether this customer may be predicted: a person of their own, not restricted, who agreed to profiling."""
    if await people.canonical(tx, customer_id) != customer_id or await people.restricted(tx, customer_id):
        return False
    return await may_profile(tx, customer_id)
