"""Looking at a draft: the others are told, so that two people do not read the same one. Nobody is locked out:
the first decision counts, whoever looks."""

from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.bot.rules.drafting import HOLD, extended
from tandem.contexts.bot.silent_seat.actions.attending import still_there
from tandem.contexts.bot.silent_seat.actions.drafting import show_typing
from tandem.contexts.bot.silent_seat.actions.guarding import locked, must_be_open, readable
from tandem.contexts.bot.silent_seat.actions.settling import DUE
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.errors import DraftGone, DraftHeld, DraftNotFound
from tandem.contexts.bot.silent_seat.events import TOPIC
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.kit.db import Tx


async def look(tx: Tx, seat: SilentSeat, actor: Actor, draft_id: UUID, *, editing: bool = False) -> Draft:
    """Note that the actor looks at the draft, for `rules.drafting.HOLD`; screens repeat it. `editing`: the
    actor began to write, which gives the draft one more budget of time, once.

    Raises Forbidden, DraftNotFound, DraftGone, DraftHeld (somebody else looks)."""
    seen = await readable(tx, actor, draft_id)
    if actor.id is None:
        raise DraftNotFound()
    if editing:
        must_be_open(await locked(tx, seen))
    await still_there(tx, actor.id)
    held = await drafts.hold(tx, draft_id, actor.id, actor.name, tx.now + HOLD, tx.now)
    if held is None:
        raise await _refusal(tx, draft_id)
    before = seen.holder(tx.now)
    news = before is None or before.id != actor.id
    if news:
        await record(
            tx, actor, "draft.read", f"conversation:{held.conversation_id}", {"draft_id": str(draft_id)}
        )
    if editing:
        held = await _extend(tx, seat, held)
    if news or editing:
        tell_holder(tx, held)
    return held


async def stop_looking(tx: Tx, actor: Actor, draft_id: UUID) -> None:
    """The actor looks no more: somebody else may. Nothing happens when the actor did not."""
    if actor.id is not None and await drafts.release(tx, draft_id, actor.id):
        left = await drafts.get(tx, draft_id)
        if left is not None:
            tell_holder(tx, left)


def tell_holder(tx: Tx, draft: Draft) -> None:
    """Tell every screen who looks at the draft now, if anybody, and how long it waits."""
    holder = draft.holder(tx.now)
    shown = {"id": str(holder.id), "name": holder.name} if holder else None
    due_at = draft.due_at.isoformat().replace("+00:00", "Z")
    tx.notify(TOPIC, "draft_held", {"draft_id": str(draft.id), "held_by": shown, "due_at": due_at})


async def _extend(tx: Tx, seat: SilentSeat, draft: Draft) -> Draft:
    due_at = extended(draft.due_at, tx.now, seat.budget, draft.extended_at is not None)
    show_typing(tx, draft.conversation_id, seat.bot_name, due_at)
    if draft.extended_at is not None:
        return draft
    changed = await drafts.change(tx, draft.id, due_at=due_at, extended_at=tx.now)
    await tx.schedule(DUE, draft.id, due_at)
    return changed


async def _refusal(tx: Tx, draft_id: UUID) -> DraftGone | DraftHeld | DraftNotFound:
    present = await drafts.get(tx, draft_id)
    if present is None:
        return DraftNotFound()
    holder = present.holder(tx.now)
    return DraftHeld(holder) if present.waiting and holder else DraftGone(present)
