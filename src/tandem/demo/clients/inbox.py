"""What one socket has shown of one conversation, and whether it ever showed anything twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
"""A message as the API gives it (see Message in the API reference)."""


@dataclass(slots=True)
class Inbox:
    """Messages in the order they arrived; `last_seq` is what a resuming socket asks to start after."""

    last_seq: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    arrived_at: dict[int, float] = field(default_factory=dict)
    duplicated: int = 0
    disordered: int = 0
    _ids: set[str] = field(default_factory=set)

    def take(self, message: Message, at: float) -> bool:
        """Note a message that arrived at `at` (perf_counter seconds); False if it was here before."""
        seq = int(message["seq"])
        if seq in self.messages or message["id"] in self._ids:
            self.duplicated += 1
            return False
        if seq <= self.last_seq:
            self.disordered += 1
        self.messages[seq] = message
        self._ids.add(message["id"])
        self.arrived_at[seq] = at
        self.last_seq = max(self.last_seq, seq)
        return True

    def after(self, seq: int) -> Iterator[Message]:
        """Messages with a higher sequence number, in the order they arrived."""
        return (message for number, message in self.messages.items() if number > seq)

    def missing_from(self, transcript: list[Message], since: int = 0) -> list[Message]:
        """What the transcript holds after `since` and this socket never showed."""
        return [m for m in transcript if m["seq"] > since and m["seq"] not in self.messages]
