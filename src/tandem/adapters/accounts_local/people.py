"""The demo's borrowers: four cases that between them meet every rule."""

from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True)
class LoanFacts:
    """A loan by equal principal: each period repays `amount_fen / periods` and the interest of a month."""

    id: str
    product: str
    amount_fen: int
    periods: int
    paid: int
    names: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        return self.paid >= self.periods

    @property
    def per_period_fen(self) -> int:
        return self.amount_fen // self.periods

    @property
    def principal_fen(self) -> int:
        return self.amount_fen - self.per_period_fen * self.paid if not self.settled else 0


@dataclass(frozen=True)
class Person:
    """`due_day`: of each month. `overdue_days`: since the last due day was missed."""

    due_day: int
    loans: tuple[LoanFacts, ...]
    cards: tuple[tuple[str, tuple[str, ...]], ...]
    phone: str = "13900000000"
    overdue_days: int = 0
    refunds: tuple[tuple[int, int], ...] = field(default=())  # (days ago, fen)


_CARDS = (("card-6217", ("建设银行", "建行")), ("card-3391", ("招商银行", "招行")))

PEOPLE = {
    "two_loans": Person(
        due_day=8,
        loans=(
            LoanFacts("L1", "装修分期", 3_600_000, 12, 4, ("装修",)),
            LoanFacts("L2", "随心借", 1_200_000, 12, 7),
            LoanFacts("L0", "手机分期", 480_000, 6, 6, ("手机",)),
        ),
        cards=_CARDS,
        refunds=((20, 5_000),),
    ),
    "one_loan": Person(
        due_day=20, loans=(LoanFacts("L1", "随心借", 600_000, 6, 0),), cards=_CARDS[:1], phone="13800000000"
    ),
    "overdue": Person(
        due_day=15, loans=(LoanFacts("L1", "随心借", 1_800_000, 18, 5),), cards=_CARDS, overdue_days=6
    ),
    "settled": Person(
        due_day=10, loans=(LoanFacts("L0", "家电分期", 600_000, 6, 6, ("家电",)),), cards=_CARDS[1:]
    ),
}


def person_of(customer: str) -> Person:
    """The case called `customer` (or before its slash: `overdue/7` is another such borrower, with a book of their own),
    or one by the customer's id: the same at every visit, mostly the first."""
    case = customer.partition("/")[0]
    if case in PEOPLE:
        return PEOPLE[case]
    draw = sha256(customer.encode()).digest()[0]
    return PEOPLE["two_loans" if draw < 180 else "one_loan" if draw < 220 else "settled"]
