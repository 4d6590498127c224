"""Who may see a person, and who they are to everything here: one person over many customers."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

c = conversations.tables.conversation.c


async def person_seen_by(tx: Tx, actor: Actor, customer_id: UUID) -> customers.Person:
    """The person. Raises CustomerNotFound, also for a person whom the actor may not see, and CustomerRestricted."""
    person = await customers.person_of(tx, customer_id)
    if person is None or not await seen_by(tx, actor, person.members):
        raise customers.CustomerNotFound()
    if person.restricted and not actor.may(permissions.CUSTOMERS_RESTRICTED):
        raise customers.CustomerRestricted()
    return person


async def seen_by(tx: Tx, actor: Actor, members: Sequence[UUID]) -> bool:
    """Whether the actor may see the person: who may look customers up, or may read one of their conversations."""
    scope = conversations.scope_of(actor)
    if scope == "all" or actor.may(permissions.CUSTOMERS_READ):
        return True
    if scope == "none":
        return False
    asked = {"members": list(members), **conversations.reader(actor)}
    return (await tx.execute(_one_readable(scope), asked)).first() is not None


@cache
def _one_readable(scope: str) -> Select[Any]:
    """Built once for each scope."""
    mine = c.customer_id == any_(bindparam("members", type_=ARRAY(Uuid)))
    return select(c.id).where(mine, conversations.readable_in(scope)).limit(1)
