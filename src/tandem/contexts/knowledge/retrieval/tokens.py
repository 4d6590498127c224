"""What the keyword index sees of a text: words, and pairs of neighbouring characters for what no dictionary
knows."""

import re
from threading import Lock

import rjieba

_HAN = re.compile(r"[\u3400-\u9fff]+")
_cutting = Lock()  # the first cut loads the dictionary


def words(text: str) -> list[str]:
    """Words of a normalised text."""
    with _cutting:
        pieces = rjieba.cut_for_search(text)
    return [piece for piece in pieces if not piece.isspace()]


def dictionary_words(text: str) -> list[str]:
    """The text cut into words of the dictionary alone, none guessed, none overlapping: what belongs to no word
    is cut into characters."""
    with _cutting:
        return list(rjieba.cut(text, False))


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters; a character that stands alone stays alone."""
    found: list[str] = []
    for run in _HAN.findall(text):
        found.extend(run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else found.append(run)
    return found
