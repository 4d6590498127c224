"""People who are nobody: a natural name, and numbers that look right and reach no one."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Any, Literal

import yaml

Sex = Literal["male", "female"]

_FIRST = 100_000_001
_PHONES = 10**8
_STRIDE = 61_803_399  # coprime with 10**8: every customer gets another number, and neighbours' are far apart
_PREFIX = "164"
"""The ministry's list of mobile numbers (工信部, as of March 2023) gives 164 to nobody; IoT and satellite neither."""
_AREAS = 10_000
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class Person:
    """`number` is the lender's number of the customer. `region`: province and city."""

    number: str
    name: str
    sex: Sex
    born: date
    region: str
    phone: str
    id_number: str
    email: str


def person(k: int, *, male: bool, age: int, as_of: date, random: Random) -> Person:
    """The `k`th borrower (from 0), `age` years old on `as_of`."""
    sex: Sex = "male" if male else "female"
    born = _birthday(as_of, age, random)
    surname, reading = _pick(random, _names().surnames)
    province, cities = _pick(random, _names().regions)
    return Person(
        number(k), surname + _given(random, sex, born.year), sex, born,
        f"{province} {random.choice(cities)}", phone(k), id_number(k, born, male=male),
        f"{reading}{random.randint(10, 99)}.{k + 1:06}@example.com",
    )  # fmt: skip


def number(k: int) -> str:
    """The number at the lender of the `k`th borrower (from 0)."""
    return f"HS{_FIRST + k}"


def order_of(number: str) -> int:
    """Which borrower has this number: the other way round."""
    return int(number.removeprefix("HS")) - _FIRST


def phone(k: int) -> str:
    """A number of 11 digits in a range that nobody was given."""
    return f"{_PREFIX}{k * _STRIDE % _PHONES:08}"


def id_number(k: int, born: date, *, male: bool) -> str:
    """An ID number (GB 11643-1999) with a right check digit, of an area that does not exist: no code begins with 99."""
    order = k // _AREAS * 2 + male
    first = f"99{k % _AREAS:04}{born:%Y%m%d}{order:03}"
    return first + _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, first, strict=True)) % 11]


def _birthday(as_of: date, age: int, random: Random) -> date:
    """A day on which one was born who is `age` on `as_of`."""
    latest = date(as_of.year - age, as_of.month, min(as_of.day, 28))
    return latest - timedelta(days=random.randrange(364))


def _given(random: Random, sex: Sex, year: int) -> str:
    shelf = next(one for one in _names().given if year < one["born_before"])[sex]
    if random.random() < 0.12:
        return random.choice(shelf["single"].split())
    first, second = random.choice(shelf["first"].split()), random.choice(shelf["second"].split())
    return first if first == second else first + second


@dataclass(frozen=True)
class _Weighted:
    values: list[Any]
    until: list[float]


@dataclass(frozen=True)
class _Names:
    surnames: _Weighted
    regions: _Weighted
    given: list[dict[str, Any]]


def _pick(random: Random, weighted: _Weighted) -> Any:
    return random.choices(weighted.values, cum_weights=weighted.until)[0]


@cache
def _names() -> _Names:
    read = yaml.safe_load((resources.files("tandem.demo.borrowers") / "names.yaml").read_text("utf-8"))
    surnames = [one.split() for one in read["surnames"].split(",")]
    regions = [(name, share, cities.split()) for name, (share, cities) in read["regions"].items()]
    return _Names(
        _Weighted([(name, reading) for name, _, reading in surnames], list(accumulate(int(n) for _, n, _ in surnames))),
        _Weighted([(name, cities) for name, _, cities in regions], list(accumulate(n for _, n, _ in regions))),
        read["given"],
    )  # fmt: skip
