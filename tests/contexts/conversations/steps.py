"""What several tests do: let timers fire, let routing run, look at offers."""

from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import route
from tandem.contexts.conversations.repository.offers import pending_offers
from tandem.contexts.conversations.subscribers import timer_handlers
from tandem.kit.timers import TimerLoop


async def fire(world):
    """Fire what is due; how many timers that were."""
    loop = TimerLoop(world.db, timer_handlers())
    count = 0
    while await loop.fire_next():
        count += 1
    return count


async def run_routing(world):
    await route(world.db, {"queue_id": str(world.queue_id)})


async def offers_of(world, agent):
    async with world.db.transaction() as tx:
        return await pending_offers(tx, agent.id)


async def do(world, action, *args, **more):
    """One action of the api in a transaction of its own."""
    async with world.db.transaction() as tx:
        return await action(tx, *args, **more)


async def alive(world, *agents):
    for agent in agents:
        await do(world, api.seen, agent.id)


async def held(world, agent):
    """A conversation that the agent holds, and its customer."""
    conversation, who = await world.waiting()
    await do(world, api.claim, conversation.id, agent)
    return conversation.id, who
