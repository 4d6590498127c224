"""Pairs of questions: the same or not, whichever is asked first."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import BagEncoder

from tandem.contexts.bot.understanding.artefact import Artefact, save
from tandem.contexts.bot.understanding.errors import EncodersMissing, ModelFileRefused, TrainingRefused
from tandem.contexts.bot.understanding.examples import PairExamples
from tandem.contexts.bot.understanding.pairs.file import load_pairs, pairs_version, save_pairs, to_artefact
from tandem.contexts.bot.understanding.pairs.kernel import PairKernel, directions_alike, wording_alike
from tandem.contexts.bot.understanding.pairs.model import PairModel
from tandem.contexts.bot.understanding.pairs.training import train_pairs
from tandem.contexts.bot.understanding.pairs.views import PairViewer, PairViews
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


def test_learns_which_words_part_questions_without_any_encoder() -> None:
    """花呗 against 借呗 is another product, 怎么 against 如何 the same question: both differ by two characters."""
    said = ("提前还款", "查看账单", "提高额度", "修改号码", "解绑卡片", "申请分期", "延期还款", "关闭服务")
    parted = [
        (f"{one}花呗{what}", f"{two}借呗{what}") for what in said for one, two in (("我的", "我的"), ("", ""))
    ]
    alike = [(f"{one}怎么{what}", f"{one}如何{what}") for what in said for one in ("花呗", "借呗")]
    rows = [*((a, b, False) for a, b in parted), *((a, b, True) for a, b in alike)]
    left, right, same = zip(*rows, strict=True)
    model = train(PairExamples(left, right, same), encoder=False)
    fresh = model.probability(("花呗利息高吗", "怎么算利息"), ("借呗利息高吗", "如何算利息"), {})
    assert fresh[1] > 0.6 > 0.4 > fresh[0]


@pytest.fixture
def fitted(pairs: PairExamples) -> tuple[PairViewer, PairViews]:
    return PairViewer.fit(pairs.left, pairs.right, sides(pairs.left, pairs.right))


@pytest.mark.parametrize("alike", [wording_alike, directions_alike])
def test_how_pairs_part_is_the_same_both_ways(
    pairs: PairExamples,
    fitted: tuple[PairViewer, PairViews],
    alike: Callable[[PairViews, PairViews], np.ndarray],
) -> None:
    viewer, views = fitted
    turned = viewer.views(pairs.right, pairs.left, sides(pairs.right, pairs.left))
    np.testing.assert_allclose(alike(views, views), alike(turned, views), atol=1e-5)
    assert np.linalg.eigvalsh(alike(views, views).astype(float)).min() > -1e-3


def test_a_kernel_by_blocks_is_the_whole_one(fitted: tuple[PairViewer, PairViews]) -> None:
    _, views = fitted
    many = views.take(np.arange(1100) % len(views))
    kernel = PairKernel()
    np.testing.assert_allclose(kernel.among(many), kernel.between(many, many), atol=1e-5)


def test_a_question_asked_twice_parts_nowhere() -> None:
    model_views = PairViewer.fit(LEFT, LEFT, sides(LEFT, LEFT))[1]
    assert model_views.parted.nnz == 0
    assert not model_views.turned.any()


def test_no_pairs_give_nothing(pairs: PairExamples) -> None:
    assert train(pairs).probability([], [], sides([], [])).shape == (0,)


def test_is_kept_and_read_back(pairs: PairExamples, tmp_path: Path) -> None:
    model = train(pairs, most=100)
    digest = save_pairs(model, tmp_path / "pairs.model")
    again = load_pairs(tmp_path / "pairs.model", sha256=digest)
    assert pairs_version(again) == pairs_version(model) == digest[:12]
    before, after = (m.probability(LEFT, RIGHT, sides(LEFT, RIGHT)) for m in (model, again))
    np.testing.assert_allclose(before, after, atol=1e-2)


def test_a_file_of_the_format_before_is_refused(pairs: PairExamples, tmp_path: Path) -> None:
    now = to_artefact(train(pairs, most=100))
    before = Artefact("pairs", now.document, {n: a for n, a in now.arrays.items() if "parted" not in n})
    save(before, tmp_path / "pairs.model")
    with pytest.raises(ModelFileRefused) as caught:
        load_pairs(tmp_path / "pairs.model")
    assert caught.value.code == "model_file_unknown"


def test_the_same_pairs_give_the_same_model(pairs: PairExamples) -> None:
    assert pairs_version(train(pairs)) == pairs_version(train(pairs))


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
