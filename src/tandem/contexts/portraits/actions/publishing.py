"""Publishing: a version comes into force, an older one again, or none. Of rules every portrait is then computed
anew."""

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.portraits.actions import sweeping
from tandem.contexts.portraits.actions.binding import STRATEGIES, book_of
from tandem.contexts.portraits.actions.editing import check_strategies
from tandem.contexts.portraits.errors import AlreadyInForce, VersionNotFound
from tandem.contexts.portraits.events import RulesPublished
from tandem.contexts.portraits.repository import portraits, versions
from tandem.contexts.portraits.repository.versions import Version
from tandem.contexts.portraits.rules.book import Circular
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid


async def publish(tx: Tx, actor: Actor, subject: str, number: int) -> Version:
    """Put a version in force: `subject` is tag:<key>, layer:<key> or strategies. Rolling back is publishing an older
    one. Needs `portraits.publish`; audited. Raises VersionNotFound, AlreadyInForce, Invalid "rules_circular",
    "strategy_refused" (it names a queue or a segment that there is not) or "segments_in_use" (the strategies in force
    name segments of the layer that would be gone)."""
    actor.require(permissions.PORTRAITS_PUBLISH)
    await portraits.lock_rules(tx)
    version = await versions.find(tx, subject, number)
    if version is None:
        raise VersionNotFound()
    in_force = await versions.in_force(tx)
    if subject in in_force and in_force[subject].id == version.id:
        raise AlreadyInForce()
    if subject == STRATEGIES:
        # By what is in force: a draft of a layer makes no segment.
        await check_strategies(tx, version.content, in_force)
    else:
        _refuse_in_use(version, in_force.get(STRATEGIES))
        try:
            await book_of(tx, {**in_force, subject: version}, 0)
        except Circular as error:
            raise Invalid("rules_circular", params={"chain": " → ".join(error.chain)}) from error
    await versions.publish(tx, subject, version.id, actor)
    await _told(tx, actor, subject, number)
    return version


def _refuse_in_use(version: Version, strategies: Version | None) -> None:
    """A layer takes no segment away on which the strategies in force decide."""
    if strategies is None or not version.subject.startswith("layer:"):
        return
    layer = version.subject.removeprefix("layer:")
    left = {f"{layer}:{one['key']}" for one in version.content["segments"]}
    used = {one["segment"] for one in strategies.content["cells"] if one["segment"].startswith(f"{layer}:")}
    if gone := sorted(used - left):
        raise Invalid("segments_in_use", params={"segments": ", ".join(gone)}, extra={"segments": gone})


async def withdraw(tx: Tx, actor: Actor, subject: str) -> None:
    """Nothing of the subject is in force any more: tags given by its rule end, strategies decide nothing. Again:
    nothing changes. Needs `portraits.publish`; audited."""
    actor.require(permissions.PORTRAITS_PUBLISH)
    await portraits.lock_rules(tx)
    if subject not in await versions.in_force(tx):
        return
    await versions.publish(tx, subject, None, actor)
    await _told(tx, actor, subject, None)


async def _told(tx: Tx, actor: Actor, subject: str, number: int | None) -> None:
    # Strategies are read where they are asked for: no portrait follows from them.
    if subject != STRATEGIES:
        await portraits.raise_revision(tx)
        sweeping.ask(tx)
    tx.emit(RulesPublished(actor=actor.label, subject=subject, number=number))
    action = "portraits.rule_published" if number is not None else "portraits.rule_withdrawn"
    await record(tx, actor, action, subject, {"number": number})
