"""Wording: the texts to which customers consent."""

from collections.abc import Mapping

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.consent import repository
from tandem.contexts.customers.consent.errors import ConsentTextTaken
from tandem.contexts.customers.consent.record import ConsentText
from tandem.contexts.customers.consent.rules import PURPOSES
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.i18n import SUPPORTED

TITLE_CHARS = 60
BODY_CHARS = 4000


async def publish_consent_text(
    tx: Tx, actor: Actor, purpose: str, texts: Mapping[str, tuple[str, str]]
) -> int:
    """A new version of a purpose's text, title and body in every language of the product; its number. Earlier
    versions stay for the consents that refer to them. Needs `settings.manage`; audited.
    Raises Invalid, Forbidden, ConsentTextTaken."""
    actor.require(permissions.SETTINGS_MANAGE)
    clean = {locale: (title.strip(), body.strip()) for locale, (title, body) in texts.items()}
    _check(purpose, clean)
    known = [text.version for text in await repository.all_texts(tx) if text.purpose == purpose]
    version = max(known, default=0) + 1
    if not await repository.add_text(tx, purpose, version, clean, actor.name):
        raise ConsentTextTaken()
    await record(
        tx, actor, "customer.consent_text_published", f"consent_text:{purpose}", {"version": version}
    )
    return version


async def consent_texts(tx: Tx, locale: str) -> dict[str, ConsentText]:
    """The current text of each purpose that has one, in a language."""
    return {text.purpose: text for text in await repository.current_texts(tx, locale)}


def _check(purpose: str, texts: Mapping[str, tuple[str, str]]) -> None:
    if purpose not in PURPOSES:
        raise Invalid(fields=[("purpose", "one of " + ", ".join(PURPOSES))])
    if set(texts) != set(SUPPORTED):
        raise Invalid(fields=[("texts", "needed in " + " and ".join(SUPPORTED))])
    for locale, (title, body) in texts.items():
        if not 1 <= len(title) <= TITLE_CHARS:
            raise Invalid(fields=[(f"texts.{locale}.title", f"1 to {TITLE_CHARS} characters")])
        if not 1 <= len(body) <= BODY_CHARS:
            raise Invalid(fields=[(f"texts.{locale}.body", f"1 to {BODY_CHARS} characters")])
