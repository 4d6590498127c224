"""What a model learns from."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.contexts.bot.understanding.errors import TrainingRefused
from tandem.contexts.bot.understanding.views import Places


@dataclass(frozen=True)
class IntentExamples:
    """Texts with their intents, and texts that belong to none (`out_of_scope`)."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    out_of_scope: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.intents)))

    @property
    def places(self) -> Places:
        """Each text's label by its place in `labels`."""
        place = {label: at for at, label in enumerate(self.labels)}
        return np.asarray([place[intent] for intent in self.intents], dtype=np.intp)

    @property
    def data_hash(self) -> str:
        """Of the examples, whatever their order."""
        rows = [*zip(self.texts, self.intents, strict=True), *((text, "") for text in self.out_of_scope)]
        return digest(rows)

    def check(self) -> None:
        """Raises TrainingRefused for what nothing can be learned from."""
        _refuse_blank((*self.texts, *self.out_of_scope))
        if not self.texts:
            raise TrainingRefused("training_set_empty")
        if len(self.labels) < 2:
            raise TrainingRefused("training_set_one_class", params={"only": self.labels[0]})


@dataclass(frozen=True)
class PairExamples:
    """Pairs of questions: do the two mean the same?"""

    left: tuple[str, ...]
    right: tuple[str, ...]
    same: tuple[bool, ...]

    @property
    def data_hash(self) -> str:
        """Of the pairs, whatever their order."""
        return digest((a, b, str(int(y))) for a, b, y in zip(self.left, self.right, self.same, strict=True))

    def take(self, places: Iterable[int]) -> "PairExamples":
        """These pairs alone."""
        rows = [(self.left[at], self.right[at], self.same[at]) for at in places]
        if not rows:
            return PairExamples((), (), ())
        left, right, same = zip(*rows, strict=True)
        return PairExamples(left, right, same)

    def check(self) -> None:
        """Raises TrainingRefused for what nothing can be learned from."""
        _refuse_blank((*self.left, *self.right))
        if not self.same:
            raise TrainingRefused("training_set_empty")
        if len(set(self.same)) < 2:
            raise TrainingRefused("training_set_one_class", params={"only": str(int(self.same[0]))})


def digest(rows: Iterable[tuple[str, ...]]) -> str:
    """sha256 of rows, whatever their order."""
    found = hashlib.sha256()
    for row in sorted(rows):
        found.update(repr(row).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _refuse_blank(texts: Sequence[str]) -> None:
    for place, text in enumerate(texts):
        if not text.strip():
            raise TrainingRefused("training_text_blank", params={"row": place + 1})
