"""Terms drawn at random, within what a lender of consumer loans does and somewhat beyond."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from tandem.adapters.loans_local.rules.terms import Terms

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def rates(most: int = 240_000, least: int = 0) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda ppm: Decimal(ppm) / 1_000_000)


def terms(**fixed: object) -> st.SearchStrategy[Terms]:
    drawn: dict[str, st.SearchStrategy[object]] = {
        "principal_fen": st.integers(1, 20_000_000),
        "annual_rate": rates(),
        "periods": st.integers(1, 60),
        "method": st.sampled_from(["equal_instalment", "equal_principal"]),
        "disbursed_on": DAYS,
        "due_day": st.integers(1, 28),
        "day_count": st.sampled_from(["act/365", "act/360", "30/360"]),
        "holidays": st.sampled_from(["unchanged", "following"]),
    }
    return st.builds(Terms, **{**drawn, **{name: st.just(value) for name, value in fixed.items()}})  # type: ignore[arg-type]
