"""What encoders have learned, on disk: a lesson takes minutes to hours, and the same texts teach the same.

A training that was killed finds the lessons it had finished, and so does one that is run again with other settings of
what follows. Each lesson is a file of its own, whole or not there; what cannot be read is learned anew.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.artefact import Artefact, load, save
from tandem.contexts.bot.understanding.errors import ModelFileRefused
from tandem.contexts.bot.understanding.views import Places
from tandem.contexts.knowledge.api import Lesson, TeachableEncoder

log = structlog.get_logger(__name__)
_KIND = "lesson"
_MEAN, _DIRECTIONS, _LEARNED = "second.mean", "second.directions", "learned:"
_KEPT = 12
"""Lessons, 3 MB each: those of three trainings, the last used."""


@dataclass(frozen=True)
class LessonStore:
    """Lessons under `folder`. Several processes may use it."""

    folder: Path

    def find(
        self, encoder: TeachableEncoder, texts: Sequence[str], places: Places, seed: int
    ) -> Lesson | None:
        """What this encoder, as it teaches now, has learned from the texts."""
        path = self._path(encoder, texts, places, seed)
        try:
            artefact = load(path, kind=_KIND)
            found = lesson_of(artefact.arrays, artefact.document["sharpness"])
            os.utime(path)
        except FileNotFoundError:
            return None
        except (ModelFileRefused, KeyError, TypeError, ValueError, OSError) as error:
            log.warning("training.lesson_unreadable", file=path.name, cause=str(error))
            return None
        return found

    def keep(
        self, lesson: Lesson, encoder: TeachableEncoder, texts: Sequence[str], places: Places, seed: int
    ) -> None:
        """For `find`; of the oldest those go that are too many. Where there is no room nothing is kept: the training
        goes on with what it has learned."""
        path = self._path(encoder, texts, places, seed)
        try:
            save(Artefact(_KIND, {"sharpness": lesson.sharpness}, arrays_of(lesson)), path)
            dated = [(one.stat().st_mtime, one) for one in self.folder.glob("*.lesson")]
            for _, one in sorted(dated, reverse=True)[_KEPT:]:
                one.unlink(missing_ok=True)
        except OSError as error:
            log.warning("training.lesson_not_kept", file=path.name, cause=str(error))

    def _path(self, encoder: TeachableEncoder, texts: Sequence[str], places: Places, seed: int) -> Path:
        found = hashlib.sha256(repr((encoder.name, encoder.version, encoder.teaches, seed)).encode())
        # In their order: it decides which are read together.
        for row in zip(texts, places.tolist(), strict=True):
            found.update(repr(row).encode("utf-8", "surrogatepass"))
        return self.folder / f"{found.hexdigest()[:32]}.lesson"


def arrays_of(lesson: Lesson) -> dict[str, NDArray[Any]]:
    """A lesson's numbers as a model's file keeps them."""
    learned = {_LEARNED + name: numbers for name, numbers in lesson.numbers.items()}
    return {_MEAN: lesson.mean, _DIRECTIONS: lesson.directions, **learned}


def lesson_of(arrays: Mapping[str, NDArray[Any]], sharpness: float) -> Lesson:
    """Raises KeyError where it is none."""
    learned = {name.removeprefix(_LEARNED): one for name, one in arrays.items() if name.startswith(_LEARNED)}
    return Lesson(learned, np.asarray(arrays[_MEAN]), np.asarray(arrays[_DIRECTIONS]), float(sharpness))
