"""Offering to go on elsewhere: the customer is asked, or has said already that they like it best."""

from dataclasses import dataclass
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways, way_to
from tandem.contexts.channels.continuing.rules.ways import OpenWay, Reach
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import threads
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import CannotGoOn, Way
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


async def offer(
    tx: Tx, channels: Channels, conversation_id: UUID, channel: str, account: str, actor: Actor
) -> OpenWay:
    """Ask the customer by buttons whether to go on there; where they prefer that channel by their own word, go on at
    once. What was done. Raises CannotGoOn with the reason, ConversationNotFound."""
    made = await _prepare(tx, channels, conversation_id, channel, account, actor)
    if made.way.how == "preferred":
        await _go(tx, made, actor)
    else:
        await conversations.ask_to_go_on(tx, conversation_id, made.there, actor, leg_id=made.leg_id)
    return made.way


async def ask(
    tx: Tx, channels: Channels, conversation_id: UUID, channel: str, account: str, actor: Actor
) -> conversations.MessageView:
    """Ask, whatever they prefer: they are here. The question. Raises as `offer`."""
    made = await _prepare(tx, channels, conversation_id, channel, account, actor)
    return await conversations.ask_to_go_on(tx, conversation_id, made.there, actor, leg_id=made.leg_id)


@dataclass(frozen=True)
class _Prepared:
    """What a leg would be, with a thread that knows the address."""

    conversation: conversations.Conversation
    way: OpenWay
    there: Way
    leg_id: UUID


async def _prepare(
    tx: Tx, channels: Channels, conversation_id: UUID, channel: str, account: str, actor: Actor
) -> _Prepared:
    conversation = await conversations.lock(tx, conversation_id)
    way = way_to(await find_ways(tx, channels, conversation), channel, account)
    if way is None:
        raise CannotGoOn()
    if way.reason is not None:
        raise CannotGoOn(way.reason)
    person = conversation.customer_id
    recipient, customer_id = await _who_there(tx, person, way.reach, actor)
    there = Way(channel, account, customer_id, way.reach.shown)
    leg_id = new_id()
    await threads.prepare(tx, leg_id, conversation_id, way.reach.account_id, recipient)
    return _Prepared(conversation, way, there, leg_id)


async def _go(tx: Tx, made: _Prepared, actor: Actor) -> None:
    person, there = made.conversation.customer_id, made.there
    assert there.customer_id is not None
    if not await customers.join_unproven(tx, person, there.customer_id, actor=actor, reason="continued"):
        raise CannotGoOn("another_person")
    await conversations.go_on_as_preferred(tx, made.conversation.id, there, actor, leg_id=made.leg_id)


async def _who_there(tx: Tx, person: UUID, reach: Reach, actor: Actor) -> tuple[str, UUID]:
    """The address, and the customer who writes from it: they become one with the person when the answer is yes. Raises
    CannotGoOn when it is somebody else's too: families share telephones, and who reads there is not known."""
    address = reach.recipient
    if address is None:
        address = await customers.reach(tx, person, reach.address_kind, actor)
        if address is None:
            raise CannotGoOn()
        mine = await customers.canonical(tx, person)
        for holder in await customers.by_personal(tx, reach.address_kind, address, checked=True):
            if holder.erased_at is None and await customers.canonical(tx, holder.id) != mine:
                raise CannotGoOn("another_person")
    there = await customers.recognise(tx, reach.channel, reach.account, address)
    if not await customers.may_join(tx, person, there.id):
        raise CannotGoOn("another_person")
    return address, there.id
