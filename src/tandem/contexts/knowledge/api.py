"""The door of the knowledge context."""

from tandem.contexts.knowledge.retrieval.index import Candidate, Ranking
from tandem.contexts.knowledge.retrieval.normalise import normalise

__all__ = ["Candidate", "Ranking", "normalise"]
