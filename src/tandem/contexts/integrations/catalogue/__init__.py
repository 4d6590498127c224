"""Public events: the promise to integrators. Internal events may change; these shapes may only grow, and what cannot
grow gets another version."""

from collections.abc import Mapping

from tandem.contexts.integrations.catalogue import conversations, customers
from tandem.contexts.integrations.catalogue.event import DISCLOSURES, Disclosure, PublicEvent
from tandem.kit.events import Recorded

__all__ = ["CATALOGUE", "DISCLOSURES", "KINDS", "TEST", "Disclosure", "PublicEvent", "public_event"]

TEST = "webhook.test"
CATALOGUE: Mapping[str, PublicEvent] = {
    event.name: event for event in (*conversations.EVENTS, *customers.EVENTS)
}
_OF_KIND: Mapping[str, tuple[PublicEvent, ...]] = {
    kind: tuple(event for event in CATALOGUE.values() if event.of == kind)
    for kind in {event.of for event in CATALOGUE.values()}
}
KINDS: tuple[str, ...] = tuple(sorted(_OF_KIND))
"""Internal kinds that anything public is made of."""


def public_event(event: Recorded) -> PublicEvent | None:
    """What `event` is to the world; None for what is our own affair."""
    return next((public for public in _OF_KIND.get(event.kind, ()) if public.wants(event)), None)
