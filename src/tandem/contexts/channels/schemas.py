"""Bodies and answers of the staff endpoints about sites."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.channels.rules import (
    MOST_FAQ,
    MOST_FIELDS,
    MOST_INVITATIONS,
    MOST_ORIGINS,
    MOST_PAGES,
    MOST_TOPICS,
    TOPIC_CHARS,
)
from tandem.contexts.channels.site import FEATURES, Feature, IdentityMode, Site, SiteKind, SiteSettings
from tandem.contexts.channels.visit import Invitation, PreChat, PreChatField, PreChatKey
from tandem.contexts.customers.api import Purpose
from tandem.kit.http import Body

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Topic = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TOPIC_CHARS)]
Page = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


SiteKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Accent = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
EntryKey = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class SiteIn(Body):
    """A site in whole: what is left out goes back to its default. `title`, `accent`, `logo_url`: how the window looks;
    `complaint_text`: where complaints are taken besides the chat; `…_en`: for who reads English (empty: the others);
    `faq`: keys of published knowledge entries;
    `features`: absent means on (`typing_preview`, `push_preview`: off)."""

    name: Words
    queue_key: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    locale: Literal["zh-CN", "en"] = "zh-CN"
    identity_mode: IdentityMode = "anonymous"
    allowed_origins: list[Address] = Field(default_factory=list, max_length=MOST_ORIGINS)
    title: Line = ""
    accent: Accent | None = None
    logo_url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    greeting: Long = ""
    privacy_text: Long = ""
    complaint_text: Long = ""
    greeting_en: Long = ""
    privacy_text_en: Long = ""
    complaint_text_en: Long = ""
    faq: list[EntryKey] = Field(default_factory=list, max_length=MOST_FAQ)
    features: dict[Feature, Annotated[bool, Field(strict=True)]] = Field(default_factory=dict)

    def settings(self) -> SiteSettings:
        given = self.model_dump(include=set(SiteIn.model_fields))
        return SiteSettings(
            **{**given, "allowed_origins": tuple(self.allowed_origins), "faq": tuple(self.faq)}
        )


class NewSite(SiteIn):
    """`key` names the site in the embed code and never changes."""

    key: SiteKey


class FieldIn(Body):
    key: PreChatKey
    required: Annotated[bool, Field(strict=True)] = False


class PreChatIn(Body):
    """What is asked before the first message."""

    enabled: Annotated[bool, Field(strict=True)]
    skippable: Annotated[bool, Field(strict=True)] = True
    fields: list[FieldIn] = Field(default_factory=list, max_length=MOST_FIELDS)
    topics: list[Topic] = Field(default_factory=list, max_length=MOST_TOPICS)
    purposes: list[Purpose] = Field(default_factory=list, max_length=5)

    def form(self) -> PreChat:
        asked = tuple(PreChatField(field.key, field.required) for field in self.fields)
        return PreChat(self.enabled, self.skippable, asked, tuple(self.topics), tuple(self.purposes))


class InvitationIn(Body):
    """A bubble beside the launcher; `pages` are patterns of paths."""

    text: Words
    text_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    pages: list[Page] = Field(min_length=1, max_length=MOST_PAGES)
    delay_s: Annotated[int, Field(strict=True, ge=3, le=600)] = 20
    per_day: Annotated[int, Field(strict=True, ge=1, le=5)] = 1

    def invitation(self) -> Invitation:
        return Invitation(self.text, self.text_en, tuple(self.pages), self.delay_s, self.per_day)


class InvitationsIn(Body):
    items: list[InvitationIn] = Field(max_length=MOST_INVITATIONS)


class AppIn(Body):
    """A native app. `bundles` are its bundle ids and package names; none lets every one use the key."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    name: Words
    queue_key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    bundles: list[Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,255}$")]] = Field(
        default_factory=list, max_length=10
    )
    identity_mode: IdentityMode = "both"


class AppKeyOut(BaseModel):
    app_key: str


class FieldOut(BaseModel):
    key: PreChatKey
    required: bool


class PreChatOut(BaseModel):
    enabled: bool
    skippable: bool
    fields: list[FieldOut]
    topics: list[str]
    purposes: list[Purpose]


class InvitationOut(BaseModel):
    text: str
    text_en: str
    pages: list[str]
    delay_s: int
    per_day: int


class SiteOut(BaseModel):
    """A site as administrators see it; secrets stay inside."""

    key: str
    kind: SiteKind
    name: str
    locale: str
    queue_key: str
    app_bundles: list[str]
    identity_mode: str
    allowed_origins: list[str]
    title: str
    accent: str | None
    logo_url: str
    greeting: str
    privacy_text: str
    complaint_text: str
    greeting_en: str
    privacy_text_en: str
    complaint_text_en: str
    faq: list[str]
    features: dict[Feature, bool]
    has_identity_key: bool
    pre_chat: PreChatOut
    invitations: list[InvitationOut]

    @classmethod
    def of(cls, site: Site) -> Self:
        return cls(
            key=site.key, kind=site.kind, name=site.name, locale=site.locale,
            app_bundles=list(site.app_bundles), queue_key=site.queue_key,
            identity_mode=site.identity_mode, allowed_origins=list(site.allowed_origins),
            title=site.brand.get("title") or site.name, accent=site.brand.get("accent"),
            logo_url=site.brand.get("logo_url") or "", greeting=site.greeting,
            privacy_text=site.privacy_text, complaint_text=site.complaint_text,
            greeting_en=site.greeting_en, privacy_text_en=site.privacy_text_en,
            complaint_text_en=site.complaint_text_en, faq=list(site.faq),
            features={name: site.offers(name) for name in FEATURES},
            has_identity_key=site.sealed_secret is not None,
            pre_chat=PreChatOut.model_validate(site.pre_chat.kept()),
            invitations=[InvitationOut.model_validate(one.kept()) for one in site.invitations],
        )  # fmt: skip


class SiteSaved(SiteOut):
    """`identity_key`: the new key that signs identities, shown this once; null when none was made."""

    identity_key: str | None = None

    @classmethod
    def made(cls, site: Site, identity_key: str | None) -> Self:
        saved = cls.of(site)
        saved.identity_key = identity_key
        return saved


class SitesOut(BaseModel):
    items: list[SiteOut]


class AdmittedOut(BaseModel):
    """The app carries `app_key`; `identity_secret` stays on the lender's server. Neither is shown again."""

    site: SiteOut
    app_key: str
    identity_secret: str
