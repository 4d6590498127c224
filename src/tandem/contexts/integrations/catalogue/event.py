"""What a public event is: a name, a version, a shape that is promised, and what it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tandem.kit.events import Recorded

Disclosure = Literal["message_text", "borrower_number"]
"""What of a person an endpoint may be told only where an administrator said so: what people wrote, and the lender's
number of the customer (masked otherwise)."""
DISCLOSURES: tuple[str, ...] = get_args(Disclosure)

Shape = Callable[[Recorded, frozenset[str]], dict[str, Any]]
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class PublicEvent:
    """`of`: the internal kind; `wants`: which of them; `shape` makes the data, with what may be disclosed. `properties`
    are JSON Schemas of the data: all required, none besides."""

    name: str
    of: str
    shape: Shape
    properties: Schema
    example: Mapping[str, Any]
    wants: Callable[[Recorded], bool] = field(default=lambda _event: True)
    discloses: tuple[str, ...] = ()
    version: int = 1

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of a whole body."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "type": "object",
            "required": ["type", "version", "timestamp", "data"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": self.name},
                "version": {"const": self.version},
                "timestamp": {"type": "string", "format": "date-time"},
                "data": {
                    "type": "object",
                    "required": list(self.properties),
                    "additionalProperties": False,
                    "properties": dict(self.properties),
                },
            },
        }

    def body(self, event: Recorded, disclosed: frozenset[str]) -> dict[str, Any]:
        """What is sent about `event`."""
        return {
            "type": self.name,
            "version": self.version,
            "timestamp": event.at.isoformat().replace("+00:00", "Z"),
            "data": self.shape(event, disclosed),
        }
