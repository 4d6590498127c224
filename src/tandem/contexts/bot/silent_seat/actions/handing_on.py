"""A draft that goes to an agent: because a person at the silent seat says so, or because time is over."""

from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.bot.actions.handing_over import hand_over as hand_over_by_strategy
from tandem.contexts.bot.silent_seat.actions.guarding import locked, must_be_open, readable
from tandem.contexts.bot.silent_seat.actions.settling import DUE, settle
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx
from tandem.kit.timers import DueTimer

_CLOCK = Actor.system("clock")


async def take_over(tx: Tx, actor: Actor, draft_id: UUID) -> Draft:
    """The person becomes the conversation's agent and answers in the open, the draft at hand. Again: nothing
    changes. Raises Forbidden, DraftNotFound, DraftGone, NoSeat, CapacityFull."""
    found = await locked(tx, await readable(tx, actor, draft_id))
    draft = found.draft
    if draft.state == "taken_over" and draft.decided_by_id == actor.id:
        return draft
    must_be_open(found)
    await conversations.claim(
        tx, draft.conversation_id, actor, reason="draft_taken_over", evidence=draft.evidence()
    )
    settled = await settle(tx, draft, "taken_over", actor)
    await _audit(tx, actor, settled)
    return settled


async def hand_over(tx: Tx, actor: Actor, draft_id: UUID) -> Draft:
    """No answer of the bot's will do: the conversation goes into line for an agent, who sees the draft. Again:
    nothing changes. Raises Forbidden, DraftNotFound, DraftGone."""
    found = await locked(tx, await readable(tx, actor, draft_id))
    draft = found.draft
    if draft.state == "handed_over" and draft.decided_by_id == actor.id:
        return draft
    must_be_open(found)
    await hand_over_by_strategy(
        tx, draft.conversation_id, actor, reason="draft_handed_over", evidence=draft.evidence()
    )
    settled = await settle(tx, draft, "handed_over", actor)
    await _audit(tx, actor, settled)
    return settled


async def _audit(tx: Tx, actor: Actor, draft: Draft) -> None:
    subject = f"conversation:{draft.conversation_id}"
    await record(tx, actor, f"draft.{draft.state}", subject, {"draft_id": str(draft.id)})


async def draft_due(tx: Tx, timer: DueTimer) -> None:
    """Timer: nobody decided in time. An agent gets the conversation, with the draft as a suggestion."""
    draft = await drafts.get(tx, timer.subject_id)
    if draft is None:
        return
    found = await locked(tx, draft)
    if not found.draft.waiting:
        return
    if not found.open:
        await settle(tx, found.draft, "withdrawn", _CLOCK, why="left_silent_seat")
        return
    if found.draft.due_at > tx.now:
        await tx.schedule(DUE, draft.id, found.draft.due_at)
        return
    await hand_over_by_strategy(
        tx, draft.conversation_id, _CLOCK, reason="draft_expired", evidence=found.draft.evidence()
    )
    await settle(tx, found.draft, "expired", _CLOCK)
