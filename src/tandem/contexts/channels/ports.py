"""What the channels need from outside. Wiring gives the real thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tandem.kit.db import Tx


@dataclass(frozen=True)
class FaqQuestion:
    """A question to offer before anybody typed. `category` is a key of FaqCategory, or None."""

    key: str
    question: str
    category: str | None = None


@dataclass(frozen=True)
class FaqCategory:
    key: str
    title: str


class FaqSource(Protocol):
    async def questions(self, tx: Tx, keys: Sequence[str], locale: str) -> list[FaqQuestion]:
        """The published entries among `keys`, in the order of `keys`; unknown keys are left out."""
        ...

    async def categories(self, tx: Tx, locale: str) -> list[FaqCategory]:
        """The categories to offer, in order."""
        ...


class NoFaq:
    """A site without knowledge."""

    async def questions(self, tx: Tx, keys: Sequence[str], locale: str) -> list[FaqQuestion]:
        return []

    async def categories(self, tx: Tx, locale: str) -> list[FaqCategory]:
        return []


class FileLinks(Protocol):
    """Signed addresses of attachments (`conversations.files.FileUrls`)."""

    def sign(self, attachment_id: UUID | str, now: datetime) -> str:
        """A path that loads the file for about a week."""
        ...

    def present(self, message: dict[str, Any], now: datetime) -> dict[str, Any]:
        """A message in wire form with the address of its attachment; the given one is not changed."""
        ...
