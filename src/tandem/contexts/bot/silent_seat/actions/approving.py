"""A person lets a draft out: as it stands, edited, or with another answer in its place. The customer hears the
bot."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.bot.ports import Answer
from tandem.contexts.bot.rules.drafting import outcome
from tandem.contexts.bot.silent_seat.actions.guarding import locked, must_be_open, readable
from tandem.contexts.bot.silent_seat.actions.settling import settle
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.errors import DraftOutdated
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx

COMPOSED = "composed"
"""Stands for the draft itself among the entries that may be chosen instead."""


async def answer(
    tx: Tx,
    seat: SilentSeat,
    actor: Actor,
    draft_id: UUID,
    *,
    client_id: str,
    text: str | None = None,
    entry_id: UUID | None = None,
) -> Draft:
    """Say the draft to the customer as the bot. `text`: the person's own words instead; `entry_id`: another
    knowledge entry's answer instead. The same `client_id` of the same person again gives the first result.

    Raises Forbidden, DraftNotFound, DraftGone (somebody or something was faster), DraftOutdated (the entry
    was changed or retired: edit, replace or take over)."""
    found = await locked(tx, await readable(tx, actor, draft_id))
    draft = found.draft
    if draft.client_id == client_id and draft.decided_by_id == actor.id and draft.said_id is not None:
        return draft
    must_be_open(found)
    answers = await _answers(tx, seat, draft, entry_id)
    # What the model wrote, or two answers together, is no entry's own words: choosing the leading one says its instead.
    own_id = COMPOSED if draft.of_several and entry_id else str(draft.entry_id)
    try:
        state, said, chosen = outcome(
            own_id, draft.text, {id_: one.answer for id_, one in answers.items()}, text,
            str(entry_id) if entry_id else None,
        )  # fmt: skip
    except KeyError as error:
        raise DraftOutdated() from error
    if state == "approved" and not _current(draft, answers):
        raise DraftOutdated()
    source = answers.get(chosen) if chosen else None
    rests_on = list(answers.values()) if draft.of_several and entry_id is None else [source] if source else []
    evidence = {"draft_id": str(draft.id), "entry_id": chosen}
    await conversations.from_silent_seat(
        tx, draft.conversation_id, actor, reason=f"draft_{state}", evidence=evidence
    )
    message_id = await _say(tx, seat, draft, said, rests_on)
    settled = await settle(
        tx, draft, state, actor, client_id=client_id, said_id=message_id,
        said_entry_id=source.entry_id if source else None,
    )  # fmt: skip
    if source is not None:
        await seat.knowledge.count_use(tx, source.entry_id)
    if state != "approved":
        await drafts.keep_example(tx, settled, state, said, settled.said_entry_id)
    await record(
        tx, actor, f"draft.{state}", f"conversation:{draft.conversation_id}",
        {"draft_id": str(draft.id), "message_id": str(message_id)},
    )  # fmt: skip
    return settled


async def _answers(tx: Tx, seat: SilentSeat, draft: Draft, entry_id: UUID | None) -> Mapping[str, Answer]:
    """What is published now of the draft's entry and of the chosen one, or of all that the text comes from."""
    cited = [str(one["entry_id"]) for one in draft.rests_on]
    wanted = dict.fromkeys([str(draft.entry_id), *([str(entry_id)] if entry_id else cited)])
    return {str(one.entry_id): one for one in await seat.knowledge.answers(tx, list(wanted))}


def _current(draft: Draft, answers: Mapping[str, Answer]) -> bool:
    """Whether all that the draft rests on is still published in the version it was made of."""
    published = {id_: one.version for id_, one in answers.items()}
    return all(published.get(str(one["entry_id"])) == one["version"] for one in draft.rests_on)


async def _say(tx: Tx, seat: SilentSeat, draft: Draft, text: str, sources: Sequence[Answer]) -> UUID:
    """Under the client id that the bot's own answer to the message would have: one answer, whoever gives it."""
    payload: dict[str, Any] = {"policy": "draft", "confidence": round(draft.confidence, 3), "feedback": True}
    if sources:
        payload["sources"] = [one.source() for one in sources]
    sent = await conversations.reply_as_bot(
        tx, draft.conversation_id, client_id=f"bot-{draft.message_id.hex}", text=text, payload=payload,
        name=seat.bot_name,
    )  # fmt: skip
    assert sent is not None  # locked, and the bot's a moment ago
    return sent.message.id
