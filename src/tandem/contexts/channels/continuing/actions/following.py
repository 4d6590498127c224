"""Following a link or a code: whoever comes by it goes on with the conversation there."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.rules.ways import token_hash
from tandem.contexts.channels.written.repository import threads
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import CannotGoOn, Way
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx


async def follow(tx: Tx, token: str, way: Way) -> conversations.Conversation:
    """The way's customer came by the token. They become part of the person whose conversation it is, unless they are
    known to be somebody: whoever scans a stranger's code must not take the stranger's conversation into their own name.
    Once, within half an hour. Raises ContinuationGone, CannotGoOn (another_person)."""
    assert way.customer_id is not None
    person = await conversations.invited_person(tx, token_hash(token), way)
    actor = Actor.customer(way.customer_id, "")
    if not await customers.join_unproven(tx, person, way.customer_id, actor=actor, reason="continued"):
        raise CannotGoOn("another_person")
    return await conversations.follow_link(tx, token_hash(token), way)


async def follow_scene(
    tx: Tx, token: str, account_id: UUID, way: Way, recipient: str
) -> conversations.Conversation:
    """The same in a written channel: what is said from now on goes to `recipient`, whose coming opened the window."""
    went_on = await follow(tx, token, way)
    if went_on.leg_id is not None:
        await threads.prepare(tx, went_on.leg_id, went_on.id, account_id, recipient, open_since=tx.now)
    return went_on
