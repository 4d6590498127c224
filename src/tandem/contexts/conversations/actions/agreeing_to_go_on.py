"""Agreeing to go on in another channel: by buttons where the customer writes, by a link they follow, or because they
have said that they like it best. Each is kept as a continuation, with the version of the words."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import append, append_system
from tandem.contexts.conversations.actions.clocks import answered
from tandem.contexts.conversations.actions.going_on import Way, agree, channel_name, language_of, may_go_on
from tandem.contexts.conversations.actions.guarding import check
from tandem.contexts.conversations.errors import CannotGoOn, ContinuationGone
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository import legs
from tandem.contexts.conversations.rules.going_on import TEXT_VERSION, button, pressed
from tandem.contexts.conversations.views import Conversation, Draft, MessageView
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

ASKED_FOR = timedelta(hours=24)
"""So long a question may be answered."""
MayStill = Callable[[Tx, UUID], Awaitable[str | None]]
"""(tx, id of the leg that would begin) → why its channel cannot be written to now, as a code; None when it can."""


def _staff_name(actor: Actor) -> str | None:
    """Customers' names are kept in one place only."""
    return actor.name if actor.kind == "staff" else None


async def ask_to_go_on(tx: Tx, conversation_id: UUID, way: Way, actor: Actor, *, leg_id: UUID) -> MessageView:
    """Ask the customer by buttons where they write now, in their language; the question. Whoever is known by the way's
    address becomes one with them only when they say yes. `leg_id`: that of the leg if they agree. Asked before and not
    answered, the older question is withdrawn. Raises CannotGoOn, ConversationNotFound, NotController."""
    conversation = await repository.lock(tx, conversation_id)
    staff = actor.kind == "staff"
    if staff:
        check(conversation, actor, "continue")
    await may_go_on(tx, conversation, way, whoever=True)
    for row in await legs.asked(tx, conversation_id):
        await legs.answer(tx, row.id, "withdrawn")
    locale = await language_of(tx, conversation)
    await legs.note(
        tx, id=leg_id, conversation_id=conversation_id, channel=way.channel, account=way.account,
        customer_id=way.customer_id, how="asked", by=actor.label, by_name=_staff_name(actor), at=tx.now,
        text_version=TEXT_VERSION, locale=locale, expires_at=tx.now + ASKED_FOR,
        evidence={"asked_in": conversation.way},
    )  # fmt: skip
    words = {
        "channel": channel_name(way.channel, locale),
        "address": f"（{way.address}）" if way.address else "",
    }
    options = [
        {"id": button(leg_id, agreed), "label": translate(f"conversations.continue_{said}", locale, **words)}
        for said, agreed in (("yes", True), ("no", False))
    ]
    text = translate("conversations.continue_ask", locale, **words)
    draft = Draft(
        role="agent" if staff else "bot", kind="choice", text=text, client_id=f"continue-{leg_id}",
        author_id=actor.id if staff else None, author_name=actor.name if staff else None,
        payload={"options": options, "continuation": {"id": str(leg_id), "channel": way.channel}},
    )  # fmt: skip
    conversation, question = await append(tx, conversation, draft, actor)
    if staff:
        await answered(tx, conversation)
    return question


async def go_on_as_preferred(
    tx: Tx, conversation_id: UUID, way: Way, actor: Actor, *, leg_id: UUID
) -> Conversation:
    """The customer has said by themselves that this channel suits them best: nothing has to be asked. Raises
    CannotGoOn."""
    conversation = await repository.lock(tx, conversation_id)
    if actor.kind == "staff":
        check(conversation, actor, "continue")
    await may_go_on(tx, conversation, way)
    await legs.note(
        tx, id=leg_id, conversation_id=conversation_id, channel=way.channel, account=way.account,
        customer_id=way.customer_id, how="preferred", by=actor.label, by_name=_staff_name(actor), at=tx.now,
        text_version=TEXT_VERSION, locale=await language_of(tx, conversation), expires_at=tx.now,
    )  # fmt: skip
    return await agree(tx, conversation, leg_id, way, "preferred", {"preference": True})


async def offer_link(
    tx: Tx, conversation_id: UUID, way: Way, token_hash: bytes, expires_at: datetime, actor: Actor
) -> UUID:
    """Note that whoever shows this token goes on in the way's channel. Raises CannotGoOn."""
    conversation = await repository.lock(tx, conversation_id)
    if actor.kind == "staff":
        check(conversation, actor, "continue")
    await may_go_on(tx, conversation, way)
    id_ = new_id()
    await legs.note(
        tx, id=id_, conversation_id=conversation_id, channel=way.channel, account=way.account, customer_id=None,
        how="link", by=actor.label, by_name=_staff_name(actor), at=tx.now, text_version=TEXT_VERSION,
        locale=await language_of(tx, conversation), token_hash=token_hash, expires_at=expires_at,
        evidence={"asked_in": conversation.way},
    )  # fmt: skip
    return id_


async def invited_person(tx: Tx, token_hash: bytes, way: Way) -> UUID:
    """The customer whose conversation can go on by this token in the way's channel, if the way's customer is the same
    person. Raises ContinuationGone, CannotGoOn."""
    row = await legs.by_token(tx, token_hash)
    if row is None or row.answer is not None or row.expires_at <= tx.now:
        raise ContinuationGone()
    if (row.channel, row.account) != (way.channel, way.account):
        raise ContinuationGone()
    conversation = await repository.lock(tx, row.conversation_id)
    await may_go_on(tx, conversation, way, whoever=True)
    return conversation.customer_id


async def follow_link(tx: Tx, token_hash: bytes, way: Way) -> Conversation:
    """Somebody came by the link, as the way's customer, who is `invited_person`: they have agreed. Once. Raises
    ContinuationGone, CannotGoOn."""
    await invited_person(tx, token_hash, way)
    row = await legs.by_token(tx, token_hash)
    assert row is not None
    conversation = await repository.lock(tx, row.conversation_id)
    await may_go_on(tx, conversation, way)
    return await agree(tx, conversation, row.id, way, "link", {"followed": True})


async def answer_continuation(
    tx: Tx, conversation: Conversation, choice_id: str | None, evidence: Mapping[str, Any], customer: Actor,
    may_still: MayStill | None,
) -> Conversation:  # fmt: skip
    """A LOCKED conversation's customer chose: if that answers a question of ours, it goes on or stays. Who agrees too
    late, to what was asked anew meanwhile, or to what is no longer possible is told so, and it stays. `may_still`: see
    `receive`."""
    found = pressed(choice_id)
    if found is None:
        return conversation
    id_, agreed = found
    row = await legs.get(tx, id_)
    if row is None or row.conversation_id != conversation.id or row.how != "asked":
        return conversation
    if row.answer is not None:
        return (
            await _not_now(tx, conversation, row.channel)
            if agreed and row.answer != "agreed"
            else conversation
        )
    if not agreed:
        await legs.answer(tx, id_, "declined", evidence={**row.evidence, **evidence})
        return await append_system(
            tx,
            conversation,
            "continuation_declined",
            customer,
            {"channel": row.channel},
            audience="staff",
            words={"name": channel_name(row.channel)},
        )
    way = Way(row.channel, row.account, row.customer_id)
    try:
        if row.expires_at <= tx.now:
            raise CannotGoOn("continuation_gone")
        await may_go_on(tx, conversation, way, whoever=True)
        if may_still is not None and (code := await may_still(tx, id_)) is not None:
            raise CannotGoOn(code)
        await _become_one(tx, conversation, way, customer)
    except CannotGoOn as no:
        await legs.answer(tx, id_, "withdrawn", evidence={**row.evidence, **evidence, "why": no.code})
        told, words = {"channel": row.channel, "why": no.code}, {"name": channel_name(row.channel)}
        conversation = await append_system(
            tx, conversation, "continuation_failed", customer, told, audience="staff", words=words
        )
        return await _not_now(tx, conversation, row.channel)
    return await agree(tx, conversation, id_, way, "asked", {**row.evidence, **evidence})


async def _not_now(tx: Tx, conversation: Conversation, channel: str) -> Conversation:
    """Says to who pressed a button that it did nothing, and that they are heard where they are."""
    locale = await language_of(tx, conversation)
    text = translate("conversations.continue_not_now", locale, channel=channel_name(channel, locale))
    told = Draft(role="bot", text=text, client_id=f"not-continued-{conversation.last_seq}")
    conversation, _ = await append(tx, conversation, told, Actor.bot())
    return conversation


async def _become_one(tx: Tx, conversation: Conversation, way: Way, customer: Actor) -> None:
    """Raises CannotGoOn when they have turned out to be two."""
    assert way.customer_id is not None
    person = conversation.customer_id
    if not await customers.join_unproven(tx, person, way.customer_id, actor=customer, reason="continued"):
        raise CannotGoOn("another_person")
