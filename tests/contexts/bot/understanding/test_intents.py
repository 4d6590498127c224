"""Intents are learned, kept apart from what is none, and every training says where it comes from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import BagEncoder

from tandem.contexts.bot.understanding.errors import EncodersMissing, TrainingRefused
from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.intent_file import intents_version
from tandem.contexts.bot.understanding.intent_training import TrainingPlan, train_intents
from tandem.contexts.bot.understanding.intents import IntentModel
from tandem.contexts.knowledge.api import Vectors

ASK = ("我的额度怎么看", "还款失败怎么办呀", "日利息多少", "银行卡怎么解绑")
WANTED = ("limit", "repay", "rate", "card")


def vectors(texts: Sequence[str]) -> dict[str, Vectors]:
    return {name: BagEncoder(name).encode(texts) for name in ("bag", "sack")}


def train(examples: IntentExamples, **changes: object) -> IntentModel:
    texts = (*examples.texts, *examples.out_of_scope)
    plan = replace(TrainingPlan({"bag": "1", "sack": "1"}), **changes)  # type: ignore[arg-type]
    return train_intents(examples, vectors(texts), plan, lambda what: None)


def test_learns_what_is_asked(examples: IntentExamples) -> None:
    model = train(examples)
    judged = model.judge(ASK, vectors(ASK))
    assert [model.labels[place] for place in judged.best] == list(WANTED)
    np.testing.assert_allclose(judged.probability.sum(axis=1), judged.scope, atol=1e-6)
    assert judged.inside.all()
    assert judged.degraded == ()


def test_out_of_scope_examples_teach_what_is_none(examples: IntentExamples, foreign: tuple[str, ...]) -> None:
    taught, asked = foreign[:4], foreign[4:]
    model = train(replace(examples, out_of_scope=taught))
    inside, outside = model.judge(ASK, vectors(ASK)), model.judge(asked, vectors(asked))
    assert outside.scope.max() < inside.scope.min()


def test_out_of_scope_is_seen_without_examples_of_it(
    examples: IntentExamples, foreign: tuple[str, ...]
) -> None:
    model = train(examples)
    assert model.judge(foreign, vectors(foreign)).scope.mean() < model.judge(ASK, vectors(ASK)).scope.mean()


def test_no_texts_give_no_rows(examples: IntentExamples) -> None:
    judged = train(examples).judge([], vectors([]))
    assert judged.probability.shape == (0, 4)
    assert judged.inside.shape == (0,)


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "😀", "。" * 5000, "\ud800", "Ж中a1"], ids=lambda text: repr(text[:9])
)
def test_judges_any_text(examples: IntentExamples, text: str) -> None:
    judged = train(examples).judge([text], vectors([text]))
    assert np.isfinite(judged.probability).all()


def test_the_same_training_gives_the_same_model(examples: IntentExamples) -> None:
    assert intents_version(train(examples)) == intents_version(train(examples))
    turned = IntentExamples(examples.texts[::-1], examples.intents[::-1])
    assert turned.data_hash == examples.data_hash
    fewer = IntentExamples(examples.texts[1:], examples.intents[1:])
    assert intents_version(train(fewer)) != intents_version(train(examples))
    assert fewer.data_hash != examples.data_hash


@pytest.mark.parametrize("there", [("sack",), ("bag",), ()])
def test_a_missing_encoder_is_done_without_and_said(examples: IntentExamples, there: tuple[str, ...]) -> None:
    model = train(examples)
    known = vectors(ASK)
    judged = model.judge(ASK, {name: known[name] for name in there})
    assert judged.degraded == tuple(name for name in ("bag", "sack") if name not in there)
    assert [model.labels[place] for place in judged.best] == list(WANTED)


def test_a_model_without_fallbacks_says_what_it_needs(examples: IntentExamples) -> None:
    model = train(examples, fallbacks=False)
    with pytest.raises(EncodersMissing) as caught:
        model.judge(ASK, {})
    assert caught.value.params == {"encoders": "bag, sack"}


def test_memory_is_bounded_by_landmarks(examples: IntentExamples, foreign: tuple[str, ...]) -> None:
    model = train(replace(examples, out_of_scope=foreign), most_rows=15)
    assert len(model.examples) == 15
    judged = model.judge(ASK, vectors(ASK))
    assert [model.labels[place] for place in judged.best] == list(WANTED)


def test_one_example_an_intent_is_little_but_something() -> None:
    model = train(IntentExamples(("额度有多少", "怎么还款"), ("limit", "repay")))
    judged = model.judge(["还款"], vectors(["还款"]))
    assert model.labels[judged.best[0]] == "repay"


def test_the_same_text_twice_and_with_two_intents() -> None:
    texts = ("额度有多少", "额度有多少", "怎么还款", "怎么还款", "额度", "还款")
    model = train(IntentExamples(texts, ("limit", "limit", "repay", "limit", "limit", "repay")))
    assert np.isfinite(model.judge(ASK, vectors(ASK)).probability).all()


@pytest.mark.parametrize(
    ("texts", "intents", "code", "params"),
    [
        ((), (), "training_set_empty", {}),
        (("额度", "提额"), ("limit", "limit"), "training_set_one_class", {"only": "limit"}),
        (("额度", " "), ("limit", "repay"), "training_text_blank", {"row": 2}),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused(
    texts: tuple[str, ...], intents: tuple[str, ...], code: str, params: dict[str, object]
) -> None:
    with pytest.raises(TrainingRefused) as caught:
        train(IntentExamples(texts, intents))
    assert caught.value.code == code
    assert caught.value.params == params
