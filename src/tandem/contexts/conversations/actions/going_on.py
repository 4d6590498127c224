"""Going on in another channel: asked, agreed to, and the same conversation has one more leg.

The history stays one, with one line of numbers; controller, clocks and queue know nothing of it. Whoever writes from a
leg, or where the conversation began, has it there from that message on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append, append_system, said_in
from tandem.contexts.conversations.errors import CannotGoOn, ConversationNotFound
from tandem.contexts.conversations.events import LegParted, WentOn
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository import legs, whereabouts
from tandem.contexts.conversations.repository.legs import Leg
from tandem.contexts.conversations.rules.going_on import why_not
from tandem.contexts.conversations.views import Conversation, Draft
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.i18n import DEFAULT, translate


async def language_of(tx: Tx, conversation: Conversation) -> str:
    """In which language its customer is written to (customers.language)."""
    told = conversation.context.get("locale")
    return await customers.language(tx, conversation.customer_id, str(told) if told else None)


def channel_name(channel: str, locale: str = DEFAULT) -> str:
    """As people call it."""
    return translate(f"channel.{channel}.name", locale)


@dataclass(frozen=True)
class Way:
    """A channel's account, and who the customer is there (None: it is not known yet). `address` as people may see
    it."""

    channel: str
    account: str
    customer_id: UUID | None = None
    address: str = ""


async def on_leg(
    tx: Tx, conversation: Conversation, customer: Actor, via: tuple[str, str] | None
) -> Conversation:
    """The customer writes to a LOCKED conversation by `via` (channel and account; None: where it began): it is there
    from now on. Raises ConversationNotFound when it never was."""
    leg = await _leg_of(tx, conversation, customer, via)
    if (leg.id if leg else None) == conversation.leg_id:
        return conversation
    return await move(tx, conversation, leg, customer, "returned")


async def _leg_of(
    tx: Tx, conversation: Conversation, customer: Actor, via: tuple[str, str] | None
) -> Leg | None:
    began = (conversation.channel, conversation.account)
    if customer.id == conversation.customer_id and via in (None, began):
        return None
    assert customer.id is not None
    for leg in await legs.live(tx, conversation.id):
        if leg.customer_id == customer.id and via in (None, (leg.channel, leg.account)):
            return leg
    raise ConversationNotFound()


async def may_go_on(tx: Tx, conversation: Conversation, way: Way, *, whoever: bool = False) -> None:
    """Raises CannotGoOn, saying why a LOCKED conversation cannot go on there. `whoever`: that
    they are the same person is found out later."""
    here = (conversation.channel, conversation.account)
    if conversation.leg_id is not None:
        present = next(
            (one for one in await legs.live(tx, conversation.id) if one.id == conversation.leg_id), None
        )
        here = (present.channel, present.account) if present else here
    open_there, same = False, True
    if way.customer_id is not None:
        there = await whereabouts.open_there(tx, way.customer_id, way.channel, way.account)
        open_there = there is not None and there.id != conversation.id
        same = whoever or await customers.canonical(tx, way.customer_id) == await customers.canonical(
            tx, conversation.customer_id
        )
    code = why_not(
        status=conversation.status, here=here, there=(way.channel, way.account), open_there=open_there,
        same_person=same,
    )  # fmt: skip
    if code is not None:
        raise CannotGoOn(code)


async def agree(
    tx: Tx, conversation: Conversation, id_: UUID, way: Way, how: str, evidence: Mapping[str, Any]
) -> Conversation:
    """The customer agreed to the continuation `id_`: a LOCKED conversation goes on there."""
    assert way.customer_id is not None
    await legs.answer(tx, id_, "agreed", evidence=dict(evidence), customer_id=way.customer_id)
    before = await legs.of_writer(tx, way.customer_id, way.channel, way.account)
    if before is not None:  # of a conversation that is over, or of this one, agreed to anew
        await legs.end(tx, before.id, "replaced")
    customer = Actor.customer(way.customer_id, conversation.customer_name)
    if (way.customer_id, way.channel, way.account) == (
        conversation.customer_id, conversation.channel, conversation.account,
    ):  # fmt: skip
        return await move(tx, conversation, None, customer, how)
    leg = Leg(id_, conversation.id, way.customer_id, way.channel, way.account, tx.now)
    await legs.begin(tx, leg)
    moved = await move(tx, conversation, leg, customer, how)
    text = translate("conversations.continue_here", await language_of(tx, moved))
    greeting = Draft(role="bot", text=text, client_id=f"continued-{id_}")
    moved, _ = await append(tx, moved, greeting, Actor.bot())
    return moved


async def move(tx: Tx, conversation: Conversation, leg: Leg | None, actor: Actor, how: str) -> Conversation:
    """The line stands in the channel that is left: there it says where to go on."""
    to = leg.channel if leg else conversation.channel
    told, words = {"from": conversation.way, "to": to}, {"name": channel_name(to, said_in(conversation))}
    event = "came_back" if how in ("returned", "parted") else "went_on"
    conversation = await append_system(tx, conversation, event, actor, told, words=words)
    changed = await repository.change(
        tx, conversation.id, leg_id=leg.id if leg else None, leg_channel=leg.channel if leg else None
    )
    tx.emit(
        WentOn(
            subject_id=changed.id, actor=actor.label, queue_id=changed.queue_id,
            agent_ids=agents_of(changed.agent_id), customer_id=changed.customer_id,
            from_channel=conversation.way, to_channel=to, from_leg_id=conversation.leg_id, leg_id=changed.leg_id,
            how=how,
        )
    )  # fmt: skip
    return changed


async def end_legs_of_others(tx: Tx, customer_ids: list[UUID]) -> int:
    """After customers turned out to be two persons: a leg whose customer is not the conversation's person any more
    ends, and the conversation is again where it began. How many ended."""
    ended = 0
    for leg in await legs.held_by(tx, sorted(customer_ids)):
        conversation = await repository.lock(tx, leg.conversation_id)
        mine, theirs = conversation.customer_id, leg.customer_id
        if await customers.canonical(tx, mine) == await customers.canonical(tx, theirs):
            continue
        await legs.end(tx, leg.id, "another_person")
        if conversation.leg_id == leg.id:
            conversation = await move(tx, conversation, None, Actor.system("customers"), "parted")
        tx.emit(
            LegParted(
                subject_id=conversation.id, actor=Actor.system("customers").label, queue_id=conversation.queue_id,
                agent_ids=agents_of(conversation.agent_id), leg_id=leg.id,
            )
        )  # fmt: skip
        ended += 1
    return ended
