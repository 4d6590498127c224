"""A site: one web page (or app) that embeds the chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from tandem.contexts.channels.visit import Invitation, PreChat

SiteKind = Literal["web", "app"]
IdentityMode = Literal["anonymous", "signed", "both"]

# What shows words where others may read them is off until the lender says otherwise.
_OFF = frozenset({"typing_preview", "push_preview"})


@dataclass(frozen=True)
class Site:
    """`sealed_secret` is the encrypted identity secret; `app_key_hash` and `app_bundles` belong to apps."""

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
    kind: SiteKind = "web"
    app_key_hash: bytes | None = None
    app_bundles: tuple[str, ...] = ()

    @property
    def channel(self) -> SiteKind:
        """What its conversations' channel is called."""
        return self.kind

    def offers(self, feature: str) -> bool:
        """Whether attachments, voice, rating, offline, typing_preview or push_preview are on."""
        return bool(self.features.get(feature, feature not in _OFF))
