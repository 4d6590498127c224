"""What an encoder has learned is learned once, and a training that was stopped goes on with the lessons it had."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.contexts.bot.understanding.conftest import PupilEncoder

from tandem.contexts.bot.understanding import lesson_store
from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.lesson_store import LessonStore
from tandem.contexts.bot.understanding.second_reading import Taught, teach_intents

TEXTS, PLACES = ("额度多少", "怎么还款", "提额", "还钱"), np.array([0, 1, 0, 1])


def learn(examples: IntentExamples, pupil: PupilEncoder, store: LessonStore, steps: list[int]) -> Taught:
    rows = pupil.encode(examples.texts)
    return teach_intents(examples, pupil, rows, 1, lambda done, of: steps.append(done), store)


def test_a_lesson_is_given_once(tmp_path: Path, examples: IntentExamples) -> None:
    store, first, again = LessonStore(tmp_path), PupilEncoder(), PupilEncoder()
    steps: list[int] = []
    one, two = learn(examples, first, store, []), learn(examples, again, store, steps)
    assert (len(first.lessons), len(again.lessons)) == (4, 0)
    np.testing.assert_array_equal(one.left_out, two.left_out)
    np.testing.assert_array_equal(one.lesson.directions, two.lesson.directions)
    assert (one.lesson.numbers.keys(), one.lesson.sharpness) == (
        two.lesson.numbers.keys(),
        two.lesson.sharpness,
    )
    assert steps == sorted(steps)
    assert len(steps) == 4, "progress is told of lessons that were there, too"


def test_what_was_stopped_goes_on_with_the_lessons_it_had(tmp_path: Path, examples: IntentExamples) -> None:
    store = LessonStore(tmp_path)
    stopped, later, whole = PupilEncoder(), PupilEncoder(), PupilEncoder()
    rows = stopped.encode(examples.texts)

    def stop(done: int, of: int) -> None:
        if len(stopped.lessons) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        teach_intents(examples, stopped, rows, 1, stop, store)
    found = learn(examples, later, store, [])
    assert len(later.lessons) == 2, "the one that was stopped, and the one after it"
    expected = learn(examples, whole, LessonStore(tmp_path / "other"), [])
    np.testing.assert_array_equal(found.left_out, expected.left_out)


@pytest.mark.parametrize(
    "changed",
    [
        lambda pupil: setattr(pupil, "teaches", "otherwise"),
        lambda pupil: setattr(pupil, "version", "2"),
        lambda pupil: setattr(pupil, "name", "box"),
    ],
)
def test_another_teacher_gives_another_lesson(
    tmp_path: Path, changed: Callable[[PupilEncoder], None]
) -> None:
    store, pupil, other = LessonStore(tmp_path), PupilEncoder(), PupilEncoder()
    lesson = pupil.teach(TEXTS, PLACES, pupil.encode(TEXTS), 1, lambda *_: None)
    store.keep(lesson, pupil, TEXTS, PLACES, 1)
    assert store.find(pupil, TEXTS, PLACES, 1) is not None
    changed(other)
    assert store.find(other, TEXTS, PLACES, 1) is None


def test_other_texts_another_order_or_seed_teach_something_else(tmp_path: Path) -> None:
    store, pupil = LessonStore(tmp_path), PupilEncoder()
    lesson = pupil.teach(TEXTS, PLACES, pupil.encode(TEXTS), 1, lambda *_: None)
    store.keep(lesson, pupil, TEXTS, PLACES, 1)
    assert store.find(pupil, TEXTS, PLACES, 2) is None
    assert store.find(pupil, TEXTS, 1 - PLACES, 1) is None
    assert store.find(pupil, TEXTS[:3], PLACES[:3], 1) is None
    assert store.find(pupil, TEXTS[::-1], PLACES[::-1], 1) is None


@pytest.mark.parametrize("content", [b"", b"tandem-model 1 nonsense", None])
def test_what_cannot_be_read_is_learned_anew(tmp_path: Path, content: bytes | None) -> None:
    store, pupil = LessonStore(tmp_path), PupilEncoder()
    lesson = pupil.teach(TEXTS, PLACES, pupil.encode(TEXTS), 1, lambda *_: None)
    store.keep(lesson, pupil, TEXTS, PLACES, 1)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9] if content is None else content)
    assert store.find(pupil, TEXTS, PLACES, 1) is None
    store.keep(lesson, pupil, TEXTS, PLACES, 1)
    assert store.find(pupil, TEXTS, PLACES, 1) is not None


def test_a_training_goes_on_where_nothing_can_be_kept(tmp_path: Path, examples: IntentExamples) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    pupil = PupilEncoder()
    found = learn(examples, pupil, LessonStore(tmp_path / "full"), [])
    assert len(pupil.lessons) == 4
    assert found.left_out.any()


def test_only_the_last_used_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson_store, "_KEPT", 2)
    store, pupil = LessonStore(tmp_path), PupilEncoder()
    lesson = pupil.teach(TEXTS, PLACES, pupil.encode(TEXTS), 1, lambda *_: None)
    for seed in (1, 2):
        store.keep(lesson, pupil, TEXTS, PLACES, seed)
    for file in tmp_path.iterdir():
        os.utime(file, (1, 1))
    assert store.find(pupil, TEXTS, PLACES, 1) is not None
    store.keep(lesson, pupil, TEXTS, PLACES, 3)
    assert [store.find(pupil, TEXTS, PLACES, seed) is not None for seed in (1, 2, 3)] == [True, False, True]
