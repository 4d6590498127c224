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
    recipient, customer_id = await _who_there(tx, conversation.customer_id, way.reach, actor)
    there = Way(channel, account, customer_id, way.reach.shown)
    leg_id = new_id()
    await threads.prepare(tx, leg_id, conversation_id, way.reach.account_id, recipient)
    if way.how == "preferred":
        await conversations.go_on_as_preferred(tx, conversation_id, there, actor, leg_id=leg_id)
    else:
        await conversations.ask_to_go_on(tx, conversation_id, there, actor, leg_id=leg_id)
    return way


async def _who_there(tx: Tx, person: UUID, reach: Reach, actor: Actor) -> tuple[str, UUID]:
    """The address, and the customer who writes from it: made one with the person, if nobody is known by it yet. Raises
    CannotGoOn when it is somebody else's."""
    address = reach.recipient or await customers.reach(tx, person, reach.address_kind, actor)
    if address is None:
        raise CannotGoOn()
    there = await customers.recognise(tx, reach.channel, reach.account, address)
    if not await customers.join_unproven(tx, person, there.id, actor=actor, reason="continued"):
        raise CannotGoOn("another_person")
    return address, there.id
