"""What sends pushes. Wiring gives the real thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

Platform = Literal["ios", "android", "harmony", "other"]


@dataclass(frozen=True)
class Push:
    """One notification for one device. `id` stays the same when it is sent again; of those with one `collapse_key` a
    device shows the last. `data` is for the app, not for people; after `expires_at` it is worth nothing."""

    id: UUID
    site: str
    platform: Platform
    token: str = field(repr=False)
    title: str
    body: str = field(repr=False)
    collapse_key: str
    data: Mapping[str, str]
    expires_at: datetime


class DeviceGone(Exception):
    """The vendor does not know the token any more: the app was removed. It is forgotten."""


class PushRefused(Exception):
    """The vendor will never take this push. `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PushLater(Exception):
    """The vendor cannot take it now: too many, or away."""


class PushSender(Protocol):
    async def send(self, push: Push) -> None:
        """Hand the push over. The same id again must not show a second one beside the first. Raises DeviceGone,
        PushRefused, PushLater; anything else counts as PushLater. At most 30 s."""
        ...
