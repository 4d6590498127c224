"""PostgreSQL: the engine, and the transaction that keeps rows, events, jobs and timers together."""

from tandem.kit.db.database import Database
from tandem.kit.db.transaction import Tx
from tandem.kit.metadata import metadata

__all__ = ["Database", "Tx", "metadata"]
