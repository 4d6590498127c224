"""Crowding: customers of whom something was heard at about the same time, computed in one transaction. Whoever was
merged or restricted, and about whom the loan book is to be asked, is computed alone, as always."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import tzinfo
from typing import Protocol
from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits.actions.binding import Bookshelf
from tandem.contexts.portraits.actions.gathering import REMEMBERED, Found, Read, base_of, lent_of, reads
from tandem.contexts.portraits.repository import memberships, portraits, tags
from tandem.contexts.portraits.repository.portraits import Kept
from tandem.contexts.portraits.rules.book import Book
from tandem.kit.db import Database, Tx


class Conclude(Protocol):
    async def __call__(self, tx: Tx, kept: Kept, found: Found, book: Book, *, up_to: int | None) -> None:
        """See Portraying.conclude."""


class Crowd:
    """`book`: the loan book, or None when there is none."""

    def __init__(
        self, db: Database, book: object, zone: tzinfo, shelf: Bookshelf, conclude: Conclude
    ) -> None:
        self._db, self._zone, self._shelf, self._conclude = db, zone, shelf, conclude
        self._nobody = Read("none") if book is None else Read("unbound")

    async def refresh(self, customer_ids: Sequence[UUID]) -> set[UUID]:
        """Compute those of whom nothing has to be asked outside; whom there is nothing (more) to be done for."""
        async with self._db.transaction() as tx:
            await tx.may_be_late()
            kept = [one for one in await portraits.lock_all(tx, customer_ids) if one.behind]
            whole = await customers.alone(tx, [one.customer_id for one in kept])
            plain = [
                one
                for one in kept
                if (who := whole.get(one.customer_id)) and not (reads(one) and who.borrowers)
            ]
            if plain:
                await self._compute(tx, plain, whole)
        left = {one.customer_id for one in kept} - {one.customer_id for one in plain}
        return set(customer_ids) - left

    async def _compute(self, tx: Tx, plain: Sequence[Kept], whole: dict[UUID, customers.Alone]) -> None:
        ids = [one.customer_id for one in plain]
        book = await self._shelf.book(tx)
        agreed = await customers.consented_among(tx, ids, "profiling")
        had = await conversations.figures_of_each(tx, ids, tx.now - REMEMBERED)
        standing = await memberships.standing_of_each(tx, ids)
        grants: dict[UUID, list[tags.Grant]] = defaultdict(list)
        for grant in await tags.standing(tx, ids):
            grants[grant.customer_id].append(grant)
        for kept in plain:
            id_ = kept.customer_id
            lent, state = lent_of(kept, self._nobody if reads(kept) else None)
            bound = bool(whole[id_].borrowers)
            base = base_of(whole[id_].customer, had[id_], lent, bound=bound, zone=self._zone)
            found = Found(base, state, id_ in agreed, grants[id_], standing.get(id_, {}))
            await self._conclude(tx, kept, found, book, up_to=kept.wanted)
