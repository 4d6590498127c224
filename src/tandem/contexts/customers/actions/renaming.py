"""Renaming: the customer, or somebody who asked them, tells a name."""

from uuid import UUID

from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.repository import customers as repository
from tandem.contexts.customers.rules import cleaned_name
from tandem.kit.db import Tx


async def rename(tx: Tx, customer_id: UUID, name: str | None) -> Customer:
    """Give the customer another name; None or blanks take it away. Raises CustomerNotFound."""
    return await repository.change(tx, customer_id, name=cleaned_name(name))
