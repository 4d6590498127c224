"""Beginning: portraits of many customers who have none yet, in few statements. Nearly everybody in a first filling is
such a one; whoever was merged, is restricted, or is heard of meanwhile is computed alone, as always."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits.actions.applying import ACTOR, LOOK
from tandem.contexts.portraits.actions.binding import Bookshelf
from tandem.contexts.portraits.actions.gathering import REMEMBERED, Read, base_of, figures
from tandem.contexts.portraits.repository import memberships, portraits, tags
from tandem.contexts.portraits.rules.book import Book
from tandem.contexts.portraits.rules.facts import Base
from tandem.contexts.portraits.rules.facts.base import to_json
from tandem.contexts.portraits.rules.looking import look_after
from tandem.contexts.portraits.rules.portraying import Portrait, portray
from tandem.kit.db import Database, Tx


@dataclass
class _Rows:
    """What is to be written of a piece, by customer."""

    portraits: list[dict[str, Any]] = field(default_factory=list)
    segments: list[tuple[UUID, str, str, UUID, dict[str, Any]]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    looks: list[tuple[UUID, Any, Mapping[str, Any]]] = field(default_factory=list)


class Beginning:
    """`book`: the loan book, or None when there is none."""

    def __init__(self, db: Database, book: object, zone: tzinfo, shelf: Bookshelf) -> None:
        self._db, self._zone, self._shelf = db, zone, shelf
        self._many = book if isinstance(book, loans.TellsOfMany) else None
        # A core that tells of one at a time is asked as always.
        self._one_by_one = book is not None and self._many is None

    async def begin(self, piece: Sequence[UUID]) -> set[UUID]:
        """Compute those of the piece who have no portrait and can be computed in a crowd; who they were. Tells nobody,
        as a first filling does not. Raises CoreUnavailable, CoreTimedOut: nothing is kept then."""
        if self._one_by_one:
            return set()
        async with self._db.transaction() as tx:
            new = await portraits.without(tx, piece)
            people = await customers.alone(tx, new)
        told = await self._read(people)
        async with self._db.transaction() as tx:
            rows = await self._computed(tx, people, told)
            begun = await portraits.begin_all(tx, rows.portraits)
            await memberships.begin_all(tx, [one for one in rows.segments if one[0] in begun])
            await tags.give_all(tx, [one for one in rows.tags if one["customer_id"] in begun])
            await tx.schedule_all(LOOK, [one for one in rows.looks if one[0] in begun])
        return begun

    async def _read(self, people: Mapping[UUID, customers.Alone]) -> dict[UUID, Read]:
        if self._many is None:
            return dict.fromkeys(people, Read("none"))
        numbers = [number for one in people.values() for number in one.borrowers]
        told = await self._many.loans_of_many(numbers) if numbers else {}
        return {id_: _read(one.borrowers, told) for id_, one in people.items()}

    async def _computed(
        self, tx: Tx, people: Mapping[UUID, customers.Alone], told: Mapping[UUID, Read]
    ) -> _Rows:
        rows, ids = _Rows(), list(people)
        book = await self._shelf.book(tx)
        # What was said of anybody before there was a portrait: tags by hand.
        held = {one.customer_id for one in await tags.standing(tx, ids)}
        agreed = await customers.consented_among(tx, ids, "profiling")
        had = await conversations.figures_of_each(tx, ids, tx.now - REMEMBERED)
        today = tx.now.astimezone(self._zone).date()
        for id_, one in people.items():
            if id_ in held:
                continue
            read, profiling = told[id_], id_ in agreed
            base = base_of(one.customer, had[id_], read.lent, bound=bool(one.borrowers), zone=self._zone)
            portrait = portray(book, base, today, (), profiling=profiling)
            rows.portraits.append(_portrait(id_, base, read, portrait, tx, book, profiling=profiling))
            _news(rows, id_, portrait, book)
            look = look_after(
                book, base, read.state, (), (), profiling=profiling, now=tx.now, zone=self._zone
            )
            if look is not None:
                rows.looks.append((id_, look[0], {"loans": look[1]}))
        return rows


def _read(
    numbers: Iterable[str], told: Mapping[str, tuple[Sequence[loans.Loan], loans.Limit | None]]
) -> Read:
    known = [told[number] for number in numbers if number in told]
    if not list(numbers):
        return Read("unbound")
    found = [loan for had, _ in known for loan in had]
    return Read("known", figures(found, [limit for _, limit in known if limit is not None]))


def _portrait(
    id_: UUID, base: Base, read: Read, portrait: Portrait, tx: Tx, book: Book, *, profiling: bool
) -> dict[str, Any]:
    return {
        "customer_id": id_, "base": to_json(base), "without": None if profiling else "no_consent",
        "lent_at": tx.now if read.state == "known" else None, "lent_state": read.state, "revision": book.revision,
        "undecided": {key: list(missing) for key, missing in portrait.undecided.items()},
    }  # fmt: skip


def _news(rows: _Rows, id_: UUID, portrait: Portrait, book: Book) -> None:
    for layer, verdict in portrait.segments.items():
        rows.segments.append(
            (id_, layer, verdict.value, book.layers[layer].version_id, dict(verdict.why))  # type: ignore[index]
        )
    for key, verdict in portrait.tags.items():
        rows.tags.append(
            {
                "customer_id": id_, "tag_id": book.tags[key].tag_id, "origin": "rule", "why": dict(verdict.why),
                "until": None, "by": ACTOR, "by_name": "",
            }
        )  # fmt: skip
