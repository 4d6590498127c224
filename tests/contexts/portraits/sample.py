"""Rule books and customers for tests of rules."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tandem.contexts.portraits.rules.book import Book, Layer, Segment, TagRule, bind, vocabulary
from tandem.contexts.portraits.rules.facts import Base, Contacts, Lent
from tandem.contexts.portraits.rules.language import compile_rule
from tandem.demo.seed.portraits import LAYERS, TAGS
from tandem.kit.ids import new_id

TODAY = date(2026, 11, 22)
_KEYS = {layer: [key for key, *_ in segments] for layer, segments in LAYERS}


def book(tags: dict[str, str] | None = None, layers: dict[str, list[tuple[str, str]]] | None = None) -> Book:
    """A book of these rules; the demo lender's layers unless others are given."""
    rules = tags if tags is not None else {key: rule for key, *_, rule in TAGS if rule}
    given = layers if layers is not None else {n: [(k, rule) for k, _, _, rule in s] for n, s in LAYERS}
    keys = {name: [k for k, _ in s] for name, s in given.items()}
    words = vocabulary(frozenset(rules) | {"vip"}, keys or _KEYS)
    made = [
        Layer(name, new_id(), 1, tuple(Segment(k, k, k, compile_rule(rule, words)) for k, rule in segments))  # type: ignore[arg-type]
        for name, segments in given.items()
    ]
    return bind(
        1, made, [TagRule(k, k, k, new_id(), new_id(), 1, compile_rule(r, words)) for k, r in rules.items()]
    )


def near(most: int) -> st.SearchStrategy[date]:
    return st.integers(-most, most).map(lambda n: TODAY + timedelta(days=n))


def past(most: int) -> st.SearchStrategy[date]:
    return st.integers(0, most).map(lambda n: TODAY - timedelta(days=n))


def _days(most: int) -> st.SearchStrategy[tuple[date, ...]]:
    return st.lists(past(120), max_size=most).map(lambda found: tuple(sorted(found, reverse=True)))


@st.composite
def lents(draw: st.DrawFn) -> Lent:
    total = draw(st.integers(0, 4))
    running = draw(st.integers(0, total))
    periods = draw(st.integers(0, 24)) if total else 0
    return Lent(
        total, running, draw(st.integers(0, 10_000_000)), draw(st.integers(0, 6_000_000)),
        draw(st.integers(0, periods)), periods, draw(past(300)) if total else None,
        draw(past(100)) if total else None, draw(near(45)) if running else None,
        draw(st.none() | st.integers(0, 8_000_000)), draw(st.none() | st.integers(0, 8_000_000)),
    )  # fmt: skip


def contacts() -> st.SearchStrategy[Contacts]:
    return st.builds(
        Contacts, _days(6), _days(2), _days(2), st.integers(0, 2), st.none() | st.sampled_from(["repayment", "other"]),
        st.none() | st.integers(1, 5),
    )  # fmt: skip


def bases() -> st.SearchStrategy[Base]:
    """Customers of every kind, those of whom little is known among them."""
    return st.builds(
        Base, st.booleans(), st.booleans(), st.booleans(), past(500), st.sampled_from([None, "zh-CN", "en"]),
        st.none() | lents(), contacts(),
    )  # fmt: skip


RULES = (
    "overdue_days > 3天", "overdue_days == 0天", "days_to_due <= 3天 and days_to_due >= 0天", "contacts_30_days >= 2",
    "days_since_contact > 90天", "not known(last_contact_on) or last_contact_on < today - 20天",
    "customer_days >= 365天", "first_loan_on + 60天 > today", "next_due_on in (2026-12-01, 2026-12-24)",
    "overdue_days in (7天, 30天)", "complaints_90_days == 0 and persons_90_days > 0", "principal_left > 2万元",
    "principal_left * 2 >= credit_limit", "available_limit / credit_limit < 50%", "language == 'en'",
    "language not in ('en')", "bound and not blocked", "loans_settled > 0 or verified", "last_rating <= 2",
    "next_due_on - last_loan_on > 40天", "periods_left - paid_periods > 3", "last_reason == 'repayment'",
    "today - customer_since > overdue_days + 100天", "not (overdue_days > 0天 or loans_open > 1)",
    "first_loan_on == last_loan_on", "borrowed_total - principal_left >= 1000.5元", "days_to_due + overdue_days > 5天",
)  # fmt: skip
