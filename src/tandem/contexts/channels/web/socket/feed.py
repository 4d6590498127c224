"""Which messages of one conversation a socket has been given: in order, none left out, each once."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(slots=True)
class Feed:
    """`last` is the number up to which the socket has everything it may see. It begins unsure: what lies
    after `last` has to be read from the database before news can be passed on directly."""

    conversation_id: UUID
    last: int
    heard: int = 0
    unsure: bool = True
    reading: bool = False

    def takes(self, seq: int) -> bool:
        """Tell of a message that was announced; True when it is the very next one and can be passed on now.
        Otherwise it is old, or the database has to be read (`behind`)."""
        if seq <= self.last:
            return False
        self.heard = max(self.heard, seq)
        if self.behind_or_reading(seq):
            return False
        self.last = seq
        return True

    def behind_or_reading(self, seq: int) -> bool:
        return self.reading or self.unsure or seq != self.last + 1

    @property
    def behind(self) -> bool:
        """True when the database has to be read after `last`."""
        return self.unsure or self.heard > self.last

    def missed(self) -> None:
        """Announcements may have been lost."""
        self.unsure = True

    def begin_reading(self) -> int:
        """What is announced from now on counts as read only if the reading covers it. Returns `last`."""
        self.reading, self.unsure = True, False
        return self.last

    def end_reading(self, upto: int, *, more: bool) -> None:
        """Everything up to `upto` has been given; `more` lies beyond."""
        self.last = max(self.last, upto)
        self.reading = False
        self.unsure = self.unsure or more

    def fail_reading(self) -> None:
        self.reading, self.unsure = False, True
