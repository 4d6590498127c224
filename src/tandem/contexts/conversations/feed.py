"""The order of a thread on one screen: each message once, ascending, none left out.

Notices may come twice, late or not at all; the sequence number tells which. Pure: the caller sends and reads."""

from enum import Enum, auto


class Verdict(Enum):
    DELIVER = auto()
    """The next message: send it."""
    SKIP = auto()
    """Already sent."""
    GAP = auto()
    """Something before it is missing: read everything after `last` from the database."""


class ThreadFeed:
    """Keeps `last`, the sequence number up to which the screen has everything."""

    def __init__(self, last: int) -> None:
        self.last = last

    def judge(self, seq: int) -> Verdict:
        """What to do with a message of this number that a notice brought."""
        if seq <= self.last:
            return Verdict.SKIP
        return Verdict.DELIVER if seq == self.last + 1 else Verdict.GAP

    def advance(self, seq: int) -> None:
        """The screen now has everything up to `seq` (also when the message itself was not for it)."""
        self.last = max(self.last, seq)
