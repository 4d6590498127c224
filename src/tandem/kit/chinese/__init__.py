"""Chinese as people type it."""

from tandem.kit.chinese.normalising import normalise

__all__ = ["normalise"]
