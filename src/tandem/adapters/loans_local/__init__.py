"""A core lending system of our own: a true small ledger. The demo's, and what flow stories run against."""

from tandem.adapters.loans_local.book import LocalLoanBook
from tandem.adapters.loans_local.lending import LendingOnDemand, take_in
from tandem.adapters.loans_local.postgres import PostgresStore, owner_of
from tandem.adapters.loans_local.stores import MemoryStore, Store

__all__ = ["LendingOnDemand", "LocalLoanBook", "MemoryStore", "PostgresStore", "Store", "owner_of", "take_in"]
