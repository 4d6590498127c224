"""Following: what happened to a customer changes what is predicted of them, or ends it. Called for the same events that
make a portrait be computed, in the same job."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.portraits import people
from tandem.contexts.portraits.predictions.gathering import allowed
from tandem.contexts.portraits.predictions.repository import predictions, versions
from tandem.contexts.portraits.predictions.rules.slots import SOON
from tandem.kit.db import Tx
from tandem.kit.events import Recorded

_MAY_END = frozenset(
    {"customers.consent_changed", "customers.restriction_changed", "customers.erased", "customers.merged"}
)


async def follow(
    tx: Tx, event: Recorded, concerned: Sequence[UUID], may_profile: people.MayProfile = people.agreed
) -> None:
    """Whoever may be predicted is looked at within a minute. Of whom nothing may be predicted (no consent any more,
    restricted, erased, merged into another) everything predicted is deleted here."""
    begun = await versions.in_force(tx) is not None
    if not begun and event.kind not in _MAY_END:
        return
    family = [UUID(str(one)) for one in event.data.get("family", ())]
    ids = sorted({*concerned, *family})
    mine = [one for one in ids if await allowed(tx, one, may_profile)]
    gone = [one for one in ids if one not in mine]
    if gone:
        await predictions.forget(tx, gone)
    if begun:
        await predictions.put_in_line(tx, dict.fromkeys(mine, tx.now + SOON), sooner=True)
