"""How many schedules the ledger computes in a second, by the fast path and by the pure rule, and that both agree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from time import perf_counter

import numpy as np

from tandem.adapters.loans_local.rules.batch import Batch, Schedules, as_dates, schedules
from tandem.adapters.loans_local.rules.rounding import MILLION
from tandem.adapters.loans_local.rules.schedule import Planned, schedule
from tandem.adapters.loans_local.rules.terms import Terms

_CHUNK = 50_000
_PERIODS = (3, 6, 9, 12, 24)
_FIRST_DAY = np.datetime64("2025-01-01")


@dataclass(frozen=True)
class ScheduleBench:
    """`seconds`: for computing all `schedules`, drawing the terms apart. `compared` of them were computed by the pure
    rule, too (`pure_seconds`); `different` of these were not the same to the fen and the day. `lost_fen`: principal of
    all loans less that of all instalments."""

    schedules: int
    instalments: int
    seconds: float
    compared: int
    pure_seconds: float
    different: int
    lost_fen: int


def bench_schedules(
    count: int, compare: int, seed: int, done: Callable[[int], None] = lambda _n: None
) -> ScheduleBench:
    """Compute `count` schedules of terms drawn by `seed`; `done` hears how many are ready. Both at least 1."""
    random = np.random.default_rng(seed)
    seconds = pure_seconds = 0.0
    instalments = lost = compared = different = ready = 0
    while ready < count:
        rows = min(_CHUNK, count - ready)
        batch = _draw(random, rows)
        started = perf_counter()
        found = schedules(batch)
        seconds += perf_counter() - started
        instalments += int(batch.periods.sum())
        lost += int(np.abs(found.principal_fen.sum(axis=1) - batch.principal_fen).sum())
        # The same share of every chunk.
        for row in range(min(rows, -(-compare * rows // count), compare - compared)):
            terms = _terms(batch, row)
            started = perf_counter()
            planned = schedule(terms)
            pure_seconds += perf_counter() - started
            compared += 1
            different += not _same(found, row, planned)
        ready += rows
        done(ready)
    return ScheduleBench(ready, instalments, seconds, compared, pure_seconds, different, lost)


def _draw(random: np.random.Generator, rows: int) -> Batch:
    return Batch(
        principal_fen=random.integers(50_000, 20_000_001, rows),
        rate_ppm=random.integers(72_000, 240_001, rows),
        periods=random.choice(np.array(_PERIODS, dtype=np.int64), rows),
        equal_principal=random.integers(0, 2, rows).astype(np.bool_),
        disbursed_on=_FIRST_DAY + random.integers(0, 730, rows),
        due_day=random.integers(1, 29, rows),
    )


def _terms(batch: Batch, row: int) -> Terms:
    begun: date = batch.disbursed_on[row].item()
    return Terms(
        int(batch.principal_fen[row]), Decimal(int(batch.rate_ppm[row])) / MILLION, int(batch.periods[row]),
        "equal_principal" if batch.equal_principal[row] else "equal_instalment", begun, int(batch.due_day[row]),
    )  # fmt: skip


def _same(found: Schedules, row: int, planned: list[Planned]) -> bool:
    n = len(planned)
    return (
        as_dates(found.due[row, :n]) == [one.due for one in planned]
        and found.principal_fen[row, :n].tolist() == [one.principal_fen for one in planned]
        and found.interest_fen[row, :n].tolist() == [one.interest_fen for one in planned]
        and not found.principal_fen[row, n:].any()
    )
