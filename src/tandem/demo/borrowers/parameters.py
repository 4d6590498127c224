"""The parameter file: how the demo's borrowers differ from each other, fitted to real card holders, no row of whom is
in it. `tandem demo fit-borrowers` writes it."""

from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

VARIABLES = ("sex", "age", "limit", "utilisation", "tier")
"""What is drawn together. sex: 1 man, 2 woman. limit: of the source, in its currency. utilisation: the latest bill's
part of the limit. tier: how often one was late in the six months seen (0: never, 1: once, 2: two or three times, 3:
more often)."""
STATES = ("current", "one", "two", "three")
"""How many instalments a borrower is behind with after a due date; the last one: three or more."""
TIERS = 4
QUANTILES = 101
BANDS = (0, 50_000, 100_000, 200_000, 300_000, 2_000_000)
"""Of the source's limit: bands for which rates are kept, to compare with what is drawn."""


@dataclass(frozen=True)
class Parameters:
    """`marginals`: for discrete variables the share of each value, for others equally spaced quantiles.
    `latent`: correlations of the normal variables behind (a Gaussian copula). `first`, `moves`, `last`: by tier, where
    the source's borrowers stood in the first month seen, and how they moved from month to month and to the last one
    (for which alone the source tells payments that are a month late, so that more are).
    `seen`: figures of the source that the drawn ones are compared with."""

    source: str
    rows: int
    marginals: dict[str, dict[str, list[float]]]
    latent: list[list[float]]
    first: list[list[float]]
    moves: list[list[list[float]]]
    last: list[list[list[float]]]
    seen: dict[str, Any]

    def save(self, path: Path) -> None:
        path.write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2) + b"\n")


@cache
def kept() -> Parameters:
    """The parameters that ship with the product."""
    text = (resources.files("tandem.demo.borrowers") / "parameters.json").read_bytes()
    return Parameters(**orjson.loads(text))


def values_of(marginal: dict[str, list[float]], uniform: Numbers) -> Numbers:
    """Values of one variable from numbers between 0 and 1."""
    if "shares" in marginal:
        edges = np.cumsum(marginal["shares"])[:-1]
        return np.asarray(marginal["values"], dtype=np.float64)[np.searchsorted(edges, uniform, side="right")]
    quantiles = np.asarray(marginal["quantiles"])
    return np.interp(uniform, np.linspace(0, 1, len(quantiles)), quantiles)
