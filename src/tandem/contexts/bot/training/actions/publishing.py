"""Publishing a version for all conversations or a share of them, and going back."""

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.training.errors import (
    AlreadyPublished,
    NothingPublished,
    VersionNotFound,
    VersionNotReady,
)
from tandem.contexts.bot.training.events import TOPIC
from tandem.contexts.bot.training.repository import inbox, publications, versions
from tandem.kit.db import Tx


async def publish(tx: Tx, actor: Actor, number: int, share: float) -> None:
    """From now on the version judges this share (0 < share ≤ 1) of the conversations, chosen by their ids; the base
    before it judges the others, and nobody where there was none. A share of 1 makes it the base. Every process changes
    over within seconds. Raises Forbidden, VersionNotFound, VersionNotReady, AlreadyPublished."""
    actor.require(permissions.TRAINING_MANAGE)
    await publications.one_at_a_time(tx)
    version = await versions.find(tx, number)
    if version is None:
        raise VersionNotFound()
    if version.state != "ready":
        raise VersionNotReady()
    now = await publications.in_force(tx)
    base, trial = now.get("base"), now.get("trial")
    mine = next((one for one in now.values() if one.version == number), None)
    if mine is not None and (mine.arm == "base" or mine.share == share) and (share < 1 or trial is None):
        raise AlreadyPublished()
    await publications.end(tx, actor)
    if share == 1:
        again = base is not None and base.version == number
        before = (base.before_id if again else base.id) if base else None
        await publications.begin(tx, actor, number, "base", 1.0, before)
    else:
        if base is not None:
            await publications.begin(tx, actor, base.version, "base", 1 - share, base.before_id)
        await publications.begin(tx, actor, number, "trial", share, None)
    await _tell(tx, actor, "intent_version.published", number, {"share": share})


async def roll_back(tx: Tx, actor: Actor) -> None:
    """End the trial under way; without one, publish the base before the present one, and none where there was none.
    Raises Forbidden, NothingPublished."""
    actor.require(permissions.TRAINING_MANAGE)
    await publications.one_at_a_time(tx)
    now = await publications.in_force(tx)
    base, trial = now.get("base"), now.get("trial")
    if trial is None and base is None:
        raise NothingPublished()
    await publications.end(tx, actor)
    ended = trial or base
    assert ended is not None
    if trial is not None:
        if base is not None:
            await publications.begin(tx, actor, base.version, "base", 1.0, base.before_id)
    elif base is not None and base.before_id is not None:
        before = await publications.get(tx, base.before_id)
        await publications.begin(tx, actor, before.version, "base", 1.0, before.before_id)
    await _tell(tx, actor, "intent_version.rolled_back", ended.version, {})


async def _tell(tx: Tx, actor: Actor, action: str, number: int, data: dict[str, object]) -> None:
    base = (await publications.in_force(tx)).get("base")
    if base is not None:
        await inbox.sort_anew(tx, base.version)
    await record(tx, actor, action, f"intent_version:{number}", data)
    tx.notify(TOPIC, "intents.published", {"version": number})
