"""The one way in which the ledger rounds: to the fen, half up, once, at the end.

Rates are millionths (18.25 % a year is 182 500): with whole fen and whole days every sum is one of whole numbers,
in Python and in numpy alike."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

MILLION = 1_000_000
_PLACES = 60


def ppm(rate: Decimal) -> int:
    """A rate in millionths. Raises ValueError when it is finer than that."""
    scaled = rate * MILLION
    if scaled != scaled.to_integral_value():
        raise ValueError(f"a rate has at most six decimal places, not {rate}")
    return int(scaled)


def half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator to the nearest whole number, halves up; both not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def interest_fen(product: int, rate_ppm: int, basis: int) -> int:
    """Interest of an accumulated product (积数: fen times days) at a yearly rate."""
    return half_up(product * rate_ppm, basis * MILLION)


def annuity_fen(principal_fen: int, rate_ppm: int, periods: int) -> int:
    """What each of `periods` months pays when all pay the same (等额本息), at a twelfth of the yearly rate a month."""
    if rate_ppm == 0:
        return half_up(principal_fen, periods)
    with localcontext() as context:
        context.prec = _PLACES
        monthly = Decimal(rate_ppm) / (12 * MILLION)
        growth = (1 + monthly) ** periods
        return int((principal_fen * monthly * growth / (growth - 1)).quantize(Decimal(1), ROUND_HALF_UP))
