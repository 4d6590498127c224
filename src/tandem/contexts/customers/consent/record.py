"""Consents and preferences as others see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Consent:
    """One record: what the customer said about a purpose, when, to which text, over which channel.
    `text_version` is None only for a withdrawal to which no text was shown."""

    id: UUID
    customer_id: UUID
    purpose: str
    given: bool
    text_version: int | None
    text_locale: str | None
    channel: str
    evidence: Mapping[str, Any]
    at: datetime
    by: UUID | None
    by_name: str


@dataclass(frozen=True)
class ConsentText:
    """What is agreed to, word for word. Versions count from 1 for each purpose; the highest is current."""

    purpose: str
    version: int
    locale: str
    title: str
    body: str
    at: datetime


@dataclass(frozen=True)
class Preference:
    """How a customer wants to be reached; None: as it comes. Hours are local, "HH:MM"."""

    contact_from: str | None = None
    contact_until: str | None = None
    language: str | None = None
    channel: str | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    by_customer: bool = False
