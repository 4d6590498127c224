"""What is indexed of each entry: its question and phrasings one by one, and question with answer as one
body."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.retrieval.normalise import searchable
from tandem.kit.chinese import normalise

Places = NDArray[np.intp]

_BODY_CHARS = 120
"""Of the answer, for encoders: its first sentences say what it is about."""


@dataclass(frozen=True)
class IndexEntry:
    """What the index needs of a published entry. `id` is opaque to it; `related` are ids. `titles`: what it is called
    where customers press it (in English, say): known word for word, never searched."""

    id: str
    question: str
    phrasings: tuple[str, ...]
    answer: str = ""
    related: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Documents:
    """All phrasings of all entries in searchable form; those of one entry stand together, its question first.

    `owner`: the entry's place, for each text. `starts`: where each entry's texts begin. `foreign`: texts that no entry
    answers; what is more like one of these than like any phrasing is probably none of ours.
    """

    entries: tuple[IndexEntry, ...]
    texts: tuple[str, ...]
    bodies: tuple[str, ...]
    owner: Places
    starts: Places
    foreign: tuple[str, ...] = ()

    @classmethod
    def of(cls, entries: Sequence[IndexEntry], foreign: Sequence[str] = ()) -> "Documents":
        """Entries without any searchable text are left out. `foreign` is searchable already."""
        kept: list[IndexEntry] = []
        texts: list[str] = []
        owner: list[int] = []
        starts: list[int] = []
        for entry in entries:
            forms = list(dict.fromkeys(t for t in map(searchable, (entry.question, *entry.phrasings)) if t))
            if not forms:
                continue
            starts.append(len(texts))
            owner.extend([len(kept)] * len(forms))
            texts.extend(forms)
            kept.append(entry)
        bodies = tuple(f"{normalise(e.question)} {normalise(e.answer)}".strip() for e in kept)
        places = np.asarray(owner, np.intp), np.asarray(starts, np.intp)
        return cls(tuple(kept), tuple(texts), bodies, *places, tuple(foreign))

    @property
    def sizes(self) -> NDArray[np.intp]:
        """How many texts each entry has."""
        return np.diff(np.append(self.starts, len(self.texts)))

    @property
    def short_bodies(self) -> tuple[str, ...]:
        """Bodies cut to what an encoder is given."""
        return tuple(_short_body(entry) for entry in self.entries)

    @property
    def encoded(self) -> tuple[str, ...]:
        """Everything that an encoder is given, in order."""
        return (*self.texts, *self.short_bodies, *self.foreign)

    def of_entry(self, place: int) -> tuple[str, ...]:
        """The entry's texts."""
        start = int(self.starts[place])
        return self.texts[start : start + int(self.sizes[place])]


def _short_body(entry: IndexEntry) -> str:
    return f"{normalise(entry.question)} {entry.answer[:_BODY_CHARS]}".replace("\n", " ").strip()


def exact_owners(documents: Documents) -> dict[str, int]:
    """Searchable texts, and titles, that belong to one entry only, with that entry's place."""
    found: dict[str, int] = {}
    shared: set[str] = set()
    titles = [(searchable(one), at) for at, entry in enumerate(documents.entries) for one in entry.titles]
    for text, owner in (*zip(documents.texts, documents.owner, strict=True), *titles):
        if text and found.setdefault(text, int(owner)) != owner:
            shared.add(text)
    return {text: owner for text, owner in found.items() if text not in shared}
