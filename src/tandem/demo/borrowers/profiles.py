"""Profiles: age, sex, limit, use and punctuality of borrowers, drawn together by the parameter file. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tandem.demo.borrowers.parameters import STATES, VARIABLES, Numbers, Parameters, values_of

MONTHS = 18
BLOCK = 500
"""Profiles are drawn so many at a time, whole, so that nobody changes when more are asked for."""
_FEN_PER_UNIT = 20
"""The source's limits end at a million; a consumer-finance company's by law at 200,000 yuan."""
_STEP_FEN, _LEAST_FEN, _MOST_FEN = 10_000, 50_000, 20_000_000
_AGES = (20, 60)


@dataclass(frozen=True)
class Profiles:
    """A row a borrower. `states`: how many instalments behind after the due date of each month, the last column being
    the month under way: where it is heading."""

    male: NDArray[np.bool_]
    age: NDArray[np.int64]
    limit_fen: NDArray[np.int64]
    utilisation: Numbers
    tier: NDArray[np.int64]
    states: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.age)


def drawn(parameters: Parameters, seed: int, block: int) -> Profiles:
    """The profiles of one block of borrowers: always the same for the same seed and number."""
    random = np.random.default_rng([seed, block])
    table = variables(parameters, random, BLOCK)
    column = dict(zip(VARIABLES, table.T, strict=True))
    tier = column["tier"].astype(np.int64)
    limit = np.round(column["limit"] * _FEN_PER_UNIT / _STEP_FEN).astype(np.int64) * _STEP_FEN
    return Profiles(
        column["sex"] == 1,
        np.clip(column["age"], *_AGES).astype(np.int64),
        np.clip(limit, _LEAST_FEN, _MOST_FEN),
        column["utilisation"],
        tier,
        walked(parameters, random, tier, MONTHS + 1),
    )


def variables(parameters: Parameters, random: np.random.Generator, count: int) -> Numbers:
    """The variables drawn together, in the source's units: a Gaussian copula over the marginals."""
    normal = random.standard_normal((count, len(VARIABLES))) @ np.linalg.cholesky(parameters.latent).T
    uniform = ndtr(normal)
    return np.column_stack(
        [values_of(parameters.marginals[name], uniform[:, n]) for n, name in enumerate(VARIABLES)]
    )


def walked(
    parameters: Parameters, random: np.random.Generator, tier: NDArray[np.int64], months: int, ahead: int = 1
) -> NDArray[np.int64]:
    """Month by month, where borrowers of these tiers stand: a Markov chain for each tier. The last month but `ahead`
    is the source's last one."""
    usual, final = np.cumsum(parameters.moves, axis=2), np.cumsum(parameters.last, axis=2)
    edges = np.cumsum(parameters.first, axis=1)
    states = np.empty((len(tier), months), dtype=np.int64)
    most = len(STATES) - 1
    states[:, 0] = np.minimum((random.random((len(tier), 1)) > edges[tier]).sum(axis=1), most)
    for month in range(1, months):
        moves = final if month == months - 1 - ahead else usual
        chance = random.random((len(tier), 1))
        states[:, month] = np.minimum((chance > moves[tier, states[:, month - 1]]).sum(axis=1), most)
    return states
