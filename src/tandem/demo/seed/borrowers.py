"""The demo lender's signed-in borrowers: four cases that between them meet every rule. Names are in demo/signing."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Lent:
    """A loan by equal principal at 0.05 % a day, of which `paid` instalments are repaid. `id` is told apart among the
    borrower's own."""

    id: str
    product: str
    amount_fen: int
    periods: int
    paid: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Borrowing:
    """`due_day`: of each month. `overdue_days`: since the last due day was missed. `cards`: last digits, names.
    `refunds`: days ago, fen."""

    number: str
    due_day: int
    loans: tuple[Lent, ...]
    cards: tuple[tuple[str, tuple[str, ...]], ...]
    phone: str
    limit_fen: int
    overdue_days: int = 0
    refunds: tuple[tuple[int, int], ...] = field(default=())


_CARDS = (("6217", ("建设银行", "建行")), ("3391", ("招商银行", "招行")))

BORROWERS = (
    Borrowing(
        "two_loans",
        due_day=8,
        loans=(
            Lent("L1", "装修分期", 3_600_000, 12, 4, ("装修",)),
            Lent("L2", "随心借", 1_200_000, 12, 7),
            Lent("L0", "手机分期", 480_000, 6, 6, ("手机",)),
        ),
        cards=_CARDS,
        phone="13900000000",
        limit_fen=8_000_000,
        refunds=((20, 5_000),),
    ),
    Borrowing(
        "one_loan", due_day=20, loans=(Lent("L1", "随心借", 600_000, 6, 0),), cards=_CARDS[:1],
        phone="13800000000", limit_fen=2_000_000,
    ),
    Borrowing(
        "overdue", due_day=15, loans=(Lent("L1", "随心借", 1_800_000, 18, 5),), cards=_CARDS,
        phone="13900000015", limit_fen=3_000_000, overdue_days=6,
    ),
    Borrowing(
        "settled", due_day=10, loans=(Lent("L0", "家电分期", 600_000, 6, 6, ("家电",)),), cards=_CARDS[1:],
        phone="13900000010", limit_fen=5_000_000,
    ),
)  # fmt: skip


def borrower_of(number: str) -> Borrowing | None:
    """The case of this number, or of what stands before its slash: `overdue/7` is another such borrower, with loans of
    their own."""
    case = number.partition("/")[0]
    found = next((one for one in BORROWERS if one.number == case), None)
    return replace(found, number=number) if found else None
