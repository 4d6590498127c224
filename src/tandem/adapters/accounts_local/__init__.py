"""A small account book of our own: the demo's, and what flow tests run against. Real lenders plug in theirs."""

from tandem.adapters.accounts_local.book import LocalAccounts
from tandem.adapters.accounts_local.ledger import Ledger

__all__ = ["Ledger", "LocalAccounts"]
