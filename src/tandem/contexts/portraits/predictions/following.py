"""Following: what happened to a customer changes what is predicted of them, or ends it. Called for the same events that
make a portrait be computed, in the same job."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.portraits import people
from tandem.contexts.portraits.predictions.gathering import allowed_among
from tandem.contexts.portraits.predictions.repository import predictions, versions
from tandem.contexts.portraits.predictions.rules.slots import SOON
from tandem.kit.db import Tx
from tandem.kit.events import Recorded

_MAY_END = frozenset(
    {"customers.consent_changed", "customers.restriction_changed", "customers.erased", "customers.merged"}
)


async def follow(
    tx: Tx,
    happened: Sequence[tuple[Recorded, Sequence[UUID]]],
    may_profile: people.MayProfile = people.agreed,
) -> None:
    """`happened`: events, each with whom it concerns. Whoever may be predicted is looked at within a minute. Of whom
    nothing may be predicted (no consent any more, restricted, erased, merged into another) everything predicted is
    deleted here."""
    begun = await versions.in_force(tx) is not None
    ids: set[UUID] = set()
    for event, concerned in happened:
        if begun or event.kind in _MAY_END:
            ids |= {*concerned, *(UUID(str(one)) for one in event.data.get("family", ()))}
    mine = await allowed_among(tx, sorted(ids), may_profile)
    gone = sorted(ids - mine)
    if gone:
        await predictions.forget(tx, gone)
    if begun:
        await predictions.put_in_line(tx, dict.fromkeys(mine, tx.now + SOON), sooner=True)
