"""Offering to go on elsewhere: the customer is asked, or has said already that they like it best."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways, way_to
from tandem.contexts.channels.continuing.rules import OpenWay, Reach
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
    if way.how == "preferred":
        if not await customers.join_unproven(tx, person, customer_id, actor=actor, reason="continued"):
            raise CannotGoOn("another_person")
        await conversations.go_on_as_preferred(tx, conversation_id, there, actor, leg_id=leg_id)
    else:
        await conversations.ask_to_go_on(tx, conversation_id, there, actor, leg_id=leg_id)
    return way


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
