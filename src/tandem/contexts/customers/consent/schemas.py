"""Bodies and answers about consents and preferences, for staff and for customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.customers.consent.actions.wording import BODY_CHARS, TITLE_CHARS
from tandem.contexts.customers.consent.record import Consent, ConsentText, Preference
from tandem.contexts.customers.consent.rules import (
    PURPOSES,
    ConsentChannel,
    ContactChannel,
    ContactLanguage,
    Purpose,
    outdated,
)
from tandem.kit.http import Body

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Version = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class ConsentView(BaseModel):
    """One record."""

    id: UUID
    purpose: Purpose
    given: bool
    text_version: int | None
    text_locale: str | None
    channel: str
    evidence: dict[str, Any]
    at: datetime
    by: str

    @classmethod
    def of(cls, consent: Consent) -> Self:
        return cls(
            id=consent.id, purpose=consent.purpose, given=consent.given,  # type: ignore[arg-type]
            text_version=consent.text_version, text_locale=consent.text_locale, channel=consent.channel,
            evidence=dict(consent.evidence), at=consent.at, by=consent.by_name,
        )  # fmt: skip


class StandingView(BaseModel):
    """What stands for a purpose. `given` null: never asked. `outdated`: the text has changed since."""

    purpose: Purpose
    title: str | None
    current_version: int | None
    given: bool | None
    at: datetime | None
    text_version: int | None
    channel: str | None
    outdated: bool


class ConsentsView(BaseModel):
    standing: list[StandingView]
    history: list[ConsentView]


class ConsentByStaff(Body):
    """What a customer told a member of staff. `evidence` says how we know: the call, the letter."""

    purpose: Purpose
    given: Annotated[bool, Field(strict=True)]
    channel: ConsentChannel
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)]
    text_version: Version | None = Field(None, description="Needed to give: the version that was read out")


class ConsentByCustomer(Body):
    purpose: Purpose
    given: Annotated[bool, Field(strict=True)]
    text_version: Version | None = Field(None, description="Needed to give: the version that was shown")
    locale: Literal["zh-CN", "en"] | None = Field(
        None, description="The language in which the text was shown; null: that of the request"
    )


class OwnConsent(BaseModel):
    """A purpose as its customer sees it, with the words in force."""

    purpose: Purpose
    title: str
    body: str
    version: int
    locale: str
    given: bool | None
    at: datetime | None
    outdated: bool


class OwnConsents(BaseModel):
    items: list[OwnConsent]


class TextView(BaseModel):
    purpose: Purpose
    version: int
    locale: str
    title: str
    body: str
    at: datetime


class TextsView(BaseModel):
    items: list[TextView]


class Words(Body):
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_CHARS)]
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=BODY_CHARS)]


class TextIn(Body):
    """A new version, in both languages at once."""

    purpose: Purpose
    zh_cn: Words
    en: Words


class TextVersion(BaseModel):
    purpose: Purpose
    version: int


class PreferenceIn(Body):
    """Hours are local time; both or neither. What is left out or null is: as it comes."""

    contact_from: Clock | None = None
    contact_until: Clock | None = None
    language: ContactLanguage | None = None
    channel: ContactChannel | None = None

    def wanted(self) -> Preference:
        return Preference(self.contact_from, self.contact_until, self.language, self.channel)


class PreferenceView(BaseModel):
    contact_from: str | None
    contact_until: str | None
    language: str | None
    channel: str | None
    changed_at: datetime | None
    changed_by: str

    @classmethod
    def of(cls, kept: Preference) -> Self:
        return cls(**vars(kept))


def text_view(text: ConsentText) -> TextView:
    return TextView(**vars(text))


def standing_views(standing: Sequence[Consent], texts: Mapping[str, ConsentText]) -> list[StandingView]:
    """Every purpose, said or not."""
    known = {consent.purpose: consent for consent in standing}
    return [_standing(purpose, known.get(purpose), texts.get(purpose)) for purpose in PURPOSES]


def _standing(purpose: str, newest: Consent | None, text: ConsentText | None) -> StandingView:
    return StandingView(
        purpose=purpose,  # type: ignore[arg-type]
        title=text.title if text else None,
        current_version=text.version if text else None,
        given=newest.given if newest else None,
        at=newest.at if newest else None,
        text_version=newest.text_version if newest else None,
        channel=newest.channel if newest else None,
        outdated=outdated(newest, text.version if text else None),
    )


def own_consents(standing: Sequence[Consent], texts: Mapping[str, ConsentText]) -> OwnConsents:
    """The purposes that have a text: nobody is asked to agree to nothing."""
    known = {consent.purpose: consent for consent in standing}
    shown = [(texts[purpose], known.get(purpose)) for purpose in PURPOSES if purpose in texts]
    return OwnConsents(
        items=[
            OwnConsent(
                purpose=text.purpose,  # type: ignore[arg-type]
                title=text.title,
                body=text.body,
                version=text.version,
                locale=text.locale,
                given=newest.given if newest else None,
                at=newest.at if newest else None,
                outdated=outdated(newest, text.version),
            )
            for text, newest in shown
        ]
    )
