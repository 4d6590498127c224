"""Review: asked for by whoever wrote, given by somebody else."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.knowledge.actions.publishing import publish
from tandem.contexts.knowledge.errors import ContentInvalid
from tandem.contexts.knowledge.events import ReviewRequested, VersionRejected
from tandem.contexts.knowledge.repository import entries
from tandem.contexts.knowledge.rules import may_review, may_submit
from tandem.kit.db import Tx

_MAX_COMMENT = 1000


async def request_review(tx: Tx, actor: Actor, entry_id: UUID, comment: str | None = None) -> None:
    """Send the newest draft to review. Needs knowledge.edit. Raises EntryNotFound, WrongStep."""
    actor.require(permissions.KNOWLEDGE_EDIT)
    entry = await entries.lock(tx, entry_id)
    may_submit(entry.state)
    await entries.set_state(tx, entry_id, entry.latest_n, "in_review")
    await entries.add_review(tx, entry_id, entry.latest_n, "requested", actor, _comment(comment))
    await entries.touch(tx, entry_id)
    tx.emit(ReviewRequested(subject_id=entry_id, actor=actor.label, key=entry.key, version=entry.latest_n))
    await _note(tx, actor, "knowledge.review_requested", entry)


async def approve(tx: Tx, actor: Actor, entry_id: UUID, comment: str | None = None) -> None:
    """Publish the version under review. Needs knowledge.review and knowledge.publish, and another author: OwnWork.
    Raises EntryNotFound, WrongStep."""
    actor.require(permissions.KNOWLEDGE_REVIEW)
    actor.require(permissions.KNOWLEDGE_PUBLISH)
    entry = await entries.lock(tx, entry_id)
    may_review(entry.state, entry.author_id, actor.id, approves=True)
    await entries.add_review(tx, entry_id, entry.latest_n, "approved", actor, _comment(comment))
    await publish(tx, actor, entry)


async def reject(tx: Tx, actor: Actor, entry_id: UUID, comment: str) -> None:
    """Send the version under review back with a reason. Needs knowledge.review. Raises EntryNotFound, WrongStep,
    ContentInvalid (no reason)."""
    actor.require(permissions.KNOWLEDGE_REVIEW)
    entry = await entries.lock(tx, entry_id)
    may_review(entry.state, entry.author_id, actor.id, approves=False)
    why = _comment(comment)
    if not why:
        raise ContentInvalid(fields=[("comment", "must not be empty")])
    await entries.set_state(tx, entry_id, entry.latest_n, "rejected")
    await entries.add_review(tx, entry_id, entry.latest_n, "rejected", actor, why)
    await entries.touch(tx, entry_id)
    tx.emit(VersionRejected(subject_id=entry_id, actor=actor.label, key=entry.key, version=entry.latest_n))
    await _note(tx, actor, "knowledge.version_rejected", entry)


def _comment(text: str | None) -> str | None:
    clean = (text or "").strip()
    if len(clean) > _MAX_COMMENT:
        raise ContentInvalid(fields=[("comment", f"at most {_MAX_COMMENT} characters")])
    return clean or None


async def _note(tx: Tx, actor: Actor, action: str, entry: entries.LockedEntry) -> None:
    data = {"key": entry.key, "version": entry.latest_n}
    await record(tx, actor, action, f"entry:{entry.id}", data)
