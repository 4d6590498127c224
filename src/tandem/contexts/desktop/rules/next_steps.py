"""What an agent may do next for a customer, and why: plain rules over what the panel knows anyway."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

Code = Literal[
    "wait_for_core", "verify_identity", "offer_plan", "take_payment", "remind_due", "offer_certificate",
    "make_up", "own_the_case", "join_up", "ask_consent", "prepare_need",
]  # fmt: skip

GRACE_DAYS = 3
"""So long after the due date a missed payment is mostly a slip: paying it is the help; then it is means that lack."""
DUE_SOON_DAYS = 3
REPEATED, REPEATED_DAYS = 3, 7
"""So many contacts within so many days: what was said before has not solved it."""
UNHAPPY = 2
RATING_DAYS = 30
MOST_SHOWN = 4


@dataclass(frozen=True)
class Step:
    """`why`: the facts that led here, for the sentence in the catalogue. `loan`: which one it is about."""

    code: Code
    why: Mapping[str, Any]
    loan: str | None = None


@dataclass(frozen=True)
class KnownLoan:
    id: str
    product: str
    settled: bool
    overdue_days: int
    next_due_on: date | None
    due_fen: int | None
    certified: bool


@dataclass(frozen=True)
class KnownContact:
    opened_at: datetime
    open: bool
    here: bool
    channel: str
    score: int | None


@dataclass(frozen=True)
class KnownNeed:
    """What is predicted: in words, and how likely."""

    name: str
    probability: float


@dataclass(frozen=True)
class Known:
    """What is known; None where nothing is. `here`: the panel is open beside this very conversation."""

    now: datetime
    today: date
    bound: bool
    pending: Sequence[str] = ()
    loans: Sequence[KnownLoan] = ()
    contacts: Sequence[KnownContact] = field(default=())
    service_consent: bool | None = None
    need: KnownNeed | None = None


def next_steps(known: Known) -> list[Step]:
    """The steps to suggest, the most pressing first, at most four."""
    found = [step for rule in _RULES for step in rule(known)]
    return found[:MOST_SHOWN]


def _pending(known: Known) -> list[Step]:
    return [Step("wait_for_core", {"command": known.pending[0]})] if known.pending else []


def _nobody(known: Known) -> list[Step]:
    return [] if known.bound else [Step("verify_identity", {})]


def _overdue(known: Known) -> list[Step]:
    late = sorted((one for one in known.loans if one.overdue_days > 0), key=lambda one: -one.overdue_days)
    if not late:
        return []
    worst = late[0]
    code: Code = "offer_plan" if worst.overdue_days > GRACE_DAYS else "take_payment"
    fen = sum(one.due_fen or 0 for one in late)
    return [Step(code, {"days": worst.overdue_days, "fen": fen, "product": worst.product}, worst.id)]


def _due(known: Known) -> list[Step]:
    soon = known.today + timedelta(days=DUE_SOON_DAYS)
    found = [
        one for one in known.loans
        if not one.settled and one.overdue_days == 0 and one.next_due_on is not None and one.next_due_on <= soon
    ]  # fmt: skip
    found.sort(key=lambda one: (one.next_due_on or soon, one.id))
    return [
        Step("remind_due", {"on": one.next_due_on, "fen": one.due_fen, "product": one.product}, one.id)
        for one in found[:1]
    ]


def _certificate(known: Known) -> list[Step]:
    found = [one for one in known.loans if one.settled and not one.certified]
    return [Step("offer_certificate", {"product": one.product}, one.id) for one in found[-1:]]


def _unhappy(known: Known) -> list[Step]:
    rated = [one for one in known.contacts if one.score is not None]
    if not rated or rated[0].score is None or rated[0].score > UNHAPPY:
        return []
    days = (known.now - rated[0].opened_at).days
    return [Step("make_up", {"score": rated[0].score, "days": days})] if days <= RATING_DAYS else []


def _repeated(known: Known) -> list[Step]:
    since = known.now - timedelta(days=REPEATED_DAYS)
    count = sum(one.opened_at >= since for one in known.contacts)
    return [Step("own_the_case", {"count": count, "days": REPEATED_DAYS})] if count >= REPEATED else []


def _elsewhere(known: Known) -> list[Step]:
    """Only beside a conversation: on the customer's own page none is another one."""
    beside = any(one.here for one in known.contacts)
    found = [one for one in known.contacts if beside and one.open and not one.here]
    return [Step("join_up", {"channel": found[0].channel})] if found else []


def _consent(known: Known) -> list[Step]:
    return [Step("ask_consent", {})] if known.bound and known.service_consent is False else []


def _need(known: Known) -> list[Step]:
    """What has to be prepared is asked about soon: after what is certain, before what can wait."""
    if known.need is None:
        return []
    return [Step("prepare_need", {"name": known.need.name, "percent": round(known.need.probability * 100)})]


# In the order of what cannot wait.
_RULES: tuple[Callable[[Known], list[Step]], ...] = (
    _pending, _nobody, _overdue, _unhappy, _repeated, _elsewhere, _due, _need, _certificate, _consent,
)  # fmt: skip
