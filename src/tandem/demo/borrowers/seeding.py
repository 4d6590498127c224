"""Seeding: demo borrowers written block by block, a transaction each; timelines and portraits of one block are told
while the next is written. Stopped at any point, the next run goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.demo.borrowers.making import Borrower, Lives, borrowers, yesterday
from tandem.demo.borrowers.models import demo_seeding_table
from tandem.demo.borrowers.parameters import kept
from tandem.demo.borrowers.people import number
from tandem.demo.borrowers.profiles import BLOCK
from tandem.demo.borrowers.progress import note_told, seeded
from tandem.demo.borrowers.talking import Line, Office
from tandem.kit.db import Database, Tx

s = demo_seeding_table.c


class OtherSeed(Exception):
    """The installation was seeded by another number."""

    def __init__(self, seed: int) -> None:
        super().__init__(f"The borrowers of this installation were made with --seed {seed}.")
        self.seed = seed


class NoLender(Exception):
    """There is no demo lender in this database."""


class Ledger(Protocol):
    """The core lending system's part: `lives` is pure, `take_in` writes within the transaction."""

    @property
    def lives(self) -> Lives[Any, Any]: ...

    async def take_in(self, tx: Tx, kept: Sequence[tuple[Any, Any]]) -> int: ...


@dataclass(frozen=True)
class Progress:
    """How many borrowers there are now, and what the last block brought."""

    done: int
    conversations: int
    messages: int
    entries: int


Consents = Callable[[Tx, Sequence[Borrower[Any, Any]]], Awaitable[None]]
"""Notes whether each borrower agreed to marketing and profiling (`Borrower.consents`) on the day they joined."""
Tell = Callable[[Sequence[str]], Awaitable[None]]
"""Gives borrowers who are there, by number, their timelines and portraits; again does nothing."""


class _Part(NamedTuple):
    """Borrowers of one block: numbered from `first` to `last`, which is not among them."""

    first: int
    last: int
    as_of: date

    @classmethod
    def after(cls, done: int, wanted: int, as_of: date) -> "_Part":
        return cls(done, min(wanted, (done // BLOCK + 1) * BLOCK), as_of)


class Seeding:
    """Makes the borrowers of one installation. Several at once share the work: a block is one's."""

    def __init__(
        self, db: Database, ledger: Ledger, zone: tzinfo, seed: int, *, consents: Consents | None = None,
        tell: Tell | None = None,
    ) -> None:  # fmt: skip
        self._db, self._ledger, self._zone, self._seed = db, ledger, zone, seed
        self._consents, self._tell = consents, tell
        self._parameters = kept()
        self._office: Office | None = None
        self._ahead: tuple[_Part, asyncio.Task[list[Borrower[Any, Any]]]] | None = None

    async def begin(self) -> int:
        """How many borrowers there are already. Raises OtherSeed, NoLender."""
        async with self._db.transaction() as tx:
            self._office = await office(tx, self._zone)
            done, _ = await self._state(tx)
        return done

    async def step(self, wanted: int) -> Progress | None:
        """Make the next block, or what of it is wanted; None when there are as many as `wanted`."""
        if self._office is None:
            await self.begin()
        assert self._office is not None
        async with self._db.transaction() as tx:
            done, as_of = await self._state(tx)
            if done >= wanted:
                return None
            part = _Part.after(done, wanted, as_of)
            made = await self._made(part)
            if part.last < wanted:
                # While the database writes this block, a thread makes the next one.
                following = _Part.after(part.last, wanted, as_of)
                self._ahead = following, asyncio.create_task(asyncio.to_thread(self._make, following))
            progress = await self._write(tx, made, part.last)
            await tx.execute(update(demo_seeding_table).values(done=part.last, changed_at=tx.now))
        return progress

    async def tell(self) -> int:
        """Tell of the next borrowers who are made and not told of, a block's at most; how many there were."""
        if self._tell is None:
            return 0
        async with self._db.transaction() as tx:
            begun = await seeded(tx)
        if begun is None or begun.told >= begun.done:
            return 0
        first, last, _ = _Part.after(begun.told, begun.done, date.min)
        await self._tell([number(k) for k in range(first, last)])
        async with self._db.transaction() as tx:
            await note_told(tx, last)
        return last - first

    async def _made(self, part: _Part) -> list[Borrower[Any, Any]]:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == part:
            return await ahead[1]
        return await asyncio.to_thread(self._make, part)

    def _make(self, part: _Part) -> list[Borrower[Any, Any]]:
        assert self._office is not None
        first, last, as_of = part
        return list(
            borrowers(self._parameters, self._seed, first, last, as_of, self._office, self._ledger.lives)
        )

    async def _state(self, tx: Tx) -> tuple[int, date]:
        """How many are done and until which day; the row is locked until the transaction's end."""
        query = select(s.seed, s.done, s.as_of).with_for_update()
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            as_of = yesterday(tx.now.astimezone(self._zone))
            values = {"id": 1, "seed": self._seed, "as_of": as_of, "done": 0, "changed_at": tx.now}
            # Somebody else may begin at the same time.
            await tx.execute(insert(demo_seeding_table).values(values).on_conflict_do_nothing())
            row = (await tx.execute(query)).one()
        if row.seed != self._seed:
            raise OtherSeed(row.seed)
        return row.done, row.as_of

    async def _write(self, tx: Tx, made: Sequence[Borrower[Any, Any]], done: int) -> Progress:
        ids = await customers.load(tx, [customer(one) for one in made])
        made = [_known_as(one, id_) for one, id_ in zip(made, ids, strict=True)]
        if self._consents is not None:
            await self._consents(tx, made)
        entries = await self._ledger.take_in(tx, [one.kept for one in made])
        talks = [talk for one in made for talk in one.conversations]
        messages = await conversations.load_history(tx, talks)
        return Progress(done, len(talks), messages, entries)


def _known_as(one: Borrower[Any, Any], id_: UUID) -> Borrower[Any, Any]:
    """Whoever has the number already (they were bound to it) is the customer who wrote and agreed."""
    if one.id == id_:
        return one
    return replace(one, id=id_, conversations=[replace(talk, customer_id=id_) for talk in one.conversations])


def customer(one: Borrower[Any, Any]) -> customers.NewCustomer:
    """The borrower as a customer of the lender."""
    who = one.person
    return customers.NewCustomer(
        borrower=who.number, name=who.name, created_at=one.joined_at, phone=who.phone, id_number=who.id_number,
        email=who.email, locale="zh-CN", id=one.id,
        attributes={"sex": who.sex, "birth_year": who.born.year, "region": who.region},
    )  # fmt: skip


async def office(tx: Tx, zone: tzinfo) -> Office:
    """The lender as it is in this database. Raises NoLender."""
    seats = sorted(await conversations.all_seats(tx), key=lambda one: (one.name, one.agent_id))
    lines = {
        one.key: Line(
            one.id, one.key, one.sl_target_s,
            [(seat.agent_id, seat.name) for seat in seats if one.id in seat.queue_ids and seat.team_id is not None],
        )
        for one in await conversations.all_queues(tx)
    }  # fmt: skip
    needed = ("general", "repayment", "complaint")
    if any(key not in lines or not lines[key].agents for key in needed):
        raise NoLender("There is no demo lender here: start with tandem up --demo first.")
    return Office(
        lines,
        {one["code"]: UUID(one["id"]) for one in await conversations.dispositions(tx)},
        {one["name"]: UUID(one["id"]) for one in await conversations.labels(tx)},
        zone,
    )


Report = Callable[[Progress], None]
Told = Callable[[int], None]


async def seed(
    seeding: Seeding,
    wanted: int,
    report: Report,
    stop: Callable[[], bool] = lambda: False,
    told: Told = lambda _: None,
) -> int:
    """Until there are `wanted` borrowers, all of them told of, or `stop` says so between two blocks; how many there
    are. `told` hears of how many more timelines and portraits tell by now."""

    async def tell() -> None:
        while not stop() and (more := await seeding.tell()):
            told(more)

    done = await seeding.begin()
    telling = asyncio.create_task(tell())
    try:
        while not stop() and (progress := await seeding.step(wanted)) is not None:
            done = progress.done
            report(progress)
            if telling.done():
                await telling
                telling = asyncio.create_task(tell())
        await telling
        await tell()
    finally:
        telling.cancel()
    return done
