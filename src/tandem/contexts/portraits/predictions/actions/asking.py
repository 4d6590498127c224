"""Asking for a new version, and asking to stop."""

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.portraits.predictions.errors import TrainingsWait, VersionNotFound, VersionOver
from tandem.contexts.portraits.predictions.repository import versions
from tandem.contexts.portraits.predictions.repository.versions import Version
from tandem.kit.db import Tx

JOB = "portraits.train"
SEED = 20_260
MOST_CUSTOMERS = 8_000
"""So many a version learns from at most: about 35 rows each of 35 numbers of four bytes, 40 MB, beside their pasts."""
_MOST_OPEN = 2


async def ask(
    tx: Tx, actor: Actor, *, note: str = "", seed: int = SEED, most_customers: int = MOST_CUSTOMERS
) -> Version:
    """A new version, queued; a worker trains it in a process of its own. Needs `portraits.edit`; audited. Raises
    TrainingsWait when one waits already."""
    actor.require(permissions.PORTRAITS_EDIT)
    await versions.one_at_a_time(tx)
    if await versions.count_open(tx) >= _MOST_OPEN:
        raise TrainingsWait()
    made = await versions.add(tx, actor, note=note, seed=seed, most_customers=most_customers)
    tx.enqueue(JOB, {"number": made.number}, dedupe_key=str(made.number), priority=-5)
    await record(tx, actor, "predictions.asked", f"prediction_version:{made.number}", {"seed": seed})
    return made


async def stop(tx: Tx, actor: Actor, number: int) -> Version:
    """One that waits is stopped at once, one that trains within a second. Twice is once. Needs `portraits.edit`;
    audited. Raises VersionNotFound, VersionOver."""
    actor.require(permissions.PORTRAITS_EDIT)
    found = await versions.find(tx, number, lock=True)
    if found is None:
        raise VersionNotFound()
    if found.state == "stopped" or (found.open and found.stop_asked_at is not None):
        return found
    if not found.open:
        raise VersionOver()
    values = {"stop_asked_at": tx.now}
    await versions.change(
        tx,
        number,
        {**values, "state": "stopped", "finished_at": tx.now} if found.state == "queued" else values,
    )
    await record(tx, actor, "predictions.stopped", f"prediction_version:{number}")
    stopped = await versions.find(tx, number)
    assert stopped is not None
    return stopped
