"""What search sees of a text: pure, for rules of other contexts that must see the same."""

from tandem.contexts.knowledge.retrieval.normalise import searchable

__all__ = ["searchable"]
