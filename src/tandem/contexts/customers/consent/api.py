"""The part of the customers' door that is about consents and preferences; `customers.api` hands it on."""

from tandem.contexts.customers.consent.actions.consenting import (
    consent,
    consent_history,
    consented,
    consented_among,
    consents,
    note_consent,
)
from tandem.contexts.customers.consent.actions.loading import KnownConsent, load_consents
from tandem.contexts.customers.consent.actions.preferring import prefer, preferences
from tandem.contexts.customers.consent.actions.speaking import language
from tandem.contexts.customers.consent.actions.wording import consent_texts, publish_consent_text
from tandem.contexts.customers.consent.record import Consent, ConsentText, Preference
from tandem.contexts.customers.consent.rules import PURPOSES, Purpose
from tandem.contexts.customers.consent.schemas import (
    ConsentByCustomer,
    OwnConsents,
    PreferenceIn,
    PreferenceView,
    own_consents,
)

__all__ = [
    "PURPOSES",
    "Consent",
    "ConsentByCustomer",
    "ConsentText",
    "KnownConsent",
    "OwnConsents",
    "Preference",
    "PreferenceIn",
    "PreferenceView",
    "Purpose",
    "consent",
    "consent_history",
    "consent_texts",
    "consented",
    "consented_among",
    "consents",
    "language",
    "load_consents",
    "note_consent",
    "own_consents",
    "prefer",
    "preferences",
    "publish_consent_text",
]
