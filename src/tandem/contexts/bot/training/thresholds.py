"""From which probability an intent is acted on: the port, and the thresholds that ship with the product."""

from typing import Protocol

from tandem.contexts.bot.decision import IntentLimits

DEFAULT = IntentLimits(auto=0.98, draft=0.5)
"""Chosen on left-out training examples of the demo lender (docs/adr/0013-trained-intents.md), no test set looked at."""


class IntentThresholds(Protocol):
    def of(self, intent: str, version: int) -> IntentLimits:
        """The thresholds of an intent judged by a version. Called for every message on the event loop: a look-up, no
        I/O."""
        ...


class ShippedThresholds:
    """The same for every intent, until outcomes have taught better ones."""

    def of(self, intent: str, version: int) -> IntentLimits:
        """See IntentThresholds.of."""
        return DEFAULT
