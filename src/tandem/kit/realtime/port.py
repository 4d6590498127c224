"""The port that carries notices between processes."""

from collections.abc import Callable, Sequence
from typing import Protocol

from tandem.kit.notice import Notice


class Transport(Protocol):
    """Carries notices to every process, this one included, at most once each and usually in milliseconds.

    Losing notices is allowed (the hub sweeps the event table); blocking the caller is not."""

    @property
    def connected(self) -> bool:
        """True while notices of other processes can arrive."""
        ...

    def publish(self, notices: Sequence[Notice]) -> None:
        """Queue notices for sending and return at once. Never raises for a broken connection."""
        ...

    async def run(
        self, on_notice: Callable[[Notice], None], on_gap: Callable[[], None], *, listen: bool = True
    ) -> None:
        """Connect, send, and (when `listen`) receive until cancelled, reconnecting by itself.
        `on_notice` gets the notices of OTHER processes; `on_gap` is called after every time in which
        notices may have been missed."""
        ...
