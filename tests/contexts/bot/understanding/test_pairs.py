"""Pairs of questions: the same or not, whichever is asked first."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import BagEncoder

from tandem.contexts.bot.understanding.errors import EncodersMissing, TrainingRefused
from tandem.contexts.bot.understanding.examples import PairExamples
from tandem.contexts.bot.understanding.pairs.file import load_pairs, pairs_version, save_pairs
from tandem.contexts.bot.understanding.pairs.model import PairModel
from tandem.contexts.bot.understanding.pairs.training import train_pairs
from tandem.contexts.bot.understanding.pairs.wording import NAMES, Wording, heard

LEFT = ("我的额度有多少呀", "怎么提前还款呢", "银行卡怎么解绑")
RIGHT = ("额度在哪里看啊", "日利息是多少", "换了新银行卡要重绑吗")
SAME = (True, False, True)


def sides(left: Sequence[str], right: Sequence[str]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    return {"bag": (BagEncoder().encode(left), BagEncoder().encode(right))}


def train(pairs: PairExamples, *, most: int = 1000, encoder: bool = True) -> PairModel:
    vectors = sides(pairs.left, pairs.right) if encoder else {}
    versions = {"bag": "1"} if encoder else {}
    return train_pairs(pairs, vectors, versions, most_pairs=most, report=lambda what: None)


@pytest.mark.parametrize("most", [1000, 120])
def test_tells_what_means_the_same(pairs: PairExamples, most: int) -> None:
    model = train(pairs, most=most)
    said = model.probability(LEFT, RIGHT, sides(LEFT, RIGHT))
    assert said[1] < min(said[0], said[2])
    assert ((said >= 0) & (said <= 1)).all()


def test_wording_alone_tells_a_little(pairs: PairExamples) -> None:
    said = train(pairs, encoder=False).probability(pairs.left, pairs.right, {})
    same = np.asarray(pairs.same)
    assert said[same].mean() > said[~same].mean() + 0.1


def test_either_side_may_come_first(pairs: PairExamples) -> None:
    model = train(pairs)
    one = model.probability(LEFT, RIGHT, sides(LEFT, RIGHT))
    two = model.probability(RIGHT, LEFT, sides(RIGHT, LEFT))
    np.testing.assert_allclose(one, two, atol=1e-4)


def test_no_pairs_give_nothing(pairs: PairExamples) -> None:
    assert train(pairs).probability([], [], sides([], [])).shape == (0,)


def test_is_kept_and_read_back(pairs: PairExamples, tmp_path: Path) -> None:
    model = train(pairs, most=100)
    digest = save_pairs(model, tmp_path / "pairs.model")
    again = load_pairs(tmp_path / "pairs.model", sha256=digest)
    assert pairs_version(again) == pairs_version(model) == digest[:12]
    before, after = (m.probability(LEFT, RIGHT, sides(LEFT, RIGHT)) for m in (model, again))
    np.testing.assert_allclose(before, after, atol=1e-2)


def test_needs_the_encoders_of_its_training(pairs: PairExamples) -> None:
    with pytest.raises(EncodersMissing):
        train(pairs).probability(LEFT, RIGHT, {})


def test_what_nothing_can_be_learned_from_is_refused() -> None:
    for pairs, code in (
        (PairExamples((), (), ()), "training_set_empty"),
        (PairExamples(("额度",), ("提额",), (True,)), "training_set_one_class"),
        (PairExamples(("额度", "利息"), ("提额", ""), (True, False)), "training_text_blank"),
    ):
        with pytest.raises(TrainingRefused) as caught:
            train(pairs)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "one", "two", "differs"),
    [
        ("numbers differ", "分12期还", "分6期还", True),
        ("numbers differ", "分12期还", "12期怎么分", False),
        ("negation differs", "为什么不能借", "为什么能借", True),
        ("negation differs", "还不上了", "没钱还", False),
        ("asked differs", "怎么还款", "什么时候还款", True),
        ("asked differs", "怎么还款", "如何还款", False),
        ("length differs", "还款", "还款", False),
    ],
)
def test_wording_sees(name: str, one: str, two: str, differs: bool) -> None:
    row = Wording.fit([one, two]).compare([one], [two])[0]
    assert bool(row[NAMES.index(name)] > 0) is differs


@pytest.mark.parametrize(("written", "meant"), [("提鹅度", "提额度"), ("花被", "花呗"), ("还宽日", "还款日")])
def test_wrong_characters_sound_right(written: str, meant: str) -> None:
    assert heard(written) & heard(meant)
    sound, characters = NAMES.index("sound"), NAMES.index("pairs of characters")
    row = Wording.fit([written, meant]).compare([written], [meant])[0]
    assert row[sound] > row[characters] + 0.1


def test_wording_is_the_same_both_ways() -> None:
    wording = Wording.fit([*LEFT, *RIGHT])
    np.testing.assert_array_equal(wording.compare(LEFT, RIGHT), wording.compare(RIGHT, LEFT))
