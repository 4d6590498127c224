"""The door of the customers context. Functions take the transaction first and never commit."""

from tandem.contexts.customers.actions.linking import link
from tandem.contexts.customers.actions.recognising import recognise, told
from tandem.contexts.customers.actions.renaming import rename
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import CustomerNotFound
from tandem.contexts.customers.repository import by_identity, find, get, names
from tandem.contexts.customers.rules import display_name

__all__ = [
    "Customer",
    "CustomerNotFound",
    "by_identity",
    "display_name",
    "find",
    "get",
    "link",
    "names",
    "recognise",
    "rename",
    "told",
]
