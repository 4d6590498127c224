"""What the file of one adapter gives to the composition."""

from dataclasses import dataclass

from tandem.contexts.channels.ports import Channel
from tandem.wiring.part import Part


@dataclass(frozen=True)
class Connection:
    """`part`: what the adapter has of its own in a process: callbacks, what looks for what came in, checks."""

    channel: Channel
    part: Part
