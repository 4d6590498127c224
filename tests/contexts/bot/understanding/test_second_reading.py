"""An encoder that was taught the examples reads every text a second time, and counts for what it is worth."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import FOREIGN, BagEncoder, PupilEncoder

from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.intent_file import load_intents, save_intents
from tandem.contexts.bot.understanding.intent_training import LeftOut, TrainingPlan, train_intents
from tandem.contexts.bot.understanding.intents import IntentModel
from tandem.contexts.bot.understanding.second_reading import SECOND, Taught, fit_second, teach_intents
from tandem.contexts.bot.understanding.temperature import softmax
from tandem.contexts.knowledge.api import TeachableEncoder, Vectors

ASK = ("我的额度怎么看", "还款失败怎么办呀", "日利息多少", "银行卡怎么解绑")
WANTED = ["limit", "repay", "rate", "card"]
PLAN = TrainingPlan({"bag": "1"})


def train(
    examples: IntentExamples, pupil: PupilEncoder, observed: list[LeftOut] | None = None
) -> IntentModel:
    rows = pupil.encode((*examples.texts, *examples.out_of_scope))
    taught = teach_intents(examples, pupil, rows, 1, lambda done, of: None)
    observe = observed.append if observed is not None else None
    return train_intents(examples, {"bag": rows}, PLAN, lambda what: None, observe, taught)


def vectors(model: IntentModel, pupil: PupilEncoder) -> dict[str, Vectors]:
    assert model.second is not None
    return {"bag": pupil.encode(ASK), SECOND: pupil.taught(model.second.lesson).encode(ASK)}


def test_only_an_encoder_that_learns_is_one() -> None:
    assert isinstance(PupilEncoder(), TeachableEncoder)
    assert not isinstance(BagEncoder(), TeachableEncoder)


def test_both_readings_decide(examples: IntentExamples) -> None:
    pupil = PupilEncoder()
    model = train(examples, pupil)
    judged = model.judge(ASK, vectors(model, pupil))
    assert [model.labels[place] for place in judged.best] == WANTED
    assert judged.degraded == ()
    np.testing.assert_allclose(judged.probability.sum(axis=1), judged.scope, atol=1e-6)
    alone = model.judge(ASK, {"bag": pupil.encode(ASK)})
    assert not np.allclose(np.log(alone.probability), np.log(judged.probability))


def test_without_the_second_the_first_decides_as_if_there_were_none(examples: IntentExamples) -> None:
    pupil = PupilEncoder()
    model = train(examples, pupil)
    known = {"bag": pupil.encode(ASK)}
    plain = train_intents(examples, {"bag": pupil.encode(examples.texts)}, PLAN, lambda what: None)
    judged = model.judge(ASK, known)
    np.testing.assert_array_equal(judged.probability, plain.judge(ASK, known).probability)
    assert judged.degraded == (SECOND,)
    assert model.judge(ASK, {}).degraded == ("bag", SECOND)
    assert model.judge(ASK, {SECOND: vectors(model, pupil)[SECOND]}).degraded == ("bag", SECOND)


def test_what_it_says_of_an_example_was_said_by_one_who_had_not_seen_it(examples: IntentExamples) -> None:
    pupil = PupilEncoder()
    given = replace(examples, out_of_scope=FOREIGN)
    steps: list[tuple[int, int]] = []
    rows = pupil.encode((*given.texts, *given.out_of_scope))
    found = teach_intents(given, pupil, rows, 1, lambda done, of: steps.append((done, of)))
    *parts, whole = pupil.lessons
    assert set(whole) == set(given.texts)
    asked = [text for reader in pupil.readers for text in reader.encoded]
    assert sorted(asked) == sorted((*given.texts, *FOREIGN))
    for lesson, reader in zip(parts, pupil.readers, strict=True):
        assert not set(lesson) & set(reader.encoded)
        assert {given.intents[given.texts.index(text)] for text in lesson} == set(given.labels)
    assert found.left_out.any(axis=1).all()
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]


def test_what_was_left_out_is_told_of_both_readings(examples: IntentExamples) -> None:
    pupil, observed = PupilEncoder(), []
    model = train(replace(examples, out_of_scope=FOREIGN), pupil, observed)
    (left_out,) = observed
    inside = left_out.places >= 0
    right = left_out.probability[inside].argmax(axis=1) == left_out.places[inside]
    assert model.training.quality["accuracy"] == pytest.approx(right.mean(), abs=1e-4)
    assert len(left_out.probability) == len(examples.texts) + len(FOREIGN)


def test_where_enough_is_known_to_be_foreign_both_readings_tell(
    tmp_path: Path, examples: IntentExamples
) -> None:
    pupil = PupilEncoder()
    few, many = (train(replace(examples, out_of_scope=_foreign(count)), pupil) for count in (49, 50))
    assert few.second is not None
    assert few.second.scope is None
    assert many.second is not None
    assert many.second.scope is not None
    save_intents(many, tmp_path / "a.model")
    found = load_intents(tmp_path / "a.model")
    asked = (*ASK, *_foreign(60)[50:])
    known = {"bag": pupil.encode(asked), SECOND: pupil.taught(many.second.lesson).encode(asked)}
    for model in (many, found):
        judged = model.judge(asked, known)
        assert judged.inside[: len(ASK)].all()
        assert judged.scope[: len(ASK)].min() > judged.scope[len(ASK) :].max()
    alone = many.judge(asked, {"bag": known["bag"]})
    assert alone.degraded == (SECOND,)
    assert not np.allclose(alone.scope, judged.scope)


def _foreign(count: int) -> tuple[str, ...]:
    return tuple(f"{FOREIGN[at % len(FOREIGN)]}{chr(0x4E00 + 7 * at)}" for at in range(count))


def test_a_second_reading_that_says_nothing_counts_for_next_to_nothing() -> None:
    random = np.random.default_rng(2)
    places = np.repeat(np.arange(4), 50)
    scores = (random.normal(size=(200, 4)) * 0.3 + np.eye(4)[places]).astype(np.float32)
    noise = random.normal(size=(200, 4)).astype(np.float32)
    lesson = PupilEncoder().teach(
        ["a", "b"], np.array([0, 1]), np.eye(2, 48, dtype=np.float32), 1, lambda *_: None
    )
    second = fit_second(Taught("bag", lesson, noise), scores, places, 3.0)
    with_, without = softmax(second.first * scores + second.second * noise), softmax(second.first * scores)
    assert abs(with_ - without).mean() < 0.02


def test_one_example_an_intent_leaves_the_first_alone() -> None:
    pupil = PupilEncoder()
    model = train(IntentExamples(("额度有多少", "怎么还款"), ("limit", "repay")), pupil)
    assert model.second is not None
    assert model.second.second == 0
    both, alone = model.judge(ASK, vectors(model, pupil)), model.judge(ASK, {"bag": pupil.encode(ASK)})
    np.testing.assert_allclose(both.probability, alone.probability)


def test_comes_back_from_its_file_as_it_was(tmp_path: Path, examples: IntentExamples) -> None:
    pupil = PupilEncoder()
    model = train(examples, pupil)
    digest = save_intents(model, tmp_path / "a.model")
    assert save_intents(train(examples, PupilEncoder()), tmp_path / "b.model") == digest
    found = load_intents(tmp_path / "a.model", sha256=digest)
    known = vectors(model, pupil)
    np.testing.assert_array_equal(vectors(found, pupil)[SECOND], known[SECOND])
    one, two = found.judge(ASK, known), model.judge(ASK, known)
    np.testing.assert_allclose(one.probability, two.probability, atol=1e-3)
