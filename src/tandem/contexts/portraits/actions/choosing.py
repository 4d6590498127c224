"""Choosing: what is to be done with a customer who wants this, by the strategies in force."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.binding import STRATEGIES
from tandem.contexts.portraits.repository import memberships, versions
from tandem.contexts.portraits.rules.choosing import Matrix, Routed, Strategy, choose, matrix_of, routed
from tandem.kit.db import Tx


async def matrix(tx: Tx) -> Matrix | None:
    """The strategies in force, or None."""
    version = (await versions.in_force(tx)).get(STRATEGIES)
    return matrix_of(version.number, version.content) if version else None


async def strategy_for(tx: Tx, customer_id: UUID, intent: str | Sequence[str]) -> Strategy | None:
    """What the strategies in force say of this customer with this intent (or reason of a hand-over; several: the surest
    first); None: nothing. Any id of the person will do."""
    found = await matrix(tx)
    if found is None:
        return None
    who = await people.canonical(tx, customer_id)
    segments = {layer: one.segment for layer, one in (await memberships.standing(tx, who)).items()}
    return choose(found, segments, (intent,) if isinstance(intent, str) else tuple(intent))


async def route(
    tx: Tx,
    customer_id: UUID,
    *,
    reason: str,
    intent: str | None = None,
    queue: str | None,
    priority: int | None,
) -> Routed:
    """Where a hand-over goes that would otherwise go to `queue` (None: the conversation's own) with `priority`."""
    wanted = tuple(one for one in (intent, reason) if one)
    return routed(await strategy_for(tx, customer_id, wanted), reason, queue, priority)
