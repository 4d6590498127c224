"""What an erasure reaches beside the customers' own rows, where a context cannot follow their events by itself."""

from uuid import UUID

from tandem.contexts.customers import api as customers
from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.loans import api as loans
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription
from tandem.kit.jobs import jobs_of
from tandem.wiring.part import Part


def erasing(db: Database) -> Part:
    """Loans are in the same row as customers: what borrowers said in their own words is forgotten from here."""

    async def forget(event: Recorded) -> None:
        async with db.transaction() as tx:
            numbers = await customers.borrowers_of(tx, UUID(event.data["family"][0]))
            await loans.forget_words(tx, numbers)

    following = [Subscription(CustomerErased.kind, "loans.forget_words", forget)]
    return Part(subscriptions=following, jobs=jobs_of(following))
