"""Documents in pieces that an encoder can hold, requests in sentences that each may need another document."""

import re
from dataclasses import dataclass

from tandem.kit.chinese import normalise

_CHUNK_CHARS = 400
_SHORTEST_SENTENCE = 6
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|(?<=[。！？；])|\n+")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_SHORTEST_STEM = 3


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    text: str


def chunks(document: Document) -> list[str]:
    """Pieces of whole lines, of about _CHUNK_CHARS characters, each with the title before it; one at least."""
    pieces: list[str] = []
    piece = ""
    for line in document.text.splitlines():
        if piece and len(piece) + len(line) > _CHUNK_CHARS:
            pieces.append(piece)
            piece = ""
        piece = f"{piece} {line.strip()}".strip()
        while len(piece) > 2 * _CHUNK_CHARS:
            pieces.append(piece[:_CHUNK_CHARS])
            piece = piece[_CHUNK_CHARS:]
    if piece or not pieces:
        pieces.append(piece)
    return [f"{document.title}. {one}".strip() for one in pieces]


def sentences(request: str) -> list[str]:
    """The request's sentences; the whole of it when it has none that says anything."""
    found = [part.strip() for part in _SENTENCE_END.split(request)]
    said = [part for part in found if len(part) >= _SHORTEST_SENTENCE]
    return said or [request.strip()]


def indexed(text: str) -> str:
    """What keyword search compares: normalised, English words without their commonest endings."""
    return " ".join(_stem(word) if word.isascii() else word for word in normalise(text).split())


def _stem(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)] + instead
    return word
