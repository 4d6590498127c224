"""A site: one web page (or app) that embeds the chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from uuid import UUID

from tandem.contexts.channels.visit import Invitation, PreChat

SiteKind = Literal["web", "app"]
IdentityMode = Literal["anonymous", "signed", "both"]
Feature = Literal["attachments", "voice", "rating", "offline", "typing_preview", "push_preview"]
FEATURES: tuple[Feature, ...] = get_args(Feature)

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
    greeting_en: str = ""
    privacy_text_en: str = ""
    complaint_text_en: str = ""

    def words(self, locale: str) -> dict[str, str]:
        """greeting, privacy_text and complaint_text as a reader of `locale` gets them."""
        return {
            "greeting": (locale == "en" and self.greeting_en) or self.greeting,
            "privacy_text": (locale == "en" and self.privacy_text_en) or self.privacy_text,
            "complaint_text": (locale == "en" and self.complaint_text_en) or self.complaint_text,
        }

    @property
    def channel(self) -> SiteKind:
        """What its conversations' channel is called."""
        return self.kind

    def offers(self, feature: str) -> bool:
        """Whether attachments, voice, rating, offline, typing_preview or push_preview are on."""
        return bool(self.features.get(feature, feature not in _OFF))


@dataclass(frozen=True)
class SiteSettings:
    """What an administrator sets about a site, in whole; `title`, `accent` (#rrggbb) and `logo_url` are its brand.
    The texts whose name ends in `_en` are for who reads English (empty: the others). `faq` are keys of published
    knowledge entries, `allowed_origins` like https://www.example.com (none: every page)."""

    name: str
    queue_key: str
    locale: str = "zh-CN"
    identity_mode: IdentityMode = "anonymous"
    allowed_origins: tuple[str, ...] = ()
    title: str = ""
    accent: str | None = None
    logo_url: str = ""
    greeting: str = ""
    privacy_text: str = ""
    complaint_text: str = ""
    greeting_en: str = ""
    privacy_text_en: str = ""
    complaint_text_en: str = ""
    faq: tuple[str, ...] = ()
    features: Mapping[Feature, bool] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As the site's row holds it."""
        brand = {"title": self.title or self.name, "accent": self.accent, "logo_url": self.logo_url or None}
        return {
            "name": self.name, "queue_key": self.queue_key, "locale": self.locale,
            "identity_mode": self.identity_mode, "allowed_origins": list(self.allowed_origins),
            "brand": {key: value for key, value in brand.items() if value is not None}, "greeting": self.greeting,
            "privacy_text": self.privacy_text, "complaint_text": self.complaint_text,
            "greeting_en": self.greeting_en, "privacy_text_en": self.privacy_text_en,
            "complaint_text_en": self.complaint_text_en, "faq": list(self.faq),
            "features": dict(self.features),
        }  # fmt: skip
