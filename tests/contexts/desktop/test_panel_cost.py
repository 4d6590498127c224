"""What a panel costs the database: how many statements, over how many connections, and that nothing is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from tandem.adapters.loans_local import LocalLoanBook, PostgresStore
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.panorama.reading import Panorama
from tandem.contexts.desktop.timeline.reading import timeline
from tandem.contexts.verification import api as verification
from tandem.contexts.verification.borrowers import KnownBorrowers
from tandem.demo.seed import portraits
from tandem.kit.db import Database, Tx
from tandem.wiring.panel import panel_parts

from .conftest import SYSTEM, Lender
from .test_panorama import ZONE, borrower, clock, served  # noqa: F401  (a fixture)

ALONE, BESIDE = 10, 16
"""Statements of a panel on a customer's page, and beside a conversation (what was proven in it)."""


@contextmanager
def counted(db: Database) -> Iterator[tuple[list[str], list[int]]]:
    """The statements that run over this database object meanwhile, and how many connections were out each time one was
    taken."""
    told: list[str] = []
    out: list[int] = []
    plain, pool = Tx.execute, db.engine.sync_engine.pool

    async def noted(self: Tx, statement: Any, params: Any = None) -> Any:
        if self.connection.engine.sync_engine is db.engine.sync_engine:
            told.append(" ".join(str(statement).split()))
        return await plain(self, statement, params)

    def taken(*_: object) -> None:
        out.append(pool.checkedout())  # type: ignore[attr-defined]

    event.listen(db.engine.sync_engine, "checkout", taken)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tx, "execute", noted)
        yield told, out
    event.remove(db.engine.sync_engine, "checkout", taken)


async def test_a_panel_is_few_statements_over_one_connection(lender: Lender) -> None:
    for key in ("repayment", "complaint"):
        await lender.do(conversations.create_queue, key, key)
    await lender.do(portraits.load)
    agent, who = await lender.desk("lin", "supervisor"), await borrower(lender)
    here = UUID(await served(lender, agent, who))
    assert who.id is not None
    # Without keys: whoever opened something that is sealed would fail.
    db = Database(lender.db.url, clock=lender.db.clock)
    book = LocalLoanBook(PostgresStore(db), db.clock, ZONE)
    proofs = verification.Verification(verification.Codes(b"x" * 32), KnownBorrowers(book))
    panel = Panorama(db, book, ZONE, panel_parts(proofs, ZONE))
    try:
        await panel.read(agent.actor, who.id, conversation_id=here)  # what is in force is read once
        with counted(db) as (told, out):
            seen = await panel.read(agent.actor, who.id, conversation_id=here)
        assert seen["lending"]["state"] == "ok"
        assert (seen["level"], len(seen["lending"]["loans"])) == ("bound", 3)
        assert len(told) <= BESIDE, "\n".join(told)
        assert out == [1], "one connection, taken once"
        with counted(db) as (told, out):
            await panel.read(agent.actor, who.id)
        assert len(told) <= ALONE, "\n".join(told)
        assert out == [1]
        with counted(db) as (told, out):
            async with db.transaction() as tx:
                await timeline(tx, agent.actor, who.id)
        assert len(told) <= 4, "\n".join(told)
    finally:
        await db.close()


async def test_a_person_in_one_question_is_who_the_others_say(lender: Lender) -> None:
    who, other = await borrower(lender), await lender.customer()
    assert who.id is not None
    assert other.id is not None
    await lender.do(customers.merge, who.id, other.id, actor=SYSTEM, reason="同一个人")
    for id_ in (who.id, other.id):
        person = await lender.do(customers.person_of, id_)
        assert list(person.members) == await lender.do(customers.family, id_)
        assert list(person.borrowers) == await lender.do(customers.borrowers_of, who.id)
        assert (person.customer, person.borrower) == (await lender.do(customers.get, who.id), "two_loans")
        assert not person.restricted
    actor = Actor("staff", None, "主管", SYSTEM.permissions)
    await lender.do(customers.restrict, other.id, actor, reason="dispute")
    assert (await lender.do(customers.person_of, who.id)).restricted
    assert await lender.do(customers.person_of, UUID(int=7)) is None
