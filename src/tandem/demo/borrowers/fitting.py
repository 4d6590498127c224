"""Fitting the parameter file to a table of real card holders (UCI "default of credit card clients", CC BY 4.0)."""

import csv
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp, norm, spearmanr

from tandem.demo.borrowers.parameters import (
    BANDS,
    QUANTILES,
    STATES,
    TIERS,
    VARIABLES,
    Numbers,
    Parameters,
    kept,
    values_of,
)
from tandem.demo.borrowers.profiles import MONTHS, walked
from tandem.demo.borrowers.profiles import variables as drawn_variables

SOURCE = "UCI, default of credit card clients (I-Cheng Yeh), 30,000 card holders, Taiwan 2005, CC BY 4.0"
_MONTHS = (6, 5, 4, 3, 2, 0)
_NEEDED = ("limit_bal", "sex", "age", "bill_amt1", *(f"pay_{n}" for n in _MONTHS))
_TRIES, _ROUNDS = 40_000, 14
_DISCRETE = ("sex", "tier")


class BadTable(Exception):
    """The file is not such a table; says what is missing."""


def read(paths: Iterable[Path], *, held_out: bool = False) -> dict[str, Numbers]:
    """The columns needed, by name. Rows that the table keeps back for tests (`_is_test`) are left out, or with
    `held_out` the only ones. Raises BadTable."""
    found: list[list[float]] = []
    for path in paths:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in _NEEDED if name not in (reader.fieldnames or ())]:
                raise BadTable(f"{path.name}: no column {', '.join(missing)}")
            for number, row in enumerate(reader, 2):
                if (row.get("_is_test") == "True") == held_out:
                    found.append(_numbers(path.name, number, row))
    if not found:
        raise BadTable("no rows")
    return dict(zip(_NEEDED, np.array(found).T, strict=True))


def _numbers(name: str, line: int, row: dict[str, str]) -> list[float]:
    try:
        return [float(row[column]) for column in _NEEDED]
    except ValueError as error:
        raise BadTable(f"{name}, line {line}: {error}") from error


def variables(columns: dict[str, Numbers]) -> tuple[Numbers, NDArray[np.int64]]:
    """The variables drawn together, a column each, and where everybody stood in each month, a row each."""
    states = np.array([_state(columns[f"pay_{n}"]) for n in _MONTHS]).T
    late = (states > 0).sum(axis=1)
    tier = np.select([late == 0, late == 1, late <= 3], [0.0, 1.0, 2.0], 3.0)
    used = np.clip(columns["bill_amt1"] / columns["limit_bal"], 0, 1.25)
    table = np.column_stack([columns["sex"], columns["age"], columns["limit_bal"], used, tier])
    return table, states


def _state(status: Numbers) -> NDArray[np.int64]:
    """The table's status of a month: up to 0 paid as agreed, 1 or 2 one payment behind (it hardly knows 1), then one
    more each."""
    return np.select([status <= 0, status <= 2, status <= 3], [0, 1, 2], 3)


def fit(columns: dict[str, Numbers]) -> Parameters:
    """Parameters of the table's rows."""
    table, states = variables(columns)
    marginals = {name: _marginal(name, table[:, n]) for n, name in enumerate(VARIABLES)}
    wanted = np.asarray(spearmanr(table).statistic)
    tier = table[:, VARIABLES.index("tier")].astype(int)
    first = [np.bincount(states[tier == one, 0], minlength=len(STATES)) for one in range(TIERS)]
    return Parameters(
        SOURCE, len(table), marginals, _rounded(latent(marginals, wanted)),
        [(counts / counts.sum()).round(5).tolist() for counts in first],
        [_moves(states[tier == one, :-1]) for one in range(TIERS)],
        [_moves(states[tier == one, -2:]) for one in range(TIERS)],
        figures(table, states),
    )  # fmt: skip


def figures(table: Numbers, states: NDArray[np.int64]) -> dict[str, Any]:
    """What the drawn borrowers are compared by: rank correlations, and who is behind in the last month, by band."""
    limit, age = table[:, VARIABLES.index("limit")], table[:, VARIABLES.index("age")]
    behind = states[:, -1] > 0
    inside = [(limit > low) & (limit <= high) for low, high in pairwise(BANDS)]
    ages = [(age > low) & (age <= high) for low, high in ((0, 25), (25, 35), (35, 45), (45, 100))]
    return {
        "spearman": _rounded(np.asarray(spearmanr(table).statistic)),
        "behind": round(float(behind.mean()), 4),
        "behind_by_limit": _rates(behind, inside),
        "behind_by_age": _rates(behind, ages),
        "states": [round(float((states[:, -1] == n).mean()), 4) for n in range(len(STATES))],
    }


def compared(columns: dict[str, Numbers], seed: int = 1) -> str:
    """The parameters that ship with the product, drawn from, beside the rows of `columns`: lines for people."""
    parameters = kept()
    random = np.random.default_rng(seed)
    table = drawn_variables(parameters, random, _TRIES)
    states = walked(parameters, random, table[:, VARIABLES.index("tier")].astype(int), MONTHS, ahead=0)
    ours, theirs = figures(table, states), figures(*variables(columns))
    lines = [f"{len(columns['age'])} rows, {_TRIES} drawn; drawn | rows"]
    for name in ours:
        if name == "spearman":
            gap = np.abs(np.array(ours[name]) - np.array(theirs[name])).max()
            lines.append(f"largest difference of rank correlations: {gap:.3f}")
        else:
            lines.append(f"{name}: {ours[name]} | {theirs[name]}")
    rows, _ = variables(columns)
    for n, name in enumerate(VARIABLES):
        gap = ks_2samp(table[:, n], rows[:, n]).statistic
        lines.append(f"{name}: largest difference of the distributions {gap:.3f}")
    return "\n".join(lines)


def _rates(flag: NDArray[np.bool_], bands: Sequence[NDArray[np.bool_]]) -> list[float]:
    return [round(float(flag[band].mean()), 4) if band.any() else 0.0 for band in bands]


def _marginal(name: str, column: Numbers) -> dict[str, list[float]]:
    if name in _DISCRETE:
        values, counts = np.unique(column, return_counts=True)
        return {"values": values.tolist(), "shares": (counts / counts.sum()).round(6).tolist()}
    return {"quantiles": [float(f"{one:.4g}") for one in np.quantile(column, np.linspace(0, 1, QUANTILES))]}


def _moves(states: NDArray[np.int64]) -> list[list[float]]:
    counts = np.zeros((len(STATES), len(STATES)))
    for before, after in zip(states.T, states.T[1:], strict=False):
        np.add.at(counts, (before, after), 1)
    # A place that nobody of the tier was in leads back to the start.
    counts[counts.sum(axis=1) == 0, 0] = 1
    moves = counts / counts.sum(axis=1, keepdims=True)
    return [row.round(5).tolist() for row in moves]


def latent(marginals: dict[str, dict[str, list[float]]], wanted: Numbers) -> Numbers:
    """The normal correlations behind which the variables, with these marginals, have the rank correlations `wanted`:
    found pair by pair by halving, because steps and ties weaken them."""
    random = np.random.default_rng(20_260_101)
    one, other = random.standard_normal((2, _TRIES))
    found = np.eye(len(VARIABLES))
    for i, j in combinations(range(len(VARIABLES)), 2):
        a = values_of(marginals[VARIABLES[i]], norm.cdf(one))
        low, high = -0.999, 0.999
        for _ in range(_ROUNDS):
            middle = (low + high) / 2
            mixed = norm.cdf(middle * one + np.sqrt(1 - middle**2) * other)
            got = spearmanr(a, values_of(marginals[VARIABLES[j]], mixed)).statistic
            low, high = (middle, high) if got < wanted[i, j] else (low, middle)
        found[i, j] = found[j, i] = (low + high) / 2
    return _possible(found)


def _possible(correlations: Numbers) -> Numbers:
    """The nearest matrix that correlations can have, should pairs not fit together."""
    values, vectors = np.linalg.eigh(correlations)
    mended = vectors @ np.diag(np.maximum(values, 1e-4)) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    result: Numbers = mended / np.outer(scale, scale)
    return result


def _rounded(matrix: Numbers) -> list[list[float]]:
    rows: list[list[float]] = np.asarray(matrix).round(4).tolist()
    return rows
