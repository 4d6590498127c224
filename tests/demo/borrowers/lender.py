"""A lender with queues and agents, and borrowers made for it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contexts.conversations import api as conversations
from tandem.demo.borrowers.making import Borrower, borrowers
from tandem.demo.borrowers.parameters import kept
from tandem.demo.borrowers.seeding import Seeding
from tandem.demo.borrowers.talking import Line, Office
from tandem.kit.clock import FixedClock
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.wiring.seeding import LocalLedger

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
AS_OF = date(2026, 11, 21)
KEYS = ("general", "repayment", "complaint")
OFFICE = Office(
    {key: Line(UUID(int=n), key, 20, [(UUID(int=9), "林静怡")]) for n, key in enumerate(KEYS, 1)},
    {},
    {},
    ZONE,
)


def made(first: int, last: int, seed: int = 7) -> list[Borrower[Any, Any]]:
    return list(borrowers(kept(), seed, first, last, AS_OF, OFFICE, LocalLedger().lives))


def database(url: str, keyring: Keyring) -> Database:
    return Database(url, clock=FixedClock(NOW), keyring=keyring)


def seeding(db: Database, seed: int = 7) -> Seeding:
    return Seeding(db, LocalLedger(), ZONE, seed)


async def open_office(db: Database) -> None:
    """Queues with an agent each, a wrap-up code and a label."""
    async with db.transaction() as tx:
        for n, key in enumerate(KEYS, 1):
            queue = await conversations.create_queue(tx, key, key)
            await conversations.create_seat(
                tx, UUID(int=n), f"坐席{n}", queue_ids=[queue],
                team_id=UUID(int=99), team_name="一组",
            )  # fmt: skip
        await conversations.create_disposition(tx, "credit", "征信", "Credit report", position=0)
        await conversations.create_label(tx, "投诉风险", "#f5222d")
