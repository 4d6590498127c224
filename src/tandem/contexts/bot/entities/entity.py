"""What is found in a text, and in which form its value comes."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Kind = Literal[
    "amount",
    "date",
    "period",
    "instalment",
    "rate",
    "id_number",
    "bank_card",
    "mobile",
    "landline",
    "reference",
    "code",
    "person",
    "place",
]
"""`period`: 12期, 半年. `instalment`: 第3期. `reference`: numbers of contracts, orders, tickets.
`code`: one-time codes. `person`, `place`: by a NameFinder only."""

Doubt = Literal["check_digit", "birth_date", "region", "no_such_day", "approximate"]
"""Why a value must not be taken as it stands: the bot can say so."""

Unit = Literal["instalment", "day", "week", "month", "year"]
Per = Literal["year", "month", "day"]


@dataclass(frozen=True)
class DateSpan:
    """From `start` to `end`, both included; one day when they are equal."""

    start: date
    end: date

    @classmethod
    def on(cls, day: date) -> "DateSpan":
        return cls(day, day)


@dataclass(frozen=True)
class Period:
    """A length of time, or a number of instalments. Halves are told in the smaller unit (半年: 6 months)."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class Rate:
    """`fraction` of one (24 % is 0.24), `per` year, month or day where the customer said so."""

    fraction: Decimal
    per: Per | None = None


Value = int | str | DateSpan | Period | Rate
"""amount: int, in fen (1 yuan = 100 fen) · date: DateSpan · period: Period · instalment: int · rate: Rate ·
numbers: str of digits (an identity number's X is upper case) · person, place: str."""


@dataclass(frozen=True)
class Entity:
    """`text` is what stands in the customer's message from `start` to `end`. `value` is None only where no
    value exists (2月30号). `alternatives`: other readings, the likelier first. Neither text nor value shows
    in `repr`, which may end in a log."""

    kind: Kind
    start: int
    end: int
    text: str = field(repr=False)
    value: Value | None = field(repr=False)
    alternatives: tuple[Value, ...] = field(default=(), repr=False)
    doubt: Doubt | None = None
    label: str = ""

    @property
    def clean(self) -> bool:
        """Whether the value may be taken as it stands: no doubt, one reading."""
        return self.doubt is None and self.value is not None and not self.alternatives

    def moved(self, by: int, text: str) -> "Entity":
        """The same, `by` characters further on, in `text`."""
        start, end = self.start + by, self.end + by
        return replace(self, start=start, end=end, text=text[start:end])

    def plain(self) -> dict[str, Any]:
        """For JSON: dates as ISO text, rates as text. Personal values are in it: not for logs."""
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": _plain(self.value),
            "alternatives": [_plain(value) for value in self.alternatives],
            "doubt": self.doubt,
        }


def _plain(value: Value | None) -> Any:
    match value:
        case DateSpan(start, end):
            return {"start": start.isoformat(), "end": end.isoformat()}
        case Period(count, unit):
            return {"count": count, "unit": unit}
        case Rate(fraction, per):
            return {"fraction": format(fraction, "f"), "per": per}
        case _:
            return value
