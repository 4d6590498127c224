"""Merging: two customers are one person. Nothing is rewritten; who wants all of a person reads by the family."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import MergeNotFound, MergeUndone, SamePerson, TwoProven
from tandem.contexts.customers.events import CustomerMerged, CustomerRestrictionChanged, CustomerSplit
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.repository import customers, merges, restrictions
from tandem.contexts.customers.restriction import Restriction
from tandem.contexts.customers.rules.merging import REASON_CHARS, may_merge, may_split
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden, Invalid, Unavailable

_ATTEMPTS = 5
"""How often the two may turn out to be somebody else's part before this gives up: each time somebody was faster."""


async def merge(
    tx: Tx,
    kept_id: UUID,
    gone_id: UUID,
    *,
    actor: Actor,
    reason: str,
    evidence: Mapping[str, Any] | None = None,
) -> Customer:
    """Staff say that two customers are one person: `gone_id` (or the person it is part of) and all merged into it
    become part of the person of `kept_id`. `evidence` holds codes and ids, no personal data. Audited.

    Raises CustomerNotFound, SamePerson, Forbidden, TwoProven (both known to be somebody: takes
    `customers.merge_proven`), Invalid (no reason)."""
    said = reason.strip()
    if not said or len(said) > REASON_CHARS:
        raise Invalid(fields=[("reason", f"1 to {REASON_CHARS} characters")])
    for _ in range(_ATTEMPTS):
        kept, gone = await merges.canonical(tx, kept_id), await merges.canonical(tx, gone_id)
        if kept == gone:
            raise SamePerson()
        if not await merges.lock_persons(tx, [kept, gone], {kept_id: kept, gone_id: gone}):
            continue
        first, second = await merges.standing_of(tx, kept), await merges.standing_of(tx, gone)
        verdict = may_merge(first, second, actor.permissions)
        if verdict == "not_allowed":
            raise Forbidden(extra={"permission": permissions.CUSTOMERS_MERGE})
        if verdict == "two_proven":
            raise TwoProven()
        known = {**(evidence or {}), "two_proven": first.proven and second.proven}
        await join(tx, kept, gone, actor=actor, reason=said, evidence=known)
        return await customers.get(tx, kept)
    raise Unavailable("busy", retry_after=1)


async def join(
    tx: Tx, kept: UUID, gone: UUID, *, actor: Actor, reason: str, evidence: Mapping[str, Any]
) -> UUID:
    """Merge two persons who are locked; asks nobody. The id of the merge."""
    id_ = await merges.add(
        tx, kept, gone, by=actor.id, by_name=actor.name, reason=reason, evidence=evidence
    )  # fmt: skip
    tx.emit(CustomerMerged(subject_id=kept, actor=actor.label, merge_id=id_, gone_id=gone))
    told = {"merge": str(id_), "gone": str(gone), **evidence}
    await record(tx, actor, "customer.merged", f"customer:{kept}", told)
    return id_


async def split(tx: Tx, merge_id: UUID, actor: Actor, note: str = "") -> Merge:
    """Take a merge back: who was merged is a person again, with those who had come with them; the merge stays in
    the history. What was proven by a code or a signature, or of two proven people, only
    `customers.merge_proven` takes back. Audited. Raises MergeNotFound, MergeUndone, Forbidden."""
    found = await merges.find(tx, merge_id)
    if found is None:
        raise MergeNotFound()
    if (needed := may_split(found.evidence, actor.permissions)) is not None:
        raise Forbidden(extra={"permission": needed})
    return await part(tx, found, actor, note.strip()[:REASON_CHARS])


async def part(tx: Tx, found: Merge, actor: Actor, note: str) -> Merge:
    """Take a merge back; asks nobody. Raises MergeUndone."""
    for _ in range(_ATTEMPTS):
        person = await merges.canonical(tx, found.gone_id)
        # Whoever merges or splits anything of this family locks its person first.
        if not await merges.lock_persons(tx, [person], {found.gone_id: person}):
            continue
        now = await merges.find(tx, found.id, lock=True)
        if now is None or now.undone:
            raise MergeUndone()
        restricted = await restrictions.history(tx, person)
        await merges.undo(tx, now, by=actor.id, by_name=actor.name, note=note)
        tx.emit(
            CustomerSplit(subject_id=person, actor=actor.label, merge_id=now.id, gone_id=now.gone_id)
        )  # fmt: skip
        told = {"merge": str(now.id), "gone": str(now.gone_id)}
        await record(tx, actor, "customer.split", f"customer:{person}", told)
        await _keep_restricted(tx, now, restricted, actor)
        undone = await merges.find(tx, now.id)
        assert undone is not None
        return undone
    raise Unavailable("busy", retry_after=1)


async def _keep_restricted(tx: Tx, undone: Merge, before: Sequence[Restriction], actor: Actor) -> None:
    """What was restricted while the two were one person was restricted of both: it goes with whoever leaves."""
    own = {one.id for one in await restrictions.history(tx, undone.gone_id)}
    for one in before:
        if one.id in own or one.at < undone.at or not one.stands(tx.now):
            continue
        id_ = await restrictions.add(
            tx, undone.gone_id, reason=one.reason, note=one.note, until=one.until, by=one.by, by_name=one.by_name
        )  # fmt: skip
        tx.emit(
            CustomerRestrictionChanged(subject_id=undone.gone_id, actor=actor.label, restricted=True)
        )  # fmt: skip
        told = {"restriction": str(id_), "reason": one.reason, "split_from": str(one.id)}
        await record(tx, actor, "customer.restricted", f"customer:{undone.gone_id}", told)
