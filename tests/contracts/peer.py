"""What a maker of the contract of channels gives."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.contexts.channels.ports import Account, Channel


@dataclass
class Peer:
    """An adapter with a real far end. `received`: what is there, in any form that shows texts and names.
    `place`: the text that comes in when somebody there sends where they are (人民广场, 31.2 north, 121.4 east)."""

    channel: Channel
    account: Account
    recipient: str
    received: Callable[[], list[str]]
    place: Callable[[], str] | None = None
