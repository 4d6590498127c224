"""Borrowers in the database: whole, sound, the same again, and going on after a stop."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tandem.adapters.loans_local.checks import check
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.repository import rows
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.api import retell_timelines
from tandem.contexts.portraits.repository import portraits as kept_portraits
from tandem.demo.borrowers.making import Borrower
from tandem.demo.borrowers.people import phone
from tandem.demo.borrowers.progress import seeded
from tandem.demo.borrowers.seeding import NoLender, OtherSeed, Seeding, seed
from tandem.demo.seed import consents, portraits
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database, Tx
from tandem.settings import Settings
from tandem.wiring.borrowers import _InBackground
from tandem.wiring.lending import loan_book
from tandem.wiring.portraits import portraying
from tandem.wiring.seeding import LocalLedger
from tandem.wiring.seeding import seeding as whole_seeding

from .lender import ZONE, database, made, open_office, seeding

# What a borrower's rows are made of, but for ids that the database or the organisation gives.
_ROWS = {
    "customer": "SELECT id::text, name, locale, attributes::text, created_at FROM customer ORDER BY id",
    "identity": "SELECT customer_id::text, kind, account, subject FROM customer_identity ORDER BY customer_id",
    "personal": "SELECT customer_id::text, kind, masked FROM customer_personal ORDER BY customer_id, kind",
    "borrower": "SELECT number, document::text FROM ledger_borrower ORDER BY number",
    "loan": "SELECT id, document::text, principal_fen, due_on, settled_on FROM ledger_loan ORDER BY id",
    "entry": """SELECT e.loan, e.happened_on, e.kind, p.book, p.fen FROM ledger_entry e
                JOIN ledger_posting p ON p.entry_id = e.id ORDER BY 1, 2, 3, 4, 5""",
    "conversation": "SELECT id::text, channel, last_message::text, opened_at FROM conversation ORDER BY id",
    "message": "SELECT id::text, seq, role, author_name, text, created_at FROM message ORDER BY id",
    "resolution": "SELECT id::text, summary, solved, fields::text FROM resolution ORDER BY id",
    "rating": "SELECT id::text, score, at FROM rating ORDER BY id",
}


@pytest.fixture
async def db(database_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    opened = database(database_url, keyring)
    await open_office(opened)
    yield opened
    await opened.close()


async def _rows(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    async with db.transaction() as tx:
        return {
            name: [tuple(row) for row in (await tx.execute(text(sql))).all()] for name, sql in _ROWS.items()
        }


async def _empty(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("TRUNCATE customer, ledger_borrower, conversation, demo_seeding CASCADE"))


async def test_everybody_is_there_and_the_books_agree(db: Database) -> None:
    told: list[int] = []
    assert await seed(seeding(db), 60, lambda one: told.append(one.done)) == 60
    assert told == [60]
    assert await check(db, lambda _n, _of: None) == []
    found = await _rows(db)
    assert len(found["customer"]) == len(found["borrower"]) == 60
    assert len(found["loan"]) > 60
    assert {row[1] for row in found["identity"]} == {"borrower"}
    assert {row[1] for row in found["personal"]} == {"phone", "id_number", "email"}
    # Whoever has the number is found by the phone, and is the customer who wrote.
    async with db.transaction() as tx:
        (one,) = await customers.by_personal(tx, "phone", phone(3))
        assert one.name == made(3, 4)[0].person.name
        assert await customers.borrower_of(tx, one.id) == made(3, 4)[0].person.number


async def test_conversations_are_over_whole_and_found_by_their_words(db: Database) -> None:
    await seed(seeding(db), 60, lambda _one: None)
    reader = Actor("staff", None, "管理员", permissions_of(["admin"]))
    async with db.transaction() as tx:
        page = await rows.page(tx, reader, rows.Filter("resolved"), limit=200)
        assert {row["status"] for row in page.rows} == {"resolved"}
        hit = await rows.page(tx, reader, rows.Filter("resolved", q="还款"), limit=200)
        assert 0 < len(hit.rows) < len(page.rows)
        name = page.rows[0]["customer"]["name"]
        named = await rows.page(tx, reader, rows.Filter("resolved", q=name), limit=200)
        assert [row for row in page.rows if row["customer"]["name"] == name]
        assert {row["id"] for row in page.rows if row["customer"]["name"] == name} <= {
            row["id"] for row in named.rows
        }
        counts = await rows.counts(tx, reader)
        assert counts["all"] == counts["unassigned"] == 0
        for row in page.rows[:20]:
            lines, more = await conversations.messages(tx, row["id"], limit=100)
            assert not more
            assert [line.seq for line in lines] == list(range(1, row["last_seq"] + 1))
            assert [line.created_at for line in lines] == sorted(line.created_at for line in lines)
        events = (await tx.execute(text("SELECT count(*) FROM event"))).scalar_one()
    assert events == 0


async def test_complaints_are_labelled_and_say_what_they_are_about(db: Database) -> None:
    complained = [any("complaint" in talk.fields for talk in one.conversations) for one in made(0, 300)]
    await seed(seeding(db), complained.index(True) + 1, lambda _one: None)
    reader = Actor("staff", None, "管理员", permissions_of(["admin"]))
    async with db.transaction() as tx:
        (label,) = await conversations.labels(tx)
        page = await rows.page(tx, reader, rows.Filter("resolved", label_id=UUID(label["id"])))
        assert len(page.rows) >= 1
        assert all(row["labels"] == [label] for row in page.rows)
        other = await rows.page(tx, reader, rows.Filter("resolved", label_id=UUID(int=5)))
        assert not other.rows
        found = await tx.execute(
            text("SELECT fields->'complaint' FROM resolution WHERE fields ? 'complaint'")
        )
        assert all(set(one) == {"number", "category", "received_on"} for one in found.scalars())


async def test_consents_are_noted_with_the_block(db: Database) -> None:
    noted: list[bool] = []

    async def consents(_tx: Tx, made: Sequence[Borrower[Any, Any]]) -> None:
        noted.extend(one.consents for one in made)

    await seed(Seeding(db, LocalLedger(), ZONE, 7, consents=consents), 20, lambda _one: None)
    assert len(noted) == 20
    assert len(set(noted)) == 2


async def test_same_seed_same_rows_however_it_was_cut(db: Database) -> None:
    await seed(seeding(db), 40, lambda _one: None)
    whole = await _rows(db)
    await _empty(db)
    for wanted in (7, 8, 40):
        await seed(seeding(db), wanted, lambda _one: None)
    assert await _rows(db) == whole
    await _empty(db)
    await seed(seeding(db, seed=8), 40, lambda _one: None)
    assert (await _rows(db))["message"] != whole["message"]


class _Killed(Exception):
    """The process dies."""


async def test_killed_in_a_block_nothing_of_it_is_kept_and_the_next_goes_on(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(seeding(db), 10, lambda _one: None)
    before = await _rows(db)
    with monkeypatch.context() as patched:

        async def dies(*_args: object) -> int:
            raise _Killed

        patched.setattr(conversations, "load_history", dies)
        with pytest.raises(_Killed):
            await seed(seeding(db), 30, lambda _one: None)
    assert await _rows(db) == before
    assert await seed(seeding(db), 30, lambda _one: None) == 30
    assert await check(db, lambda _n, _of: None) == []
    assert len((await _rows(db))["customer"]) == 30


async def test_who_has_a_number_already_is_the_customer_who_wrote_and_agreed(db: Database) -> None:
    first = made(0, 1)[0]
    noted: list[UUID] = []

    async def consents(_tx: Tx, made: Sequence[Borrower[Any, Any]]) -> None:
        noted.extend(one.id for one in made)

    async with db.transaction() as tx:
        visitor = await customers.recognise(tx, "web_anonymous", "demo", "a browser")
        await customers.bind(tx, visitor.id, first.person.number, proof="code", actor=Actor.system("test"))
    await seed(Seeding(db, LocalLedger(), ZONE, 7, consents=consents), 20, lambda _one: None)
    assert noted[0] == visitor.id
    async with db.transaction() as tx:
        written = await tx.execute(
            text("SELECT count(*) FROM conversation WHERE customer_id = :id"), {"id": visitor.id}
        )
        assert written.scalar_one() == len(first.conversations)


async def test_killed_before_it_was_told_the_next_tells(db: Database) -> None:
    async with db.transaction() as tx:
        await consents.load(tx, Actor.system("test"))
    assert (await seeding(db).step(12)) is not None  # and the process dies
    in_background = _InBackground(db, 12)
    async with db.transaction() as tx:
        begun = await seeded(tx)
    assert begun is not None
    assert (begun.done, begun.told, in_background.enough(begun)) == (12, 0, False)
    settings = Settings(database_url=None, home=Path("unused"), demo=True)
    for expected in ([12], []):  # again does nothing
        computed: list[int] = []
        async with whole_seeding(settings, db, 7) as whole:
            await seed(whole, 12, lambda _: None, told=computed.append)
        async with db.transaction() as tx:
            begun = await seeded(tx)
        assert begun is not None
        assert (begun.told, in_background.enough(begun)) == (12, True)
        assert computed == expected


async def test_what_is_told_with_the_blocks_is_what_telling_alone_says(db: Database) -> None:
    """Timelines and portraits of a block are told together, and as they would be told of everybody one by one."""
    settings = Settings(database_url=None, home=Path("unused"), demo=True)
    async with db.transaction() as tx:
        await portraits.load(tx)
        await consents.load(tx, Actor.system("test"))
    async with whole_seeding(settings, db, 7) as whole:
        await seed(whole, 30, lambda _: None)
    together = await _told(db)
    assert len(together["portrait"]) == 30
    assert together["line"]
    assert together["segment"]
    async with db.transaction() as tx:
        await tx.execute(text("TRUNCATE timeline_entry, portrait, segment_membership, tag_grant, timer"))
        for customer_id in (await tx.execute(text("SELECT id FROM customer"))).scalars():
            await kept_portraits.want(tx, customer_id, loans=True)
        people = list((await tx.execute(text("SELECT id FROM customer"))).scalars())
    await retell_timelines(db)
    one_by_one = portraying(settings, db, loan_book(settings, db))
    for customer_id in people:
        await one_by_one.refresh(customer_id, quiet=True)
    assert await _told(db) == together


_TOLD = {
    "line": "SELECT id, subject, at, kind, ref, data::text FROM timeline_entry ORDER BY id",
    "portrait": """SELECT customer_id, base::text, without, lent_state, revision, undecided::text
                   FROM portrait ORDER BY 1""",
    "segment": "SELECT customer_id, layer, segment, rule_id, why::text FROM segment_membership ORDER BY 1, 2",
    "tag": "SELECT customer_id, tag_id, origin, why::text, until FROM tag_grant ORDER BY 1, 2",
    "look": "SELECT kind, subject_id, due_at, data::text FROM timer ORDER BY 1, 2",
}


async def _told(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    async with db.transaction() as tx:
        return {
            name: [tuple(row) for row in (await tx.execute(text(sql))).all()] for name, sql in _TOLD.items()
        }


async def test_stops_between_blocks_when_told(db: Database) -> None:
    assert await seed(seeding(db), 30, lambda _one: None, stop=lambda: True) == 0


async def test_another_seed_is_refused(db: Database) -> None:
    await seed(seeding(db), 5, lambda _one: None)
    with pytest.raises(OtherSeed, match="--seed 7"):
        await seed(seeding(db, seed=8), 10, lambda _one: None)


async def test_without_a_lender_it_says_so(database_url: str, keyring: Keyring) -> None:
    bare = database(database_url, keyring)
    try:
        with pytest.raises(NoLender, match="tandem up --demo"):
            await seeding(bare).begin()
    finally:
        await bare.close()


async def test_words_are_gathered_while_it_lasts_and_filed_after_a_kill(db: Database) -> None:
    settings = Settings(database_url=None, home=Path("unused"), demo=True)

    async def gathers() -> int:
        async with db.transaction() as tx:
            query = text("SELECT count(*) FROM pg_class WHERE 'fastupdate=on' = ANY(reloptions)")
            return int((await tx.execute(query)).scalar_one())

    async with db.transaction() as tx:
        await consents.load(tx, Actor.system("test"))
    async with whole_seeding(settings, db, 7) as whole:
        assert await gathers() == 2
        await seed(whole, 20, lambda _: None)
        reader = Actor("staff", None, "管理员", permissions_of(["admin"]))
        async with db.transaction() as tx:
            hit = await rows.page(tx, reader, rows.Filter("resolved", q="还款"), limit=200)
        assert hit.rows, "found while it is gathered"
    assert await gathers() == 0
    async with db.transaction() as tx:
        await tx.execute(text("ALTER INDEX ix_message_bigrams SET (fastupdate = on)"))  # killed
    await _InBackground(db, 0)()
    assert await gathers() == 0
