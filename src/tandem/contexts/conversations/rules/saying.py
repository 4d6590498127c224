"""Whether a text says anything to who reads it."""

from unicodedata import category

_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def says_something(text: str) -> bool:
    """False for a text of nothing but blanks and characters without a picture (zero width, marks of direction)."""
    return any(category(character) not in _UNSEEN for character in text)
