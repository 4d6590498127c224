"""Where money goes: the earliest instalment first, and within it in the contract's order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tandem.adapters.loans_local.rules.accrual import Owed

Part = Literal["interest", "late", "penalty", "principal"]

PRINCIPAL_FIRST_AFTER = 90
_INTEREST_FIRST: tuple[Part, ...] = ("interest", "late", "penalty", "principal")
_PRINCIPAL_FIRST: tuple[Part, ...] = ("principal", "interest", "late", "penalty")


@dataclass(frozen=True)
class Allocated:
    """What of a payment one instalment gets."""

    number: int
    interest: int = 0
    late: int = 0
    penalty: int = 0
    principal: int = 0

    @property
    def total_fen(self) -> int:
        return self.interest + self.late + self.penalty + self.principal


def order(days_late: int) -> tuple[Part, ...]:
    """Up to 90 days late interest before principal, later principal before interest (先息后本 / 先本后息)."""
    return _PRINCIPAL_FIRST if days_late > PRINCIPAL_FIRST_AFTER else _INTEREST_FIRST


def allocate(owed: Sequence[Owed], fen: int) -> tuple[list[Allocated], int]:
    """A payment over what is owed: the parts, and what is left over. Nothing is lost: parts and rest add up to it."""
    if fen < 0:
        raise ValueError("a payment is not negative")
    parts, left = [], fen
    for one in sorted(owed, key=lambda one: (one.due, one.number)):
        if not left:
            break
        amounts = {
            "interest": one.interest_fen, "late": one.late_fen, "penalty": one.penalty_fen,
            "principal": one.principal_fen,
        }  # fmt: skip
        given: dict[str, int] = {}
        for part in order(one.days_late):
            given[part] = min(left, amounts[part])
            left -= given[part]
        got = Allocated(one.number, **given)
        if got.total_fen:
            parts.append(got)
    return parts, left
