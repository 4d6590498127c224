"""Documents come in families: the pages about one card, the procedures of one desk. Which family a request is about,
and which of its pages leads it, is more than a page's own words tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.passages.index import scaled

Columns = NDArray[np.float64]
_NUMBERED = re.compile(r"(.*\w)[\W_]+(\d+)")


@dataclass(frozen=True)
class Families:
    """`of`: the family's place, for each document; `order`: the document's place in its family, from 1."""

    of: NDArray[np.intp]
    order: NDArray[np.intp]

    @classmethod
    def named(cls, ids: Sequence[str]) -> "Families":
        """By what documents are called: those with one name and a number behind it (card_001, card_002) are a family in
        the order of their numbers, those of one folder (cards/fees, cards/limits) in the order they are listed. What
        has neither leads those that have its name and a number, or is a family of its own."""
        called = [_called(one) for one in ids]
        names = {name: place for place, name in enumerate(dict.fromkeys(name for name, _ in called))}
        of = np.asarray([names[name] for name, _ in called], dtype=np.intp)
        order = np.zeros(len(ids), dtype=np.intp)
        for family in range(len(names)):
            members = np.flatnonzero(of == family)
            first_to_last = sorted(members.tolist(), key=lambda at: called[at][1])
            order[first_to_last] = np.arange(1, len(members) + 1)
        return cls(of, order)

    def columns(self, signals: NDArray[np.floating]) -> Columns:
        """What a document's family says for a request: the mean of each signal over its members; and, whatever is
        asked, how early the document stands in it and how large it is. Each column is centred and scaled."""
        sizes = np.bincount(self.of)
        means = [np.bincount(self.of, column) / sizes for column in signals.T]
        columns = [*(mean[self.of] for mean in means), 1 / self.order, np.log(sizes[self.of])]
        return np.stack([scaled(one) for one in columns], axis=1)


def _called(document: str) -> tuple[str, int]:
    """The family's name, and the number in it."""
    numbered = _NUMBERED.fullmatch(document)
    if numbered:
        return numbered[1], int(numbered[2])
    folder = str(PurePosixPath(document).parent)
    return (document, 0) if folder == "." else (f"{folder}/", 0)
