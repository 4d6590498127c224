"""A payment gateway of our own, for demos and tests: see README.md."""

from tandem.adapters.payments_local.cashier import cashier
from tandem.adapters.payments_local.gateway import LocalGateway

__all__ = ["LocalGateway", "cashier"]
