"""What an API key may do: scopes, each a few of the permissions that staff hold.

No scope carries what needs a seat (answering, claiming), what moves money, or what would let a key make itself or
somebody else stronger: staff, settings, keys."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from tandem.contexts.access import permissions as p

Scope = Literal[
    "conversations.read",
    "customers.read",
    "customers.unmask",
    "customers.consent",
    "customers.tag",
    "loans.read",
    "knowledge.read",
    "knowledge.edit",
    "portraits.read",
    "board.read",
    "audit.read",
]
SCOPES: tuple[str, ...] = get_args(Scope)

SCOPE_PERMISSIONS: Mapping[str, frozenset[str]] = {
    "conversations.read": frozenset({p.CONVERSATIONS_READ_ALL}),
    "customers.read": frozenset({p.CUSTOMERS_READ}),
    "customers.unmask": frozenset({p.CUSTOMERS_READ, p.CUSTOMERS_UNMASK}),
    "customers.consent": frozenset({p.CUSTOMERS_READ, p.CUSTOMERS_CONSENT}),
    "customers.tag": frozenset({p.CUSTOMERS_READ, p.CUSTOMERS_TAG}),
    "loans.read": frozenset({p.CUSTOMERS_READ, p.LOANS_READ}),
    "knowledge.read": frozenset({p.KNOWLEDGE_READ}),
    "knowledge.edit": frozenset({p.KNOWLEDGE_READ, p.KNOWLEDGE_EDIT}),
    "portraits.read": frozenset({p.CUSTOMERS_READ, p.PORTRAITS_READ}),
    "board.read": frozenset({p.BOARD_READ}),
    "audit.read": frozenset({p.AUDIT_READ}),
}


def permissions_in(scopes: Iterable[str]) -> frozenset[str]:
    """The union of what the scopes carry. A scope that this version does not know carries nothing."""
    return frozenset().union(*(SCOPE_PERMISSIONS.get(scope, frozenset()) for scope in scopes))
