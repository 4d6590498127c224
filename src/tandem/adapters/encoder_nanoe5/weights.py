"""The package's model file (`E5S1`): pieces of text, what letters are read as, and the network's numbers in blocks of
32 four-bit values with a scale each. Read here so that another runtime than the package's own computes with them."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2
_MAGIC = b"E5S1"
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """Sizes of the network, and the numbers of its special pieces."""

    dim: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True)
class _Tensor:
    packed: bool
    count: int
    offset: int
    size: int


class Weights:
    """One model file, mapped into memory. Raises OSError, ValueError for what is no such file."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        raw = self._bytes.data
        try:
            self._read(raw)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise ValueError(f"{path.name} is cut off or damaged") from error

    def _read(self, raw: memoryview) -> None:
        magic, version, dim, layers, heads, inner, words, positions = struct.unpack_from("<4s7I", raw, 0)
        if (magic, version) != (_MAGIC, 1):
            raise ValueError("not a model file of this kind")
        block, pieces, begin, end, _padding, unknown, length = struct.unpack_from("<6IQ", raw, 40)
        if block != BLOCK:
            raise ValueError(f"blocks of {block} numbers")
        self.shape = Shape(dim, layers, heads, inner, words, positions, begin, end, unknown)
        at = 72
        starts = np.frombuffer(raw, "<u4", pieces + 1, at).tolist()
        at += 4 * (pieces + 1)
        scores = np.frombuffer(raw, "<f4", pieces, at).tolist()
        at += 4 * pieces
        text = bytes(raw[at : at + length])
        at += length
        special = max(begin, end, unknown) + 1
        self.pieces = {
            text[starts[n] : starts[n + 1]].decode(): (n, scores[n]) for n in range(special, pieces)
        }
        at = self._read_letters(raw, at)
        self._read_tensors(raw, at)

    def _read_letters(self, raw: memoryview, at: int) -> int:
        (count, _size) = struct.unpack_from("<2I", raw, at)
        at += 8
        self.letters: dict[int, str] = {}
        for _ in range(count):
            letter, many = struct.unpack_from("<IB", raw, at)
            at += 5
            self.letters[letter] = "".join(map(chr, struct.unpack_from(f"<{many}I", raw, at)))
            at += 4 * many
        return at

    def _read_tensors(self, raw: memoryview, at: int) -> None:
        (count,) = struct.unpack_from("<I", raw, at)
        at += 4
        self._tensors: dict[str, _Tensor] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", raw, at)
            name = bytes(raw[at + 2 : at + 2 + length]).decode()
            at += 2 + length
            packed, numbers, offset, size = struct.unpack_from("<BIQQ", raw, at)
            at += 21
            if offset + size > len(self._bytes):
                raise ValueError(f"{name} is cut off")
            self._tensors[name] = _Tensor(packed == 1, numbers, offset, size)

    def plain(self, name: str) -> Numbers:
        """Numbers that are kept whole. Raises ValueError when there are none of this name."""
        found = self._find(name, packed=False)
        return np.frombuffer(self._bytes, "<f4", found.count, found.offset)

    def packed(self, name: str, rows: int) -> tuple[NDArray[np.uint8], Numbers]:
        """A matrix of so many rows as (pairs of four-bit values, a scale for each block): the first of a pair in the
        low half of its byte. A value v stands for (v - 8) times its block's scale."""
        blocks = self._blocks(name, rows)
        values = _values(blocks)
        return values[..., 0::2] | (values[..., 1::2] << np.uint8(4)), _scales(blocks)[..., 0]

    def rows(self, name: str, places: list[int]) -> Numbers:
        """These rows of a matrix, unpacked."""
        blocks = self._blocks(name, self.shape.words)[places]
        values = _values(blocks).astype(np.float32) - 8
        found: Numbers = (values * _scales(blocks)).reshape(len(places), -1)
        return found

    def _blocks(self, name: str, rows: int) -> NDArray[np.uint8]:
        found = self._find(name, packed=True)
        raw = self._bytes[found.offset : found.offset + found.size]
        blocks: NDArray[np.uint8] = raw.reshape(rows, -1, _BLOCK_BYTES)
        return blocks

    def _find(self, name: str, *, packed: bool) -> _Tensor:
        found = self._tensors.get(name)
        if found is None or found.packed is not packed:
            raise ValueError(f"no {name} in the model file")
        return found


def _values(blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The first half of a block lies in the low halves of its bytes, the second in the high ones."""
    return np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)


def _scales(blocks: NDArray[np.uint8]) -> Numbers:
    return np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
