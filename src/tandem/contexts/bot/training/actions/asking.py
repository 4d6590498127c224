"""Asking for a new version, and asking to stop."""

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.training.errors import TrainingsWait, VersionNotFound, VersionOver
from tandem.contexts.bot.training.repository import examples, versions
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.understanding.errors import TrainingRefused
from tandem.kit.db import Tx

JOB = "bot.train"
SEED = 20_260
MOST_OPEN = 2
"""One that trains and one that waits: it learns what there is when its turn comes, a third would learn the same."""


async def ask(tx: Tx, actor: Actor, note: str = "", seed: int = SEED, *, teach: bool = False) -> Version:
    """A new version, queued; a worker trains it in a process of its own. `teach`: an encoder learns the examples, too,
    for minutes to hours. Raises Forbidden, TrainingRefused when there
    is nothing to learn from, or nothing to tell apart, TrainingsWait when one waits already."""
    actor.require(permissions.TRAINING_MANAGE)
    trained = await examples.trained_intents(tx)
    if len(trained) < 2:
        code = "training_set_one_class" if trained else "training_set_empty"
        raise TrainingRefused(code, params={"only": trained[0] if trained else ""})
    await versions.one_at_a_time(tx)
    if await versions.count_open(tx) >= MOST_OPEN:
        raise TrainingsWait()
    made = await versions.add(tx, actor, note, seed, teach=teach)
    tx.enqueue(JOB, {"number": made.number}, dedupe_key=str(made.number))
    await record(
        tx, actor, "intent_version.asked", f"intent_version:{made.number}", {"seed": seed, "teach": teach}
    )
    return made


async def stop(tx: Tx, actor: Actor, number: int) -> Version:
    """One that waits is stopped at once, one that trains within a second. Twice is once. Raises Forbidden,
    VersionNotFound, VersionOver."""
    actor.require(permissions.TRAINING_MANAGE)
    found = await versions.find(tx, number, lock=True)
    if found is None:
        raise VersionNotFound()
    if found.state == "stopped" or (found.open and found.stop_asked_at is not None):
        return found
    if not found.open:
        raise VersionOver()
    values = {"stop_asked_at": tx.now, "stop_asked_by": actor.label}
    if found.state == "queued":
        values |= {"state": "stopped", "finished_at": tx.now}
    await versions.change(tx, number, values)
    await record(tx, actor, "intent_version.stopped", f"intent_version:{number}")
    stopped = await versions.find(tx, number)
    assert stopped is not None
    return stopped
