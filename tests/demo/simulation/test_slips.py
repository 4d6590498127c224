"""Typing errors: the same dice give the same, and values are typed with care."""

import random
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.demo.simulation.persona import Slip
from tandem.demo.simulation.slips import mistyped
from tandem.kit.chinese.sounds import sounds

KINDS: list[Slip] = list(get_args(Slip))
TEXT = "自动扣款失败了怎么办，我想问一下为什么"


def typed(text: str, share: float, kinds: list[Slip] = KINDS, seed: int = 1) -> str:
    return mistyped(text, share, kinds, random.Random(seed))


def test_the_same_dice_make_the_same_errors() -> None:
    assert typed(TEXT, 0.3) == typed(TEXT, 0.3)
    assert len({typed(TEXT, 0.3, seed=seed) for seed in range(9)}) > 1
    assert typed(TEXT, 0.0) == TEXT


@given(st.text(alphabet="0123456789.,一二三十百千万元号月期-", max_size=30))
def test_values_are_typed_with_care(text: str) -> None:
    assert typed(text, 1.0) == (text.strip() or text)


@given(st.text(max_size=40), st.floats(0, 1), st.integers(0, 99))
def test_something_is_always_typed(text: str, share: float, seed: int) -> None:
    assert bool(typed(text, share, seed=seed)) == bool(text)


def test_a_homophone_sounds_the_same() -> None:
    wrong = typed("扣款失败", 1.0, ["homophone"])
    assert wrong != "扣款失败"
    for right, char in zip("扣款失败", wrong, strict=True):
        assert set(sounds(right)) & set(sounds(char))


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("dropped", lambda text: text == "扣款失败"),
        ("swapped", lambda text: sorted(text) == sorted("扣款失败")),
        ("pinyin", str.isascii),
    ],
)
def test_every_kind(kind: Slip, changed: Callable[[str], bool]) -> None:
    """Who leaves out every character has typed nothing: then the text stands."""
    assert changed(typed("扣款失败", 1.0, [kind]))
