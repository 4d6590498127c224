"""A site: one web page (or app) that embeds the chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from tandem.contexts.channels.visit import Invitation, PreChat

IdentityMode = Literal["anonymous", "signed", "both"]


@dataclass(frozen=True)
class Site:
    """`sealed_secret` is the encrypted identity secret."""

    id: UUID
    key: str
    name: str
    brand: Mapping[str, Any]
    locale: str
    queue_key: str
    identity_mode: IdentityMode
    sealed_secret: str | None
    allowed_origins: tuple[str, ...]
    greeting: str
    privacy_text: str
    complaint_text: str
    faq: tuple[str, ...]
    features: Mapping[str, bool]
    pre_chat: PreChat = field(default_factory=PreChat)
    invitations: tuple[Invitation, ...] = ()

    def offers(self, feature: str) -> bool:
        """Whether attachments, voice, rating, offline or typing_preview are on."""
        return bool(self.features.get(feature, feature != "typing_preview"))
