"""Computing: one customer's portrait, after something happened to them or when a fact changed by itself.

The loan book is read outside of transactions, once, and only when it may have news. Whoever comes second finds the
work done: a storm of events gives one computation, and two processes do not get into each other's way."""

from collections.abc import Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.applying import LOOK, apply_segments, apply_tags, end_grant, end_over
from tandem.contexts.portraits.actions.beginning import Beginning
from tandem.contexts.portraits.actions.binding import Bookshelf
from tandem.contexts.portraits.actions.crowding import Crowd
from tandem.contexts.portraits.actions.gathering import Found, Read, gather, lent_of, read_loans, reads
from tandem.contexts.portraits.repository import memberships, portraits, tags
from tandem.contexts.portraits.repository.portraits import Kept
from tandem.contexts.portraits.rules.book import Book
from tandem.contexts.portraits.rules.facts import Base
from tandem.contexts.portraits.rules.facts.base import to_json
from tandem.contexts.portraits.rules.looking import look_after
from tandem.contexts.portraits.rules.portraying import Portrait, portray
from tandem.kit.db import Database, Tx
from tandem.kit.timers import DueTimer

JOB = "portraits.compute"
_NOBODY = Portrait()
# What happens to one customer in one go is computed once: a conversation begins with several events.
_TOGETHER = timedelta(milliseconds=300)


async def want(tx: Tx, customer_id: UUID, *, loans: bool = False) -> None:
    """Something happened to this customer: compute the portrait anew, soon. Many at once are one."""
    await portraits.want(tx, customer_id, loans=loans)
    tx.enqueue(
        JOB, {"customer_id": str(customer_id)}, dedupe_key=str(customer_id), priority=-1,
        delay=_TOGETHER,
    )  # fmt: skip


async def look(tx: Tx, timer: DueTimer) -> None:
    """Timer: a fact of this customer changes by itself now."""
    await want(tx, timer.subject_id, loans=bool(timer.data.get("loans")))


class Portraying:
    """One for each process. `book` None: there is no loan book. `zone`: where the lender's days begin."""

    def __init__(
        self,
        db: Database,
        book: loans.LoanBook | None,
        zone: tzinfo,
        *,
        may_profile: people.MayProfile = people.agreed,
    ) -> None:
        self._db, self._loans, self._zone, self._may_profile = db, book, zone, may_profile
        self.shelf = Bookshelf()
        # In a crowd consents are read by the hundred: only as customers keep them.
        crowded = may_profile is people.agreed
        self._beginning = Beginning(db, book, zone, self.shelf) if crowded else None
        self._crowd = Crowd(db, book, zone, self.shelf, self.conclude) if crowded else None

    async def job(self, payload: Mapping[str, Any]) -> None:
        """Job: compute the customer's portrait if anything about them is not computed yet."""
        await self.refresh(UUID(payload["customer_id"]))

    async def jobs(self, payloads: Sequence[Mapping[str, Any]]) -> None:
        """Several such jobs at once."""
        ids = [UUID(payload["customer_id"]) for payload in payloads]
        done = await self._crowd.refresh(ids) if self._crowd else set()
        for customer_id in ids:
            if customer_id not in done:
                await self.refresh(customer_id)

    async def begin(self, piece: Sequence[UUID]) -> set[UUID]:
        """Compute those of the piece who have no portrait yet, quietly and together; who they were. See Beginning."""
        return await self._beginning.begin(piece) if self._beginning else set()

    async def refresh(self, customer_id: UUID, *, quiet: bool = False) -> bool:
        """False when there was nothing to do."""
        async with self._db.transaction() as tx:
            kept = await portraits.lock(tx, customer_id)
            if kept is None or not kept.behind:
                return False
            # Of whom no portrait is made, the core is not asked either.
            without = await self._without(tx, customer_id)
            asks = without is None and reads(kept)
            borrowers = await people.borrowers_of(tx, customer_id) if asks else []
            if not borrowers:
                # There is nobody to ask about: most of those who come by are strangers.
                read = await read_loans(self._loans, borrowers) if asks else None
                await self._compute(tx, kept, read, without, up_to=kept.wanted, quiet=quiet)
                return True
        read = await read_loans(self._loans, borrowers)
        async with self._db.transaction() as tx:
            locked = await portraits.lock(tx, customer_id)
            # Somebody else was faster, and saw everything that this call was to see.
            if locked is None or locked.done >= kept.wanted:
                return False
            await self.compute(tx, locked, read, up_to=kept.wanted, quiet=quiet)
        return True

    async def compute(
        self,
        tx: Tx,
        kept: Kept,
        read: Read | None,
        *,
        up_to: int | None = None,
        again: bool = False,
        quiet: bool = False,
    ) -> None:
        """Compute a LOCKED customer. `read` None: the loan book has no news. `up_to`: what is done with this. `again`:
        only the rules are new, the facts are those that are kept."""
        without = await self._without(tx, kept.customer_id)
        await self._compute(tx, kept, read, without, up_to=up_to, again=again, quiet=quiet)

    async def _compute(
        self,
        tx: Tx,
        kept: Kept,
        read: Read | None,
        without: str | None,
        *,
        up_to: int | None = None,
        again: bool = False,
        quiet: bool = False,
    ) -> None:
        if without is not None:
            await self._nothing(tx, kept, without)
            return
        book = await self.shelf.book(tx)
        profiling = await self._may_profile(tx, kept.customer_id)
        base, state = await self._base(tx, kept, read, again=again)
        found = Found(
            base, state, profiling, await self._grants(tx, kept.customer_id),
            await memberships.standing(tx, kept.customer_id), asked=read is not None and read.state == "known",
        )  # fmt: skip
        await self.conclude(tx, kept, found, book, up_to=up_to, quiet=quiet)

    async def conclude(
        self, tx: Tx, kept: Kept, found: Found, book: Book, *, up_to: int | None, quiet: bool = False
    ) -> None:
        """Everything about a LOCKED customer being read: what the rules say of them, and what is news is written."""
        id_, profiling = kept.customer_id, found.profiling
        today = tx.now.astimezone(self._zone).date()
        grants = await end_over(tx, found.grants)
        given = [one.key for one in grants if one.origin != "rule" and (profiling or one.origin == "hand")]
        portrait = portray(book, found.base, today, given, profiling=profiling)
        if not profiling:
            await self._end(tx, [one for one in grants if one.origin != "hand"], "no_consent")
            grants = [one for one in grants if one.origin == "hand"]
        reason = "rules" if profiling else "no_consent"
        await apply_segments(tx, id_, found.standing, book, portrait, reason=reason, quiet=quiet)
        await apply_tags(tx, id_, book, portrait, grants, quiet=quiet)
        await self._look_again(tx, id_, book, found.base, found.state, given, grants, profiling)
        done = kept.done if up_to is None else up_to
        # What came in while the loan book was read may ask for another reading.
        more = kept.wants_loans and done < kept.wanted
        await portraits.save(
            tx, id_, base=to_json(found.base), without=None if profiling else "no_consent",
            lent_at=tx.now if found.asked else kept.lent_at, lent_state=found.state,
            done=done, wants_loans=more or found.state == "away", revision=book.revision,
            undecided={key: list(missing) for key, missing in portrait.undecided.items()},
        )  # fmt: skip

    async def _without(self, tx: Tx, customer_id: UUID) -> str | None:
        """Why there is to be no portrait of this customer."""
        if await people.canonical(tx, customer_id) != customer_id:
            return "merged"
        return "restricted" if await people.restricted(tx, customer_id) else None

    async def _base(self, tx: Tx, kept: Kept, read: Read | None, *, again: bool) -> tuple[Base, str]:
        if again and kept.base is not None:
            return kept.base, kept.lent_state
        lent, state = lent_of(kept, read)
        bound = bool(await people.borrowers_of(tx, kept.customer_id))
        return await gather(tx, kept.customer_id, lent, bound=bound, zone=self._zone), state

    async def _grants(self, tx: Tx, customer_id: UUID) -> list[tags.Grant]:
        """What stands of the person; tags by hand stay with the id that they were given to."""
        ids = await people.family(tx, customer_id)
        return [
            one
            for one in await tags.standing(tx, ids)
            if one.customer_id == customer_id or one.origin == "hand"
        ]

    async def _end(self, tx: Tx, grants: list[tags.Grant], reason: str) -> None:
        for grant in grants:
            await end_grant(tx, grant, reason)

    async def _nothing(self, tx: Tx, kept: Kept, reason: str) -> None:
        """Merged into somebody, or restricted: nothing is computed, nothing stays but tags by hand."""
        grants = [one for one in await tags.standing(tx, [kept.customer_id]) if one.origin != "hand"]
        await self._end(tx, grants, reason)
        standing = await memberships.standing(tx, kept.customer_id)
        await apply_segments(tx, kept.customer_id, standing, Book(), _NOBODY, reason=reason, quiet=False)
        await tx.cancel(LOOK, kept.customer_id)
        await portraits.save(
            tx, kept.customer_id, base=None, without=reason, lent_at=None, lent_state="unbound",
            done=kept.wanted, wants_loans=False, revision=kept.revision, undecided={},
        )  # fmt: skip

    async def _look_again(
        self,
        tx: Tx,
        customer_id: UUID,
        book: Book,
        base: Base,
        state: str,
        given: list[str],
        grants: list[tags.Grant],
        profiling: bool,
    ) -> None:
        ends = [one.until for one in grants if one.until is not None]
        found = look_after(book, base, state, given, ends, profiling=profiling, now=tx.now, zone=self._zone)
        if found is None:
            await tx.cancel(LOOK, customer_id)
        else:
            at, reads = found
            await tx.schedule(LOOK, customer_id, at, {"loans": reads})
