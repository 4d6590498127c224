"""A model file is whole, ours, and the one that was saved; or it is refused."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import BagEncoder

from tandem.contexts.bot.understanding.artefact import Artefact, load, pack, save, unpack
from tandem.contexts.bot.understanding.errors import ModelFileRefused
from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.intent_file import intents_version, load_intents, save_intents
from tandem.contexts.bot.understanding.intent_training import TrainingPlan, train_intents

KEPT = Artefact("intents", {"labels": ["额度"]}, {"weights": np.eye(3, dtype=np.float32)})


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    digest = save(KEPT, tmp_path / "models" / "a.model")
    found = load(tmp_path / "models" / "a.model", kind="intents", sha256=digest)
    assert found.document == KEPT.document
    np.testing.assert_array_equal(found.arrays["weights"], KEPT.arrays["weights"])
    assert list((tmp_path / "models").iterdir()) == [tmp_path / "models" / "a.model"]


def test_the_same_model_gives_the_same_bytes() -> None:
    assert pack(KEPT) == pack(KEPT)


@pytest.mark.parametrize("place", [20, 120, -1])
def test_a_changed_byte_is_refused(place: int) -> None:
    content = bytearray(pack(KEPT)[0])
    content[place] ^= 1
    with pytest.raises(ModelFileRefused):
        unpack(bytes(content), kind="intents")


def test_another_file_than_the_one_expected_is_refused() -> None:
    with pytest.raises(ModelFileRefused) as caught:
        unpack(pack(KEPT)[0], kind="intents", sha256="0" * 64)
    assert caught.value.code == "model_file_damaged"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"tandem-model 1 abc", b"\x80\x04pickle"])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ModelFileRefused) as caught:
        unpack(content, kind="intents")
    assert caught.value.code == "model_file_unknown"


def test_another_kind_is_refused() -> None:
    with pytest.raises(ModelFileRefused) as caught:
        unpack(pack(KEPT)[0], kind="pairs")
    assert caught.value.params == {"expected": "pairs", "found": "intents"}


def test_nothing_is_unpickled() -> None:
    body = io.BytesIO()
    np.savez(body, document=np.array([print], dtype=object))
    content = body.getvalue()
    head = b"tandem-model 1 " + hashlib.sha256(content).hexdigest().encode() + b"\n"
    with pytest.raises(ModelFileRefused) as caught:
        unpack(head + content, kind="intents")
    assert caught.value.code == "model_file_unknown"


def test_a_loaded_model_judges_as_before(tmp_path: Path, examples: IntentExamples) -> None:
    encoder = BagEncoder()
    plan = TrainingPlan({"bag": "1"})
    model = train_intents(examples, {"bag": encoder.encode(examples.texts)}, plan, lambda what: None)
    digest = save_intents(model, tmp_path / "intents.model")
    again = load_intents(tmp_path / "intents.model", sha256=digest)
    assert intents_version(again) == intents_version(model) == digest[:12]
    assert again.training == model.training
    asked = ["我的额度怎么看", "明天会下雨吗"]
    before, after = (one.judge(asked, {"bag": encoder.encode(asked)}) for one in (model, again))
    np.testing.assert_allclose(before.probability, after.probability, atol=5e-3)


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    save(KEPT, tmp_path / "a.model")
    with pytest.raises(ModelFileRefused) as caught:
        load_intents(tmp_path / "a.model")
    assert caught.value.code == "model_file_unknown"
