"""Vectors for a benchmark: from the store on disk, or encoded now, with progress, and whichever encoders there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tandem.contexts.bot.api.understanding import VectorStore
from tandem.contexts.knowledge.api import EncoderLoader, EncoderUnavailable, SentenceEncoder, Vectors

Tell = Callable[[str, int, int], None]
"""Told what is being encoded, how many texts are done, and of how many."""


@dataclass
class Encoding:
    """The encoders that could be loaded; `missing`: why the others could not."""

    store: VectorStore
    encoders: Mapping[str, SentenceEncoder]
    missing: Mapping[str, str]
    tell: Tell

    @classmethod
    def load(cls, loaders: Mapping[str, EncoderLoader], store: VectorStore, tell: Tell) -> "Encoding":
        encoders, missing = {}, {}
        for name, loader in loaders.items():
            try:
                encoders[name] = loader()
            except EncoderUnavailable as error:
                missing[name] = str(error)
        return cls(store, encoders, missing, tell)

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
