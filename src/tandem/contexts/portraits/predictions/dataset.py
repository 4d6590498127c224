"""The table that a version learns from: a row a customer and day, made of what was known when that day began."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.portraits.predictions.errors import TrainingRefused
from tandem.contexts.portraits.predictions.gathering import Person
from tandem.contexts.portraits.predictions.rules.fairness import AGES, SEXES, age_band, sex_of
from tandem.contexts.portraits.predictions.rules.features import features
from tandem.contexts.portraits.predictions.rules.history import (
    OTHER,
    History,
    borrowed_before,
    contacted_about,
    dormant_on,
    known_before,
)
from tandem.contexts.portraits.predictions.rules.splitting import Span, Split, days_of, split
from tandem.contexts.portraits.predictions.rules.targets import DORMANCY, DORMANCY_DAYS, NEED, NEED_DAYS

MOST_REASONS = 10
FEWEST_CUSTOMERS, FEWEST_CONTACTS = 20, 20
_FEWEST_OF_A_REASON = 10


@dataclass(frozen=True)
class Frame:
    """What is the same for all rows: the reasons told apart (the last is all others) and the days of each target."""

    reasons: tuple[str, ...]
    splits: dict[str, Split]

    @property
    def days(self) -> Span:
        found = self.splits.values()
        return Span(min(one.learned.first for one in found), max(one.judged.last for one in found))


@dataclass(frozen=True)
class Table:
    """`parts`: 0 to learn from, 1 to calibrate on, 2 to judge on, -1 none, for each target. `customer` numbers the
    persons; `sex` and `age` are theirs, for fairness alone."""

    rows: NDArray[np.float32]
    day: NDArray[np.int64]
    customer: NDArray[np.int64]
    parts: dict[str, NDArray[np.int8]]
    happened: dict[str, NDArray[np.bool_]]
    sex: NDArray[np.int64]
    age: NDArray[np.int64]


def frame(persons: Sequence[Person], today: date) -> Frame:
    """Raises TrainingRefused when there is too little to learn from, saying of what."""
    if len(persons) < FEWEST_CUSTOMERS:
        raise TrainingRefused(
            "prediction_too_few_customers", {"found": len(persons), "needed": FEWEST_CUSTOMERS}
        )
    first = min((one.on for person in persons for one in person.history.contacts), default=None)
    if first is None:
        raise TrainingRefused("prediction_history_empty")
    found = {
        name: split(first, today, ahead) for name, ahead in ((NEED, NEED_DAYS), (DORMANCY, DORMANCY_DAYS))
    }
    need = found[NEED]
    if need is None:
        raise TrainingRefused("prediction_history_short", {"days": (today - first).days})
    counted = Counter(
        one.reason or OTHER
        for person in persons
        for one in person.history.contacts
        if need.learned.first <= one.on <= need.learned.last
    )
    if sum(counted.values()) < FEWEST_CONTACTS:
        raise TrainingRefused(
            "prediction_too_few_contacts", {"found": sum(counted.values()), "needed": FEWEST_CONTACTS}
        )
    told = [(code, n) for code, n in counted.items() if code != OTHER and n >= _FEWEST_OF_A_REASON]
    told.sort(key=lambda one: (-one[1], one[0]))
    if not told or (len(told) == 1 and len(counted) == 1):
        raise TrainingRefused("prediction_one_class", {"only": told[0][0] if told else OTHER})
    reasons = (*(code for code, _ in told[:MOST_REASONS]), OTHER)
    return Frame(reasons, {name: one for name, one in found.items() if one is not None})


@dataclass(frozen=True)
class _Rows:
    rows: list[list[float]]
    day: list[int]
    parts: dict[str, list[int]]
    happened: dict[str, list[list[bool]]]


def rows_of(person: Person, frame: Frame) -> _Rows:
    """The rows of one customer: one a week from the day after they became one."""
    made = _Rows([], [], {name: [] for name in frame.splits}, {name: [] for name in frame.splits})
    past = person.history
    for day in days_of(person.id.bytes, frame.days):
        if day <= past.since:
            continue
        parts = {name: _part(name, past, day, one) for name, one in frame.splits.items()}
        if all(part < 0 for part in parts.values()):
            continue
        made.rows.append(features(past, day, frame.reasons))
        made.day.append(day.toordinal())
        for name, part in parts.items():
            made.parts[name].append(part)
            made.happened[name].append(_happened(name, past, day, frame.reasons))
    return made


def _part(target: str, past: History, day: date, days: Split) -> int:
    part = days.part_of(day)
    if part is None:
        return -1
    if target == DORMANCY:
        known = known_before(past, day)
        if not borrowed_before(known, day) or dormant_on(known, day):
            return -1
    return part


def _happened(target: str, past: History, day: date, reasons: Sequence[str]) -> list[bool]:
    if target == DORMANCY:
        then = day + timedelta(days=DORMANCY_DAYS)
        return [dormant_on(known_before(past, then), then)]
    about = contacted_about(past, day, NEED_DAYS)
    rare = bool(about - set(reasons))
    return [one in about or (one == OTHER and rare) for one in reasons]


def table(persons: Sequence[Person], made: Iterable[_Rows], frame: Frame, year: int) -> Table:
    """All rows, in the order of persons and days."""
    parts = list(made)
    lengths = [len(one.day) for one in parts]
    width = len(features(History(date.min), date.max, frame.reasons))
    rows = np.empty((sum(lengths), width), dtype=np.float32)
    at = 0
    for one in parts:
        if one.rows:
            rows[at : at + len(one.rows)] = one.rows
        at += len(one.rows)
    customer = np.repeat(np.arange(len(parts)), lengths)
    sex = np.asarray([SEXES.index(sex_of(one.sex)) for one in persons], dtype=np.int64)
    age = np.asarray([AGES.index(age_band(one.birth_year, year)) for one in persons], dtype=np.int64)
    outcomes = {NEED: len(frame.reasons), DORMANCY: 1}
    return Table(
        rows,
        np.asarray([day for one in parts for day in one.day], dtype=np.int64),
        customer,
        {name: np.asarray([p for one in parts for p in one.parts[name]], dtype=np.int8) for name in frame.splits},
        {
            name: np.asarray([h for one in parts for h in one.happened[name]], dtype=bool).reshape(
                sum(lengths), outcomes[name]
            )
            for name in frame.splits
        },
        sex[customer],
        age[customer],
    )  # fmt: skip


def digest(persons: Sequence[Person]) -> str:
    """Of everything that is learned from: the same pasts give the same. Who is of which sex and age is not in it."""
    found = sha256()
    for one in sorted(persons, key=lambda person: person.id):
        found.update(repr((one.id.hex, one.history)).encode())
    return found.hexdigest()
