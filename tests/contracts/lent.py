"""A few borrowers of the local ledger, for tests."""

from datetime import date, timedelta
from decimal import Decimal

from tandem.adapters.loans_local.ledger.borrower import Borrower, Card, Entry, LimitStep
from tandem.adapters.loans_local.ledger.opening import open_loan
from tandem.adapters.loans_local.rules.terms import Terms
from tandem.adapters.loans_local.stores import Store

RATE = Decimal("0.1825")
"""0.05 % a day."""
CARDS = (
    Card("card-6217", "建设银行储蓄卡(尾号6217)", ("建行",)),
    Card("card-3391", "招商银行储蓄卡(尾号3391)"),
)


def borrowers() -> list[tuple[Borrower, list[Entry]]]:
    """On 2026-11-23: `B1` has two loans in time and one settled; `B2` is 13 days late; `B3` has just begun."""
    return [
        _with("B1", 8, ("A1", 3_600_000, 12, date(2026, 7, 8)), ("A2", 1_200_000, 12, date(2026, 4, 8)),
              ("A0", 480_000, 6, date(2025, 12, 8))),
        _with("B2", 10, ("C1", 1_800_000, 18, date(2026, 10, 10)), autopay=False),
        _with("B3", 20, ("D1", 600_000, 6, date(2026, 11, 20))),
    ]  # fmt: skip


def _with(
    number: str, day: int, *loans: tuple[str, int, int, date], autopay: bool = True
) -> tuple[Borrower, list[Entry]]:
    first = loans[0][3] - timedelta(days=1)
    who = Borrower(
        number, day, cards=CARDS, phone="139****0000", limits=(LimitStep(first, 8_000_000, "opened"),)
    )
    made: list[Entry] = []
    for id_, fen, periods, on in loans:
        terms = Terms(fen, RATE, periods, "equal_principal", on, day)
        who, entries = open_loan(who, id_, "随心借", terms, autopay=autopay)
        made += entries
    return who, made


async def lend(store: Store) -> None:
    """Put them all into the store."""
    for who, entries in borrowers():
        assert await store.add(who, entries)
