"""Reading the panorama: who the customer is and how they stand, in few queries, by permission, and audited."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from typing import Any, get_args
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop import persons
from tandem.contexts.desktop.panorama import standing
from tandem.contexts.desktop.panorama.standing import PATIENCE_S, Lent
from tandem.contexts.desktop.ports import Parts, Picture
from tandem.contexts.desktop.repository.contacts import last_contacts
from tandem.contexts.desktop.rules.next_steps import Known, KnownContact, KnownLoan, KnownNeed, next_steps
from tandem.contexts.loans import api as loans
from tandem.contexts.verification.api import needed_for_command
from tandem.kit.db import Database, Tx

_CONTACTS = 8
_COMMANDS = 8
_NEEDS = {kind: needed_for_command(kind).word for kind in get_args(loans.CommandKind)}


@dataclass(frozen=True)
class Panorama:
    """Puts the panel together of what is plugged in; `book` None: the lender's core is not connected."""

    db: Database
    book: loans.LoanBook | None
    zone: tzinfo
    parts: Parts

    async def read(
        self, actor: Actor, customer_id: UUID, *, conversation_id: UUID | None = None, locale: str = "zh-CN"
    ) -> dict[str, Any]:
        """Everything the panel shows. `conversation_id`: beside which it is open. The core is asked while the rest is
        read. Raises CustomerNotFound, also for a person whom the actor may not see."""
        lent: Lent | None = None
        asking: asyncio.Task[Lent] | None = None
        try:
            async with self.db.transaction() as tx:
                person = await persons.person_seen_by(tx, actor, customer_id)
                borrower = person.borrower
                reason = standing.why_not(self.book, actor, borrower)
                lent = Lent(reason) if reason is not None else await standing.within(tx, self.book, borrower)
                if lent is None:
                    assert self.book is not None
                    assert borrower is not None
                    asking = asyncio.create_task(standing.ask(self.book, borrower, PATIENCE_S))
                read = await self._rest(tx, actor, person, conversation_id, locale)
                may_read = borrower is not None and actor.may(permissions.LOANS_READ)
                commands = await loans.of_customer(tx, borrower or "", _COMMANDS) if may_read else []
                shows = {"loans": reason is None}
                await access.record(tx, actor, "customer.read", f"customer:{person.id}", shows)
                now = tx.now
            if asking is not None:
                lent = await asking
        finally:
            if asking is not None:
                asking.cancel()
        assert lent is not None
        known = self._known(
            now, borrower, lent, commands, read["contacts"], conversation_id, read["consents"], read["need"]
        )
        return {
            **read,
            "as_of": now,
            "lending": standing.shown(lent, commands),
            "steps": [] if person.restricted else [asdict(one) for one in next_steps(known)],
        }

    async def _rest(
        self, tx: Tx, actor: Actor, who: customers.Person, conversation_id: UUID | None, locale: str
    ) -> dict[str, Any]:
        p, person, members, borrower = self.parts, who.customer, who.members, who.borrower
        person_id = person.id
        consents = [_consent(one) for one in await customers.consents(tx, person_id, members)]
        profiling = any(one["given"] for one in consents if one["purpose"] == "profiling")
        picture = await p.picture(tx, who, locale, profiling) if p.picture else Picture()
        candidates = None
        if p.merge_candidates and actor.may(permissions.CUSTOMERS_MERGE):
            candidates = await p.merge_candidates(tx, person_id, locale)
        here = conversation_id if await beside(tx, actor, conversation_id, members) else None
        level = await p.level(tx, person_id, here) if p.level and here else None
        # One more question, only for who is several customers.
        numbers = await customers.borrowers_of(tx, person_id) if len(members) > 1 else []
        block = await customers.standing_block(tx, person_id) if person.blocked else None
        return {
            "customer": {
                "id": person.id, "name": person.display_name(locale), "named": person.name is not None,
                "verified": person.verified or borrower is not None, "verified_at": person.verified_at,
                "locale": person.locale, "created_at": person.created_at, "borrower": borrower,
                "other_borrowers": [one for one in numbers if one != borrower],
                "merged": len(members) - 1, "restricted": who.restricted,
                "personal": await customers.masked(tx, person_id),
            },
            "block": customers.block_view(block, tx.now) if block else None,
            "level": level, "needs": _NEEDS,
            "tags": _all(picture.tags), "segments": _all(picture.segments),
            "strategy": asdict(picture.strategy) if picture.strategy else None,
            "need": asdict(picture.need) if picture.need else None, "consents": consents,
            "merge_candidates": list(candidates) if candidates is not None else None,
            "contacts": await last_contacts(tx, actor, members, _CONTACTS),
        }  # fmt: skip

    def _known(
        self, now: Any, borrower: str | None, lent: Lent, commands: Sequence[loans.Commanded],
        contacts: Sequence[dict[str, Any]], here: UUID | None, consents: Sequence[dict[str, Any]],
        need: dict[str, Any] | None,
    ) -> Known:  # fmt: skip
        told = lent.standing
        service = next((one["given"] for one in consents if one["purpose"] == "service"), None)
        return Known(
            now=now, today=now.astimezone(self.zone).date(), bound=borrower is not None,
            pending=[one.kind for one in commands if one.settled_at is None],
            loans=[_known_loan(told, one) for one in told.loans] if told else (),
            contacts=[
                KnownContact(
                    one["opened_at"], one["status"] != "resolved", one["conversation_id"] == here, one["channel"],
                    one["score"],
                )
                for one in contacts
            ],
            service_consent=service,
            need=KnownNeed(need["name"], need["probability"]) if need else None,
        )  # fmt: skip


async def beside(tx: Tx, actor: Actor, conversation_id: UUID | None, members: Sequence[UUID]) -> bool:
    """Whether it is a conversation of this person's that the actor may read."""
    if conversation_id is None or not await conversations.is_readable(tx, conversation_id, actor):
        return False
    return (await conversations.get(tx, conversation_id)).customer_id in members


async def found(tx: Tx, actor: Actor, customer_id: UUID) -> tuple[UUID, Sequence[UUID], str | None]:
    """The person, the customers they are, and their number at the lender. Raises CustomerNotFound."""
    person = await persons.person_seen_by(tx, actor, customer_id)
    return person.id, person.members, person.borrower


def _consent(one: customers.Consent) -> dict[str, Any]:
    return {
        "purpose": one.purpose, "given": one.given, "at": one.at, "channel": one.channel,
        "text_version": one.text_version,
    }  # fmt: skip


def _all(found: Sequence[Any] | None) -> list[dict[str, Any]] | None:
    return [asdict(one) for one in found] if found is not None else None


def _known_loan(told: loans.Standing, loan: loans.Loan) -> KnownLoan:
    due_on, due_fen = standing.due_of(told, loan)
    certified = any(one.loan == loan.id for one in told.certificates)
    return KnownLoan(
        loan.id, loan.product, loan.state == "settled", loan.overdue_days, due_on, due_fen, certified
    )  # fmt: skip
