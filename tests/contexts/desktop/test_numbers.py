"""A new telephone number at an agent's word: as certainly the customer's as where they change it alone."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tandem.adapters.loans_local import LocalLoanBook, PostgresStore
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.errors import NotProven, NumberNotHeld
from tandem.contexts.desktop.lending.acting import Asked, Lending
from tandem.contexts.verification import api as verification
from tandem.contexts.verification.borrowers import KnownBorrowers
from tandem.kit.clock import Clock

from .conftest import SYSTEM, Desk, Lender
from .test_panorama import ZONE, _From, audited, borrower, served

NEW = "13612340000"
KEY = iter(f"number-{n:04}" for n in range(100))


class Phones:
    """Everybody's telephone."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        self.texts.append((phone, text))


@pytest.fixture
def clock() -> Clock:
    return _From(datetime.now(ZONE).replace(hour=10))


class Counter:
    """An agent's desk at a lender who can send text messages."""

    def __init__(self, lender: Lender, phones: Phones | None) -> None:
        codes = verification.Codes(b"x" * 32)
        book = LocalLoanBook(PostgresStore(lender.db), lender.db.clock, ZONE)
        self.lender, self.phones = lender, phones
        self.proofs = verification.Verification(codes, KnownBorrowers(), phones)
        self.lending = Lending(lender.db, book, ZONE, self.proofs)

    async def wants(self, desk: Desk, who: Actor, here: str | None, **more: Any) -> dict[str, Any]:
        asked = Asked(next(KEY), "change_phone", {"phone": NEW}, UUID(here) if here else None, **more)
        return await self.lending.command(desk.actor, who.id, asked)

    async def known_well(self, desk: Desk, who: Actor, here: str) -> None:
        wrote = {"client_id": "asks", "text": "换手机号", "payload": {"session": "s1"}}
        await self.lender.do(api.receive, UUID(here), who, **wrote)
        await self.lender.do(self.proofs.vouch, desk.actor, UUID(here), "two_loans", how="call_back")

    async def shows_number(self, who: Actor) -> None:
        assert self.phones is not None
        asker = verification.Asker(who.id, "s1")
        made, outgoing = await self.lender.do(self.proofs.request_code, asker, purpose="new_phone", phone=NEW)
        await self.proofs.send(outgoing)
        (code,) = re.findall(r"\d{6}", self.phones.texts[-1][1])
        assert (await self.lender.do(self.proofs.check_code, made.id, code, asker)).ended == "proven"


@pytest.fixture
def counter(lender: Lender) -> Counter:
    return Counter(lender, Phones())


async def test_a_code_to_the_new_number_comes_first(lender: Lender, counter: Counter) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    here = await served(lender, agent, who)
    with pytest.raises(NotProven):
        await counter.wants(agent, who, here)
    await counter.known_well(agent, who, here)
    with pytest.raises(NumberNotHeld):
        await counter.wants(agent, who, here)
    assert "customer.loan_command_refused" in await audited(lender, agent)
    await counter.shows_number(who)
    assert (await counter.wants(agent, who, here))["state"] == "done"


async def test_a_supervisor_may_answer_for_it(lender: Lender, counter: Counter) -> None:
    """With a reason, in the audit trail; the number before hears of it (see selfservice)."""
    agent, boss, who = await lender.desk("lin"), await lender.desk("zhou", "admin"), await borrower(lender)
    here = await served(lender, agent, who)
    await counter.known_well(agent, who, here)
    assert (await counter.wants(boss, who, here, override="branch"))["state"] == "done"
    assert "customer.loan_command_overridden" in await audited(lender, boss)


async def test_where_no_codes_can_be_sent_it_is_taken_as_said(lender: Lender) -> None:
    """As from the customer."""
    counter = Counter(lender, None)
    agent, who = await lender.desk("lin"), await borrower(lender)
    here = await served(lender, agent, who)
    await counter.known_well(agent, who, here)
    assert (await counter.wants(agent, who, here))["state"] == "done"


async def test_loans_of_a_merged_borrower_are_not_silently_left_out(lender: Lender) -> None:
    agent, who, other = await lender.desk("lin"), await borrower(lender), await borrower(lender, "settled")
    seen = await agent.get(f"/customers/{who.id}/panorama")
    assert seen["customer"]["other_borrowers"] == []
    await lender.do(customers.merge, who.id, other.id, actor=SYSTEM, reason="test")
    seen = await agent.get(f"/customers/{who.id}/panorama")
    assert (seen["customer"]["borrower"], seen["customer"]["other_borrowers"]) == ("two_loans", ["settled"])
