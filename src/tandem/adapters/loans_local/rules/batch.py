"""Many schedules at once: the same sums as `schedule`, on whole columns of whole numbers (tests compare them)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.loans_local.rules.rounding import MILLION, annuity_fen
from tandem.adapters.loans_local.rules.terms import LAST_DUE_DAY, MOST_FEN, Terms

Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]

MOST_PERIODS = 60
_MOST_PPM = MILLION
# Floating point may err by less than this many fen; nearer to a half, the exact sum decides.
_DOUBT = 1e-3


@dataclass(frozen=True)
class Batch:
    """Columns of terms, one row a loan. Rates in millionths; due dates do not move for holidays; actual days."""

    principal_fen: Whole
    rate_ppm: Whole
    periods: Whole
    equal_principal: NDArray[np.bool_]
    disbursed_on: Days
    due_day: Whole
    basis: int = 365
    shortest_first: int = 15

    def __post_init__(self) -> None:
        for name, values, least, most in (
            ("principal_fen", self.principal_fen, 1, MOST_FEN), ("rate_ppm", self.rate_ppm, 0, _MOST_PPM),
            ("periods", self.periods, 1, MOST_PERIODS), ("due_day", self.due_day, 1, LAST_DUE_DAY),
        ):  # fmt: skip
            if values.size and (values.min() < least or values.max() > most):
                raise ValueError(f"{name}: between {least} and {most}")


@dataclass(frozen=True)
class Schedules:
    """A row a loan, a column an instalment; behind a loan's last instalment amounts are 0 and the date its last."""

    due: Days
    principal_fen: Whole
    interest_fen: Whole


def batch_of(terms: Sequence[Terms]) -> Batch:
    """Terms as columns. Raises ValueError for what the fast path does not do (30/360, moving due dates)."""
    first = terms[0]
    for one in terms:
        if one.day_count == "30/360" or one.holidays != "unchanged":
            raise ValueError("the fast path counts actual days and does not move due dates")
        if (one.basis, one.shortest_first) != (first.basis, first.shortest_first):
            raise ValueError("one basis and one shortest first period a batch")

    def column(values: Sequence[int]) -> Whole:
        return np.array(values, dtype=np.int64)

    return Batch(
        column([one.principal_fen for one in terms]), column([one.rate_ppm for one in terms]),
        column([one.periods for one in terms]),
        np.array([one.method == "equal_principal" for one in terms], dtype=np.bool_),
        np.array([one.disbursed_on for one in terms], dtype="datetime64[D]"),
        column([one.due_day for one in terms]), first.basis, first.shortest_first,
    )  # fmt: skip


def schedules(batch: Batch) -> Schedules:
    """Every schedule of the batch."""
    rows, longest = len(batch.principal_fen), int(batch.periods.max())
    due = np.empty((rows, longest), dtype="datetime64[D]")
    principal = np.zeros((rows, longest), dtype=np.int64)
    interest = np.zeros((rows, longest), dtype=np.int64)
    payment = _payments(batch)
    even = batch.principal_fen // batch.periods
    month = _first_month(batch)
    left = batch.principal_fen.copy()
    start: Days = batch.disbursed_on
    for n in range(longest):
        at = _day_of(month + np.minimum(n, batch.periods - 1), batch.due_day)
        days = (at - start).astype(np.int64)
        bears = _half_up(left * days * batch.rate_ppm, batch.basis * MILLION)
        repays = np.where(batch.equal_principal, even, np.clip(payment - bears, 0, left))
        repays = np.where(n == batch.periods - 1, left, np.where(n < batch.periods, repays, 0))
        due[:, n], principal[:, n], interest[:, n] = at, repays, bears
        left, start = left - repays, at
    return Schedules(due, principal, interest)


def as_dates(row: Days) -> list[date]:
    """A row's due dates as Python's."""
    dates: list[Any] = row.astype("datetime64[D]").tolist()
    return dates


def _first_month(batch: Batch) -> Days:
    month: Days = batch.disbursed_on.astype("datetime64[M]")
    for _ in range(3):
        at = _day_of(month, batch.due_day)
        gap = (at - batch.disbursed_on).astype(np.int64)
        month = month + ((gap <= 0) | (gap < batch.shortest_first)).astype(np.int64)
    return month


def _day_of(month: Days, day: Whole) -> Days:
    first: Any = month.astype("datetime64[D]")
    found: Days = first + (day - 1)
    return found


def _payments(batch: Batch) -> Whole:
    """The even payment of each loan; where floating point cannot tell which way to round, the exact sum does."""
    monthly = batch.rate_ppm / (12 * MILLION)
    shrink = -np.expm1(-batch.periods * np.log1p(monthly))
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.where(
            batch.rate_ppm == 0, batch.principal_fen / batch.periods, batch.principal_fen * monthly / shrink
        )
    rounded: Whole = np.floor(exact + 0.5).astype(np.int64)
    for row in np.flatnonzero(np.abs(exact + 0.5 - np.round(exact + 0.5)) < _DOUBT):
        rounded[row] = annuity_fen(
            int(batch.principal_fen[row]), int(batch.rate_ppm[row]), int(batch.periods[row])
        )
    return rounded


def _half_up(numerator: Whole, denominator: int) -> Whole:
    return (numerator + denominator // 2) // denominator
