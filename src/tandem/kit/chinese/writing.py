"""Sums and days as Chinese texts write them."""

from datetime import date


def yuan(fen: int) -> str:
    """`1,280.50`, to the fen however much it is."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def money(fen: int) -> str:
    """`1,280.50元`."""
    return f"{yuan(fen)}元"


def day(on: date) -> str:
    """`2026年11月25日`."""
    return f"{on.year}年{on.month}月{on.day}日"
