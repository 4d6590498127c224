"""Facts of a customer: what is kept of them, and the typed catalogue of what rules may ask."""

from tandem.contexts.portraits.rules.facts.base import Base, Contacts, Lent
from tandem.contexts.portraits.rules.facts.catalogue import CATALOGUE, Fact, facts_on, turns

__all__ = ["CATALOGUE", "Base", "Contacts", "Fact", "Lent", "facts_on", "turns"]
