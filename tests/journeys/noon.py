"""Journeys hold at any hour: the product under test stands where it is noon."""

from datetime import UTC, datetime

_NOON = 12


def where_it_is_noon() -> str:
    """A time zone in whose business hours this test runs: loans are settled from 8:00 to 22:00 only."""
    ahead = (_NOON - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
