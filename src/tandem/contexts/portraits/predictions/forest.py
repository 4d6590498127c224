"""Trees as arrays: what a trained model is, without the library that trained it.

Processes that serve and score need numpy alone; a model file is plain JSON, nothing in it is ever run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.portraits.predictions.errors import ModelRefused

Floats = NDArray[np.float64]
Places = NDArray[np.int32]
MOST_TREES, MOST_NODES = 5_000, 255


@dataclass(frozen=True)
class Forest:
    """Boosted trees of several outcomes. A row a tree, a column a node, node 0 the root. A leaf leads to itself.
    `value`: the mean of what its training rows got, so that the way from the root to a leaf adds up to the leaf."""

    outcome: Places
    feature: Places
    threshold: Floats
    low: Places
    high: Places
    missing_low: NDArray[np.bool_]
    value: Floats
    depth: int
    outcomes: int

    def log_odds(self, rows: Floats) -> Floats:
        """(rows, outcomes)."""
        leaf = self._walk(rows, None)
        return self._sum(leaf)

    def explained(self, rows: Floats) -> tuple[Floats, Floats]:
        """Log-odds, and how much each feature adds to them: (rows, outcomes) and (rows, outcomes, features). Along each
        tree's path, the change of the mean at a split belongs to the feature that is asked there; what is left
        over is the same for everybody."""
        pushes = np.zeros((len(rows), self.outcomes, rows.shape[1]))
        return self._sum(self._walk(rows, pushes)), pushes

    def _walk(self, rows: Floats, pushes: Floats | None) -> Floats:
        trees = np.arange(len(self.outcome))[None, :]
        row = np.arange(len(rows))[:, None]
        node: NDArray[Any] = np.zeros((len(rows), len(self.outcome)), dtype=np.int32)
        for _ in range(self.depth):
            asked = self.feature[trees, node]
            x = rows[row, asked]
            low = np.where(np.isnan(x), self.missing_low[trees, node], x <= self.threshold[trees, node])
            after = np.where(low, self.low[trees, node], self.high[trees, node])
            if pushes is not None:
                change = self.value[trees, after] - self.value[trees, node]
                np.add.at(pushes, (np.broadcast_to(row, node.shape), self.outcome[trees], asked), change)
            node = after
        return np.asarray(self.value[trees, node], dtype=np.float64)

    def _sum(self, leaves: Floats) -> Floats:
        found = np.zeros((len(leaves), self.outcomes))
        for place in range(self.outcomes):
            found[:, place] = leaves[:, self.outcome == place].sum(axis=1)
        return found

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "outcomes": self.outcomes, "depth": self.depth, "outcome": self.outcome.tolist(),
            "feature": self.feature.tolist(), "threshold": self.threshold.tolist(), "low": self.low.tolist(),
            "high": self.high.tolist(), "missing_low": self.missing_low.astype(int).tolist(),
            "value": self.value.tolist(),
        }  # fmt: skip


def forest_of(data: Mapping[str, Any], features: int) -> Forest:
    """From `plain()`. Raises ModelRefused for what is no such forest: nothing in it may lead out of its arrays."""
    try:
        arrays = {name: np.asarray(data[name], dtype=np.int32) for name in ("feature", "low", "high")}
        made = Forest(
            np.asarray(data["outcome"], dtype=np.int32), arrays["feature"],
            np.asarray(data["threshold"], dtype=np.float64), arrays["low"], arrays["high"],
            np.asarray(data["missing_low"], dtype=bool), np.asarray(data["value"], dtype=np.float64),
            int(data["depth"]), int(data["outcomes"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ModelRefused("prediction_file_damaged") from error
    shape = made.feature.shape
    if len(shape) != 2 or not 0 < shape[0] <= MOST_TREES or not 0 < shape[1] <= MOST_NODES:
        raise ModelRefused("prediction_file_damaged")
    same = all(
        one.shape == shape for one in (made.threshold, made.low, made.high, made.missing_low, made.value)
    )
    inside = (
        same
        and made.outcome.shape == shape[:1]
        and _within(made.outcome, made.outcomes)
        and _within(made.feature, features)
        and _within(made.low, shape[1])
        and _within(made.high, shape[1])
        and 0 < made.depth <= MOST_NODES
        and bool(np.isfinite(made.value).all())
    )
    if not inside:
        raise ModelRefused("prediction_file_damaged")
    return made


def _within(places: Places, most: int) -> bool:
    return bool(((places >= 0) & (places < most)).all())


def joined(outcomes: Sequence[Sequence[Mapping[str, Any]]]) -> Forest:
    """One forest of the trees of each outcome, as LightGBM describes them (`dump_model()["tree_info"]`)."""
    trees = [(place, one["tree_structure"]) for place, found in enumerate(outcomes) for one in found]
    flat = [_flat(root) for _, root in trees]
    nodes = max(len(one) for one in flat)
    shape = (len(flat), nodes)
    feature, low, high = (np.zeros(shape, dtype=np.int32) for _ in range(3))
    threshold, value = np.zeros(shape), np.zeros(shape)
    missing_low = np.ones(shape, dtype=bool)
    low[:] = high[:] = np.arange(nodes)
    for t, tree in enumerate(flat):
        for n, node in enumerate(tree):
            value[t, n] = node.value
            if node.low is not None and node.high is not None:
                feature[t, n], threshold[t, n] = node.feature, node.threshold
                low[t, n], high[t, n], missing_low[t, n] = node.low, node.high, node.missing_low
    return Forest(
        np.asarray([place for place, _ in trees], dtype=np.int32), feature, threshold, low, high, missing_low, value,
        max(1, *(one.depth for tree in flat for one in tree)), len(outcomes),
    )  # fmt: skip


@dataclass
class _Node:
    depth: int
    value: float = 0.0
    rows: float = 0.0
    feature: int = 0
    threshold: float = 0.0
    missing_low: bool = True
    low: int | None = None
    high: int | None = None


def _flat(root: Mapping[str, Any]) -> list[_Node]:
    nodes: list[_Node] = []

    def add(told: Mapping[str, Any], depth: int) -> int:
        place = len(nodes)
        node = _Node(depth)
        nodes.append(node)
        if "leaf_value" in told:
            node.value, node.rows = float(told["leaf_value"]), float(told.get("leaf_count") or 1)
            return place
        node.feature, node.threshold = int(told["split_feature"]), float(told["threshold"])
        # Where no row lacked a value in training, LightGBM takes a missing one for nought.
        nought_low = node.threshold >= 0
        node.missing_low = bool(told["default_left"]) if told["missing_type"] == "NaN" else nought_low
        node.low, node.high = add(told["left_child"], depth + 1), add(told["right_child"], depth + 1)
        below = nodes[node.low], nodes[node.high]
        node.rows = sum(one.rows for one in below)
        node.value = sum(one.value * one.rows for one in below) / node.rows
        return place

    add(root, 0)
    return nodes
