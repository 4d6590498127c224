"""What a maker of the contract of channels gives."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.contexts.channels.ports import Account, Channel


@dataclass
class Peer:
    """An adapter with a real far end. `received`: what is there, in any form that shows texts and names."""

    channel: Channel
    account: Account
    recipient: str
    received: Callable[[], list[str]]
