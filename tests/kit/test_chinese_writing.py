"""Sums and days as Chinese texts write them."""

from datetime import date

import pytest

from tandem.kit.chinese.writing import day, money, yuan


@pytest.mark.parametrize(
    ("fen", "written"),
    [(0, "0.00"), (5, "0.05"), (128_050, "1,280.50"), (100_000_000, "1,000,000.00"), (-150, "-1.50")],
)
def test_sums_are_written_to_the_fen(fen: int, written: str) -> None:
    assert yuan(fen) == written
    assert money(fen) == f"{written}元"


def test_days_are_written_without_leading_noughts() -> None:
    assert day(date(2026, 1, 5)) == "2026年1月5日"
