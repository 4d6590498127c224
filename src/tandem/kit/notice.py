"""What travels between processes when something happened."""

from dataclasses import dataclass
from typing import Any

import orjson

from tandem.kit import json


@dataclass(frozen=True)
class Notice:
    """`event_id` names the event row behind a durable notice; None = ephemeral (may be lost).

    `data` is None when the body was too large to travel: the hub then reads the event row."""

    event_id: int | None
    kind: str
    topics: tuple[str, ...]
    data: dict[str, Any] | None

    def encode(self, origin: str, limit: int) -> bytes:
        body = {"o": origin, "i": self.event_id, "k": self.kind, "t": self.topics, "d": self.data}
        encoded = json.dumps(body)
        if len(encoded) <= limit:
            return encoded
        if self.event_id is None:
            raise ValueError(f"ephemeral notice {self.kind} exceeds {limit} bytes")
        return json.dumps({**body, "d": None})

    @staticmethod
    def decode(raw: bytes | str) -> "tuple[str, Notice]":
        body = orjson.loads(raw)
        return body["o"], Notice(body["i"], body["k"], tuple(body["t"]), body["d"])
