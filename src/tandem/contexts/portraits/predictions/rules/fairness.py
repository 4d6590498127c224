"""Whether a model serves all alike: its figures for each sex and band of age, which it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.portraits.predictions.rules.measuring import calibration_error

Floats = NDArray[np.float64]
FEWEST_CUSTOMERS, FEWEST_EVENTS = 50, 20
"""Groups smaller than this, or to whom it happened less often, have no rates: they would be chance."""
UNKNOWN = "unknown"
SEXES = ("female", "male", UNKNOWN)
_BANDS = ((25, "to_25"), (35, "26_35"), (45, "36_45"), (55, "46_55"))
AGES = (*(name for _, name in _BANDS), "from_56", UNKNOWN)


@dataclass(frozen=True)
class Group:
    """`happened` and `said` are means over rows (customer and day); `shown` the share of them to whom an agent is told
    something; `found` of those to whom it happened (true positive rate), `false_alarms` of the others (false positive
    rate). None where the group is `small`."""

    by: str
    group: str
    customers: int
    rows: int
    small: bool
    happened: float | None = None
    said: float | None = None
    shown: float | None = None
    found: float | None = None
    false_alarms: float | None = None
    calibration_error: float | None = None


def sex_of(value: object) -> str:
    return str(value) if value in ("female", "male") else UNKNOWN


def age_band(birth_year: object, year: int) -> str:
    """By the year alone, as it is what is known."""
    if not isinstance(birth_year, int) or not 0 < year - birth_year < 120:
        return UNKNOWN
    return next((name for last, name in _BANDS if year - birth_year <= last), "from_56")


def table(
    by: str,
    groups: Sequence[str],
    group_of: NDArray[np.int64],
    customer: NDArray[np.int64],
    probability: Floats,
    shown: NDArray[np.bool_],
    happened: NDArray[np.bool_],
) -> list[Group]:
    """One line a group that has any customers; `group_of`: each row's place in `groups`."""
    found = []
    for place, name in enumerate(groups):
        rows = group_of == place
        customers = len(np.unique(customer[rows]))
        if not customers:
            continue
        came = happened[rows]
        if customers < FEWEST_CUSTOMERS or min(came.sum(), (~came).sum()) < FEWEST_EVENTS:
            found.append(Group(by, name, customers, int(rows.sum()), small=True))
            continue
        told, said = shown[rows], probability[rows]
        found.append(
            Group(
                by, name, customers, int(rows.sum()), False, float(came.mean()), float(said.mean()),
                float(told.mean()), float(told[came].mean()), float(told[~came].mean()),
                calibration_error(said, came.astype(np.float64)),
            )
        )  # fmt: skip
    return found


def widest(groups: Sequence[Group]) -> float | None:
    """The largest difference between two groups in how often what happens is found; None: fewer than two to compare."""
    rates = [one.found for one in groups if one.found is not None]
    return max(rates) - min(rates) if len(rates) > 1 else None
