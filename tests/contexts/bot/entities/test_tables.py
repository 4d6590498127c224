"""What customers write, and what is found in it."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tandem.contexts.bot.entities import DateSpan, Entity, Period, Rate, Value, extract

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
"""Half past midnight in Shanghai, where it is Sunday the 22nd already."""


def table(name: str) -> list[tuple[str, str]]:
    lines = (HERE / f"{name}.txt").read_text("utf-8").splitlines()
    pairs = [line.split("=>") for line in lines if line and not line.startswith("#")]
    return [(text.strip(), wanted.strip()) for text, wanted in pairs]


def shown(entity: Entity) -> str:
    readings = "~".join(map(value_shown, (entity.value, *entity.alternatives)))
    return f"{entity.kind} {readings.removesuffix('/None') if entity.kind == 'amount' else readings}" + (
        f"!{entity.doubt}" if entity.doubt else ""
    )


def value_shown(value: Value | None) -> str:
    match value:
        case None:
            return "-"
        case DateSpan(start, end):
            return f"{start}" if start == end else f"{start}..{end}"
        case Period(count, unit):
            return f"{count} {unit}"
        case Rate(fraction, per):
            return format(fraction, "f") + (f"/{per}" if per else "")
        case _:
            return str(value)


def in_fen(wanted: str) -> str:
    """The tables tell amounts in yuan."""
    if not wanted.startswith("amount "):
        return wanted
    sums, mark, doubt = wanted.removeprefix("amount ").partition("!")
    return "amount " + "~".join(str(int(Decimal(one) * 100)) for one in sums.split("~")) + mark + doubt


@pytest.mark.parametrize(
    ("text", "wanted"),
    [row for name in ("amounts", "dates", "lengths_and_rates", "numbers") for row in table(name)],
)
def test_found(text: str, wanted: str) -> None:
    found = extract(text, NOW)
    assert [shown(entity) for entity in found] == [in_fen(one) for one in wanted.split(", ") if one]
    for entity in found:
        assert entity.text == text[entity.start : entity.end]


def test_there_are_enough_of_them() -> None:
    assert sum(len(table(name)) for name in ("amounts", "dates", "lengths_and_rates", "numbers")) > 250


@pytest.mark.parametrize(
    ("asked", "text", "wanted"),
    [
        ("amount", "5000", "amount 500000"),
        ("amount", "三千吧", "amount 300000"),
        ("amount", "80", "amount 8000"),
        ("amount", "13800138000", "mobile 13800138000"),
        ("date", "15", "date 2026-12-15~2026-11-15"),
        ("date", "3.15", "date 2027-03-15~2026-03-15"),
        ("date", "3/15", "date 2027-03-15~2026-03-15"),
        ("date", "十五", "date 2026-12-15~2026-11-15"),
        ("period", "12", "period 12 instalment"),
        ("period", "十二", "period 12 instalment"),
        ("period", "99", ""),
        ("code", "123456", "code 123456"),
        ("code", "12 34 56", ""),
        ("code", "123 456", "code 123456"),
        ("code", "1 2 3 4 5 6", "code 123456"),
        ("code", "是 8848 吧", "code 8848"),
        ("code", "20260315", "code 20260315"),
        ("code", "一二三四五六", "code 123456"),
        ("code", "13800138000", "mobile 13800138000"),
    ],
)
def test_what_the_bot_asked_for_counts_first(asked: str, text: str, wanted: str) -> None:
    found = extract(text, NOW, asked=[asked])  # type: ignore[list-item]
    assert [shown(entity) for entity in found] == ([wanted] if wanted else [])


def test_the_day_is_the_lenders() -> None:
    early = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)
    assert [shown(entity) for entity in extract("今天", early)] == ["date 2026-11-21"]
    assert [shown(entity) for entity in extract("今天", NOW)] == ["date 2026-11-22"]
