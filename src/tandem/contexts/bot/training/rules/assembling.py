"""From all examples there are to what a version learns from, and what it is tested on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tandem.contexts.bot.training.rules.splitting import form, split_of, text_hash

# Whom to believe when the same words have two intents: people who read the conversation first.
_BELIEVED = ("label", "draft", "import", "knowledge", "flow")

Row = tuple[str, str | None]
"""(text as models see it, intent; None is out of scope)."""


@dataclass(frozen=True)
class Given:
    """An example as it is kept; `place` grows with time."""

    text: str
    intent: str | None
    source: str
    place: int


@dataclass(frozen=True)
class DataSet:
    """Rows in one order for the same examples, whenever and wherever they were put together."""

    train: tuple[Row, ...]
    test: tuple[Row, ...]

    def inside(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(texts, intents) to learn from."""
        rows = [(text, intent) for text, intent in self.train if intent is not None]
        return tuple(text for text, _ in rows), tuple(intent for _, intent in rows)

    def outside(self) -> tuple[str, ...]:
        """Texts to learn from that are no intent's."""
        return tuple(text for text, intent in self.train if intent is None)

    def taught(self) -> dict[str, str]:
        """The intents of texts, as `word_for_word` writes them, that people or entries gave: also of those that only
        test. What somebody has taught needs no guess."""
        rows = (*self.train, *self.test)
        return {word_for_word(text): intent for text, intent in rows if intent is not None}

    def plain(self) -> dict[str, list[list[str | None]]]:
        """As JSON."""
        return {"train": [list(row) for row in self.train], "test": [list(row) for row in self.test]}

    @classmethod
    def of_plain(cls, document: Mapping[str, Sequence[Sequence[str | None]]]) -> "DataSet":
        """Back from JSON. Raises KeyError or ValueError for another document."""
        train, test = (
            tuple((str(text), intent) for text, intent in document[name]) for name in ("train", "test")
        )
        return cls(train, test)


def word_for_word(text: str) -> str:
    """What is left to compare of a text as models see it."""
    return text.replace(" ", "")


def assemble(given: Iterable[Given], owners: Mapping[str, str | None], foreign: Iterable[str]) -> DataSet:
    """`owners`: for each intent the one its examples count for, None when that is retired (they are left out then).
    `foreign`: texts shipped as out of scope. Each text once: of several intents that of the most believed source,
    then the newest."""
    chosen: dict[bytes, tuple[str, str | None]] = {}
    for one in sorted(given, key=lambda g: (_BELIEVED.index(g.source), -g.place)):
        intent = owners.get(one.intent) if one.intent is not None else None
        if one.intent is not None and intent is None:
            continue
        chosen.setdefault(text_hash(one.text), (one.text, intent))
    for text in foreign:
        chosen.setdefault(text_hash(text), (text, None))
    rows = sorted(((form(text), intent, split_of(text)) for text, intent in chosen.values()), key=_order)
    return DataSet(
        train=tuple((text, intent) for text, intent, split in rows if split == "train"),
        test=tuple((text, intent) for text, intent, split in rows if split == "test"),
    )


def _order(row: tuple[str, str | None, str]) -> tuple[str, str]:
    return row[0], row[1] or ""
