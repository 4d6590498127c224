"""The door of the integrations context: nothing above it, so only what the composition needs."""

from tandem.contexts.integrations.catalogue import CATALOGUE, PublicEvent

__all__ = ["CATALOGUE", "PublicEvent"]
