"""From which probability an intent is acted on: the port, and the thresholds that ship with the product."""

from typing import Protocol

from tandem.contexts.bot.decision import IntentLimits

DEFAULT = IntentLimits(auto=0.99, draft=0.5)
"""Until outcomes have fitted better ones a version answers alone hardly more than what it was taught word for word
(.995 of its intent): of left-out examples from .98 up 87 in 100 are right, and the ladder wants 97
(docs/adr/0013-trained-intents.md). No test set was looked at."""


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
