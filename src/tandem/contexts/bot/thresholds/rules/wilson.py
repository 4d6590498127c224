"""How sure a share is (E. B. Wilson, JASA 22, 1927, p. 209–212)."""

from math import sqrt

ONE_SIDED_95 = 1.6449
"""Normal quantile: the share lies above the lower bound in 95 of 100 such samples."""
TWO_SIDED_95 = 1.9600


def lower(share: float, n: int, z: float = ONE_SIDED_95) -> float:
    """The lower bound of a share seen `n` times; 0 when nothing was seen."""
    return _bounds(share, n, z)[0] if n else 0.0


def upper(share: float, n: int, z: float = ONE_SIDED_95) -> float:
    """The upper bound of a share seen `n` times; 1 when nothing was seen."""
    return _bounds(share, n, z)[1] if n else 1.0


def interval(right: int, n: int) -> tuple[float, float]:
    """Both bounds, 95 of 100 between them."""
    return _bounds(right / n, n, TWO_SIDED_95) if n else (0.0, 1.0)


def _bounds(share: float, n: int, z: float) -> tuple[float, float]:
    middle = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)
