"""The door of the self-service context: what rows above see of orders, certificates and requests."""

from tandem.contexts.selfservice.order import Order, OrderRefund
from tandem.contexts.selfservice.paper import Issued, Request
from tandem.contexts.selfservice.repository.orders import of_borrower as orders_of
from tandem.contexts.selfservice.repository.papers import of_borrower as certificates_of
from tandem.contexts.selfservice.repository.papers import requests as requests_of

__all__ = ["Issued", "Order", "OrderRefund", "Request", "certificates_of", "orders_of", "requests_of"]
