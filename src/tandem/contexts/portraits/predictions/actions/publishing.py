"""Publishing a version, and going back."""

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits.predictions.actions.lining_up import ask_round
from tandem.contexts.portraits.predictions.errors import (
    AlreadyPublished,
    NothingPublished,
    VersionNotFound,
    VersionNotReady,
    WorseThanBaseline,
)
from tandem.contexts.portraits.predictions.repository import predictions, rounds, versions
from tandem.contexts.portraits.predictions.repository.versions import Version
from tandem.contexts.portraits.predictions.rules.targets import DORMANCY, NEED, better_baseline
from tandem.kit.db import Tx

TOPIC = "predictions"


async def publish(tx: Tx, actor: Actor, number: int) -> None:
    """From now on customers are predicted by this version, each when their turn comes, all within some hours. Needs
    `portraits.publish`; audited. Raises VersionNotFound, VersionNotReady, AlreadyPublished, WorseThanBaseline (of any
    target)."""
    actor.require(permissions.PORTRAITS_PUBLISH)
    await versions.one_at_a_time(tx)
    version = await versions.find(tx, number)
    if version is None:
        raise VersionNotFound()
    _refuse_worse(version)
    now = await versions.in_force(tx)
    if now is not None and now.version == number:
        raise AlreadyPublished()
    await versions.end(tx, actor)
    await versions.begin(tx, actor, number, now.id if now else None)
    await _put_in_force(tx, version)
    await record(tx, actor, "predictions.published", f"prediction_version:{number}")


async def roll_back(tx: Tx, actor: Actor) -> None:
    """Publish the version before the present one again; where there was none, nothing is predicted any more and what
    was is deleted. Needs `portraits.publish`; audited. Raises NothingPublished."""
    actor.require(permissions.PORTRAITS_PUBLISH)
    await versions.one_at_a_time(tx)
    now = await versions.in_force(tx)
    if now is None:
        raise NothingPublished()
    await versions.end(tx, actor)
    if now.before_id is not None:
        before = await versions.publication(tx, now.before_id)
        await versions.begin(tx, actor, before.version, before.before_id)
        version = await versions.find(tx, before.version)
        assert version is not None
        await _put_in_force(tx, version)
    else:
        await rounds.end(tx)
        await predictions.forget_targets(tx, (NEED, DORMANCY))
        tx.notify(TOPIC, "predictions.published", {})
    await record(tx, actor, "predictions.rolled_back", f"prediction_version:{now.version}")


def _refuse_worse(version: Version) -> None:
    if version.state != "ready" or version.quality is None:
        raise VersionNotReady()
    for target in (NEED, DORMANCY):
        if target in version.quality and (baseline := better_baseline(target, version.quality)):
            raise WorseThanBaseline(params={"target": target, "baseline": baseline})


async def _put_in_force(tx: Tx, version: Version) -> None:
    quality = version.quality or {}
    await predictions.forget_targets(tx, [one for one in (NEED, DORMANCY) if one not in quality])
    await rounds.begin(tx, version.number, await customers.how_many(tx))
    ask_round(tx)
    tx.notify(TOPIC, "predictions.published", {"version": version.number})
