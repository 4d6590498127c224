"""The door of the self-service context: what rows above see of orders, certificates and requests."""

from tandem.contexts.selfservice.actions.copying import SelfServicePart
from tandem.contexts.selfservice.actions.resolving import How, ListedRefund, ask_again, refunds
from tandem.contexts.selfservice.actions.resolving import close as close_refund
from tandem.contexts.selfservice.order import Order, OrderRefund
from tandem.contexts.selfservice.paper import Issued, Request
from tandem.contexts.selfservice.repository.orders import of_borrower as orders_of
from tandem.contexts.selfservice.repository.papers import of_borrower as certificates_of
from tandem.contexts.selfservice.repository.papers import requests as requests_of

__all__ = [
    "How",
    "Issued",
    "ListedRefund",
    "Order",
    "OrderRefund",
    "Request",
    "SelfServicePart",
    "ask_again",
    "certificates_of",
    "close_refund",
    "orders_of",
    "refunds",
    "requests_of",
]
