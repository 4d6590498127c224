"""Why a model says so: the facts that made it likelier, for the sentence in the catalogue.

Dates are kept instead of days, so that the sentence is right on the day on which it is read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import isnan
from typing import Any

from tandem.contexts.portraits.predictions.rules.features import SINCE_REASON, kind_of
from tandem.kit.i18n import translate

MOST = 3
_LEAST = 0.05
"""A contribution smaller than this, in log-odds, is no reason."""
# Facts that say the same to a person: one of them is enough.
_ALIKE = {
    "overdue_instalments": "overdue", "contacts_90": "contacts", "contacts_30": "contacts",
    "contacts_365": "contacts", "late_payments": "late", "made_good": "late", "periods_left": "periods",
    "periods_paid": "periods", "last_due": "periods",
}  # fmt: skip
# Such a fact says nothing to a person when it is nought.
_SILENT_AT_NOUGHT = frozenset(
    {"overdue_instalments", "late_payments", "first_due", "settled_early", "persons_90", "complaints_180",
     "loans_settled", "periods_left", "periods_paid"}
)  # fmt: skip


def because(
    columns: Sequence[str], values: Sequence[float], pushes: Sequence[float], day: date
) -> list[dict[str, Any]]:
    """The strongest reasons for, at most three: {"key", "on"} for a date, {"key", "n"} for a count. `pushes`: what each
    column adds to the log-odds; `day`: on which the values were taken."""
    found: list[dict[str, Any]] = []
    said: set[str] = set()
    for push, place in sorted(((-push, place) for place, push in enumerate(pushes))):
        name, value = columns[place], values[place]
        alike = _ALIKE.get(name, name)
        if -push < _LEAST or len(found) == MOST:
            break
        if isnan(value) or alike in said or (value == 0 and name in _SILENT_AT_NOUGHT):
            continue
        said.add(alike)
        found.append(_kept(name, value, day))
    return found


def _kept(name: str, value: float, day: date) -> dict[str, Any]:
    match kind_of(name):
        case "until":
            return {"key": name, "on": (day + timedelta(days=int(value))).isoformat()}
        case "since":
            return {"key": name, "on": (day - timedelta(days=int(value))).isoformat()}
        case _:
            return {"key": name, "n": int(value)}


def in_words(
    reasons: Iterable[Mapping[str, Any]], today: date, locale: str, reason_names: Mapping[str, str]
) -> list[str]:
    """As an agent reads them today. `reason_names`: of wrap-up codes."""
    return [_sentence(one, today, locale, reason_names) for one in reasons]


def _sentence(kept: Mapping[str, Any], today: date, locale: str, reason_names: Mapping[str, str]) -> str:
    name = str(kept["key"])
    if name.startswith(SINCE_REASON):
        code = name.removeprefix(SINCE_REASON)
        days = max(0, (today - date.fromisoformat(kept["on"])).days)
        return translate("portraits.because.since_reason", locale, n=days, name=reason_names.get(code, code))
    if "on" not in kept:
        n = int(kept["n"])
        return translate(f"portraits.because.{name}" + (".none" if n == 0 else ""), locale, n=n)
    on = date.fromisoformat(kept["on"])
    if name == "due" and on <= today:
        return translate(
            "portraits.because.due.today" if on == today else "portraits.because.due.over", locale
        )
    n = (on - today).days if kind_of(name) == "until" else (today - on).days
    return translate(f"portraits.because.{name}", locale, n=max(0, n))
