"""Planning a borrower's loans and what they did with them: a profile in, a plan out. Pure; the ledger carries it out."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

from tandem.demo.borrowers.parameters import STATES
from tandem.demo.borrowers.profiles import MONTHS, Profiles

ActKind = Literal["catch_up", "part", "ahead", "prepay", "settle"]
Method = Literal["equal_instalment", "equal_principal"]

_YUAN = 100
_LEAST_FEN, _STEP_FEN, _MOST_GOODS_FEN = 50_000, 10_000, 5_000_000
_PERIODS = (3, 6, 9, 12, 24)
_GOODS_PERIODS = (3, 6, 12, 24)
_RATES = ("0.072", "0.09", "0.108", "0.126", "0.144", "0.162", "0.18", "0.2", "0.218", "0.24")
_GOODS = (
    ("手机", "手机分期"),
    ("家电", "家电分期"),
    ("装修", "装修分期"),
    ("家具",),
    ("培训", "学费"),
    ("旅游",),
    ("电动车",),
)
_BANKS = (
    ("工商银行", "工行"), ("农业银行", "农行"), ("中国银行", "中行"), ("建设银行", "建行"), ("邮储银行",),
    ("招商银行", "招行"), ("交通银行", "交行"),
)  # fmt: skip
_UNUSED = 0.02
"""Whose last bill was under so much of the limit owes nothing now."""
_DORMANT_DAYS = 180


@dataclass(frozen=True)
class Act:
    """Something done to a loan. `value`: catch_up, so many of the oldest unpaid instalments; part, ahead and prepay, a
    share in per cent (of the oldest instalment, of the next bill, of the principal left)."""

    on: date
    kind: ActKind
    value: int = 0


@dataclass(frozen=True)
class PlannedLoan:
    """`missed`: numbers of the instalments whose debit fails."""

    id: str
    product: str
    names: tuple[str, ...]
    amount_fen: int
    rate: Decimal
    periods: int
    method: Method
    disbursed_on: date
    missed: frozenset[int] = frozenset()
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Plan:
    """`joined`: the day of the first application. `limits`: day, fen, reason. Nobody without a limit was approved."""

    number: str
    phone: str
    joined: date
    due_day: int
    limits: tuple[tuple[date, int, str], ...]
    cards: tuple[tuple[str, tuple[str, ...]], ...]
    loans: tuple[PlannedLoan, ...] = ()
    certified: frozenset[str] = field(default=frozenset())
    """Loans of which a certificate was issued once they were settled."""


@dataclass(frozen=True)
class Profile:
    """One row of `profiles.Profiles`."""

    limit_fen: int
    utilisation: float
    tier: int
    states: tuple[int, ...]


def plan(number: str, phone: str, profile: Profile, as_of: date, random: Random) -> Plan:
    """What a borrower of this profile borrowed and did in the 18 months before `as_of`."""
    cards = _cards(random)
    if profile.utilisation < _UNUSED and random.random() < 0.2:
        return Plan(number, phone, as_of - timedelta(days=random.randint(0, 6)), 1, (), cards[:1])
    begun = _beginnings(profile, as_of, random)
    begun.sort(key=lambda one: one[0])
    joined = begun[0][0]
    due_day = min(joined.day, 28)
    walk = _Walk(as_of, due_day, profile.states)
    loans = tuple(
        _loan(f"{number}-{n}", profile, start, periods, share, walk, random)
        for n, (start, periods, share) in enumerate(begun, 1)
    )
    settled = frozenset(one.id for one in loans if random.random() < 0.4)
    return Plan(
        number, phone, joined, due_day, _limits(profile, joined, as_of, random), cards, loans, settled
    )


def _cards(random: Random) -> tuple[tuple[str, tuple[str, ...]], ...]:
    banks = random.sample(_BANKS, 2 if random.random() < 0.3 else 1)
    ends = random.sample(range(1_000, 10_000), len(banks))
    return tuple((str(end), bank) for end, bank in zip(ends, banks, strict=True))


def _limits(profile: Profile, joined: date, as_of: date, random: Random) -> tuple[tuple[date, int, str], ...]:
    raised = joined + timedelta(days=random.randint(120, 400))
    if profile.tier == 0 and raised < as_of and random.random() < 0.25:
        before = max(_LEAST_FEN, profile.limit_fen * 7 // 10 // _STEP_FEN * _STEP_FEN)
        return (joined, before, "opened"), (raised, profile.limit_fen, "raised")
    return ((joined, profile.limit_fen, "opened"),)


def _beginnings(profile: Profile, as_of: date, random: Random) -> list[tuple[date, int, float]]:
    """When each loan began, over how many periods, and its part of the limit."""
    if profile.utilisation < _UNUSED:
        ended = random.randint(5, _DORMANT_DAYS) if random.random() < 0.55 else random.randint(190, 440)
        periods = random.choice((3, 3, 6, 6, 9))
        start = as_of - timedelta(days=min(540, ended + 31 * periods))
        return [(start, periods, random.uniform(0.1, 0.6))]
    count = random.choices((1, 2, 3, 4), (56, 29, 11, 4))[0]
    parts = [random.uniform(0.5, 1.5) for _ in range(count)]
    found = []
    for part in parts:
        periods = random.choices(_PERIODS, (8, 20, 12, 40, 20))[0]
        gone = random.randint(0, 29 if random.random() < 0.1 else 30 * min(periods, MONTHS) - 25)
        left = max(0.15, 1 - gone / (30 * periods))
        share = profile.utilisation * part / sum(parts) / left
        found.append((as_of - timedelta(days=gone), periods, share))
    if random.random() < 0.35:
        found.append((as_of - timedelta(days=random.randint(270, 540)), random.choice((3, 6)), 0.25))
    return found


def _loan(
    id_: str, profile: Profile, start: date, periods: int, share: float, walk: "_Walk", random: Random
) -> PlannedLoan:
    goods = random.random() < 0.35
    wanted = round(profile.limit_fen * share / _STEP_FEN) * _STEP_FEN
    amount = min(max(wanted, _LEAST_FEN), _MOST_GOODS_FEN if goods else 20_000_000)
    if goods:
        periods = min(_GOODS_PERIODS, key=lambda one: abs(one - periods))
    names = random.choice(_GOODS) if goods else ()
    dear = min(len(_RATES) - 1, max(0, round(random.gauss(3.5 + profile.tier * 1.2, 1.8))))
    method: Method = "equal_principal" if random.random() < 0.3 else "equal_instalment"
    missed, acts = walk.over(start, periods, random)
    return PlannedLoan(
        id_, "禾穗分期" if goods else "禾穗贷", names, amount, Decimal(_RATES[dear]), periods, method, start, missed,
        acts,
    )  # fmt: skip


class _Walk:
    """The borrower's months as acts on one loan: which debits fail, and when what is missing is paid."""

    def __init__(self, as_of: date, due_day: int, states: tuple[int, ...]) -> None:
        self._as_of, self._day, self._states = as_of, due_day, states
        self._last = as_of if as_of.day >= due_day else as_of.replace(day=1) - timedelta(days=1)

    def _state(self, due: date) -> int:
        """Where the borrower stands after a due date; the last column is the month after the latest of them."""
        ago = (self._last.year - due.year) * 12 + self._last.month - due.month
        return self._states[min(max(0, len(self._states) - 2 - ago), len(self._states) - 1)]

    def over(self, start: date, periods: int, random: Random) -> tuple[frozenset[int], tuple[Act, ...]]:
        """The numbers of the instalments missed, and the acts, oldest first."""
        missed: set[int] = set()
        acts: list[Act] = []
        behind, since, due = 0, start, first_due(start, self._day)
        end = self._settling(due, periods, random)
        for number in range(1, periods + 1):
            if end is not None and due > end and not behind:
                acts.append(Act(end, "settle"))
                break
            aim = min(self._state(due), number)
            made, paid = self._between(since, due, behind, aim, random)
            acts += made
            if due > self._as_of:
                break
            behind = behind - paid + 1 if aim else 0
            if aim:
                missed.add(number)
            since, due = due, later(due)
        else:
            # Past the last instalment what is missing is paid in time, by all but the deepest in debt.
            if behind and random.random() < 0.8:
                acts.append(
                    Act(since + timedelta(days=1 + int(random.expovariate(1 / 15))), "catch_up", behind)
                )
        return frozenset(missed), tuple(one for one in acts if start < one.on <= self._as_of)

    def _between(
        self, since: date, due: date, behind: int, aim: int, random: Random
    ) -> tuple[list[Act], int]:
        """What is done in the month from `since` to `due` by one who is `behind` and will have `aim` unpaid after it,
        and how many instalments that pays."""
        if not behind:
            chance = random.random()
            if chance < 0.02:
                return [
                    Act(due - timedelta(days=random.randint(1, 6)), "ahead", random.choice((100, 100, 50)))
                ], 0
            if chance < 0.03:
                return [Act(due - timedelta(days=random.randint(8, 14)), "prepay", random.randint(10, 40))], 0
            return [], 0
        acts, first = [], 1
        if random.random() < 0.12:
            first = 1 + random.randint(1, 4)
            acts.append(Act(since + timedelta(days=first - 1), "part", random.randint(20, 80)))
        paid = max(0, behind + 1 - aim) if aim else behind
        # Three and more behind may fall deeper instead of paying one a month.
        if aim == len(STATES) - 1 and behind >= aim and random.random() < 0.6:
            paid = 0
        if paid:
            # Most who are late pay within days, and all before the next due date.
            day = min(26, first + int(random.expovariate(1 / 6)))
            acts.append(Act(since + timedelta(days=day), "catch_up", paid))
        return acts, paid

    def _settling(self, due: date, periods: int, random: Random) -> date | None:
        """The day on which the loan is settled early, for one in eight."""
        if random.random() > 0.12:
            return None
        months = random.randint(1, max(1, periods - 1))
        day = due + timedelta(days=30 * months + random.randint(1, 20))
        return day if day <= self._as_of else None


def first_due(start: date, day: int) -> date:
    """The first due date, as the ledger has it: at least 15 days after the start."""
    due = date(start.year, start.month, day)
    while due <= start or (due - start).days < 15:
        due = later(due)
    return due


def later(due: date) -> date:
    """The same day of the next month."""
    return date(due.year + due.month // 12, due.month % 12 + 1, due.day)


def profile_of(profiles: Profiles, row: int) -> Profile:
    """One borrower's profile."""
    return Profile(
        int(profiles.limit_fen[row]), float(profiles.utilisation[row]), int(profiles.tier[row]),
        tuple(profiles.states[row].tolist()),
    )  # fmt: skip
