"""The door of the customers context. Functions take the transaction first and never commit."""

from tandem.contexts.customers.actions.blocking import block, lift, refuse_blocked
from tandem.contexts.customers.actions.linking import link
from tandem.contexts.customers.actions.recognising import recognise, told
from tandem.contexts.customers.actions.renaming import rename
from tandem.contexts.customers.block import Block
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import CustomerIsBlocked, CustomerNotFound
from tandem.contexts.customers.repository.blocks import blocking
from tandem.contexts.customers.repository.blocks import standing as standing_block
from tandem.contexts.customers.repository.customers import by_identity, find, get, names
from tandem.contexts.customers.rules import display_name
from tandem.contexts.customers.schemas import BlockBody, BlockView, block_view

__all__ = [
    "Block",
    "BlockBody",
    "BlockView",
    "Customer",
    "CustomerIsBlocked",
    "CustomerNotFound",
    "block",
    "block_view",
    "blocking",
    "by_identity",
    "display_name",
    "find",
    "get",
    "lift",
    "link",
    "names",
    "recognise",
    "refuse_blocked",
    "rename",
    "standing_block",
    "told",
]
