"""The terms of one loan: everything that its sums depend on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, get_args

from tandem.adapters.loans_local.rules.rounding import ppm

Method = Literal["equal_instalment", "equal_principal"]
DayCount = Literal["act/365", "act/360", "30/360"]
Holidays = Literal["unchanged", "following"]

MOST_FEN = 1_000_000_000
"""Ten million yuan: up to here the fast path's sums fit into 64 bits."""
MOST_PERIODS = 360
LAST_DUE_DAY = 28


@dataclass(frozen=True)
class Terms:
    """`annual_rate` is simple interest a year. `ceiling` bounds the rate of overdue principal, `penalty_multiple`
    times the contract's, which counts from the end of `grace_days`. A first instalment within `shortest_first` days of
    the disbursement falls in the next month. `holidays` "following": a due date on a day off moves to the next
    working day, and the days in between bear interest. `settle_fee` is the part of the principal charged for settling
    before the first instalment is paid, `free_days` after the disbursement excepted."""

    principal_fen: int
    annual_rate: Decimal
    periods: int
    method: Method
    disbursed_on: date
    due_day: int
    day_count: DayCount = "act/365"
    grace_days: int = 3
    penalty_multiple: Decimal = Decimal("1.5")
    ceiling: Decimal = Decimal("0.24")
    settle_fee: Decimal = Decimal("0.01")
    free_days: int = 1
    shortest_first: int = 15
    holidays: Holidays = "unchanged"

    def __post_init__(self) -> None:
        wrong = [name for name, fine in self._checks().items() if not fine]
        if wrong:
            raise ValueError(f"terms out of range: {', '.join(wrong)}")

    def _checks(self) -> dict[str, bool]:
        return {
            "principal_fen": type(self.principal_fen) is int and 0 < self.principal_fen <= MOST_FEN,
            "annual_rate": 0 <= self.annual_rate <= 1 and ppm(self.annual_rate) >= 0,
            "periods": 1 <= self.periods <= MOST_PERIODS,
            "method": self.method in get_args(Method),
            "due_day": 1 <= self.due_day <= LAST_DUE_DAY,
            "day_count": self.day_count in get_args(DayCount),
            "grace_days": self.grace_days >= 0,
            "penalty_multiple": self.penalty_multiple >= 1,
            "ceiling": 0 <= self.ceiling <= 1,
            "settle_fee": 0 <= self.settle_fee <= 1,
            "shortest_first": 0 <= self.shortest_first <= 31,
            "holidays": self.holidays in get_args(Holidays),
        }

    # Kept once counted: a life of eighteen months asks for them some hundred times.
    @cached_property
    def rate_ppm(self) -> int:
        return ppm(self.annual_rate)

    @cached_property
    def penalty_ppm(self) -> int:
        """The rate of overdue principal after the grace days, in millionths: never above the ceiling, and never
        below the contract's own."""
        return max(self.rate_ppm, min(int(self.rate_ppm * self.penalty_multiple), ppm(self.ceiling)))

    @property
    def basis(self) -> int:
        """Days of the year that a daily rate is a part of."""
        return 365 if self.day_count == "act/365" else 360
