"""How sure we are of who is there, and how sure an action wants us to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal

Method = Literal["code", "id_digits", "signed", "agent"]


class Level(IntEnum):
    """`PUBLIC`: anybody. `BOUND`: this session proved who it is. `FRESH`: and did so, by a code, just now."""

    PUBLIC = 0
    BOUND = 1
    FRESH = 2

    @property
    def word(self) -> str:
        """As flows, bodies and texts name it: public, bound, fresh."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Level":
        """Raises KeyError for a word that is none."""
        return cls[word.upper()]


FRESH_FOR = timedelta(minutes=10)
"""How long a code counts as just now: long enough to read a quote and think it over."""
BOUND_FOR = timedelta(hours=24)
"""How long a session stays proven: whoever opens the chat on the same computer the next day proves it anew."""
_NEVER_FRESH: frozenset[Method] = frozenset({"id_digits"})

NEEDED: Mapping[str, Level] = {
    "bill": Level.BOUND,
    "schedule": Level.BOUND,
    "loans": Level.BOUND,
    "settled_loans": Level.BOUND,
    "all_loans": Level.BOUND,
    "loan_list": Level.BOUND,
    "loan_balance": Level.BOUND,
    "cards": Level.BOUND,
    "card_list": Level.BOUND,
    "payment_history": Level.BOUND,
    "settlement_quote": Level.BOUND,
    "prepayment_quote": Level.BOUND,
    "limit": Level.BOUND,
    "fees": Level.BOUND,
    "register_dispute": Level.BOUND,
    "register_objection": Level.BOUND,
    "register_limit_review": Level.BOUND,
    "repay": Level.FRESH,
    "prepay": Level.FRESH,
    "settle": Level.FRESH,
    "change_due_day": Level.FRESH,
    "change_phone": Level.FRESH,
    "request_limit": Level.FRESH,
    "settlement_certificate": Level.FRESH,
}
"""What each action on the customer's own loans wants. Products, rates, how things are done: not here, public."""


_COMMANDS: Mapping[str, str] = {"certificate": "settlement_certificate", "dispute": "register_dispute"}
"""Commands of the loan journal that self-service calls by another name."""


def needed_for_command(kind: str) -> Level:
    """The level for a command on a loan, whoever sends it: the same as where the customer does it alone."""
    return needed(_COMMANDS.get(kind, kind), personal=True, changes=True)


def needed(action: str, *, personal: bool, changes: bool) -> Level:
    """The level for an action; one that the table does not know is taken by what it does."""
    unknown = Level.FRESH if changes else Level.BOUND if personal else Level.PUBLIC
    return NEEDED.get(action, unknown)


@dataclass(frozen=True)
class Proven:
    """One proof: how, when, until when it is fresh (None: never was)."""

    method: Method
    at: datetime
    fresh_until: datetime | None


def fresh_until(method: Method, at: datetime) -> datetime | None:
    """Until when a proof made now is fresh. Four digits of an ID number are no secret: they never are."""
    return None if method in _NEVER_FRESH else at + FRESH_FOR


def level_of(proofs: Iterable[Proven], now: datetime, *, vouched: bool = False) -> Level:
    """What the proofs of a session amount to. `vouched`: the host site's signed identity stands behind it."""
    best = Level.BOUND if vouched else Level.PUBLIC
    for proof in proofs:
        if proof.fresh_until is not None and now < proof.fresh_until:
            return Level.FRESH
        if now < proof.at + BOUND_FOR:
            best = Level.BOUND
    return best
