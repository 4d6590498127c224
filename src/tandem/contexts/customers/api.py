"""The door of the customers context. Functions take the transaction first and never commit.

One person may be several customers: one for each session, channel or record of the core. `canonical` is the person,
`family` all of them; what was written (conversations, commands) keeps the id under which it was written."""

from tandem.contexts.customers.actions.addressing import addressed, join_unproven, may_join
from tandem.contexts.customers.actions.binding import bind, borrower_of, by_borrower
from tandem.contexts.customers.actions.blocking import block, lift, refuse_blocked
from tandem.contexts.customers.actions.carrying_out import Privacy
from tandem.contexts.customers.actions.comparing import Duplicate, duplicates_of, tell_apart
from tandem.contexts.customers.actions.copying import BlocksPart
from tandem.contexts.customers.actions.linking import link
from tandem.contexts.customers.actions.loading import NewCustomer, load
from tandem.contexts.customers.actions.merging import merge, split
from tandem.contexts.customers.actions.noting import by_personal, masked, note_personal
from tandem.contexts.customers.actions.reaching import reach
from tandem.contexts.customers.actions.recognising import recognise, told
from tandem.contexts.customers.actions.renaming import rename
from tandem.contexts.customers.actions.requesting import get as privacy_request
from tandem.contexts.customers.actions.requesting import request as request_privacy
from tandem.contexts.customers.actions.restricting import (
    refuse_restricted,
    restrict,
    restricted_among,
    timer_handlers,
    unrestrict,
)
from tandem.contexts.customers.actions.searching import Found, same_person, search
from tandem.contexts.customers.actions.unbinding import unbind
from tandem.contexts.customers.actions.unmasking import reached_at, unmask
from tandem.contexts.customers.block import Block
from tandem.contexts.customers.consent.api import (
    Consent,
    ConsentByCustomer,
    KnownConsent,
    OwnConsents,
    Preference,
    PreferenceIn,
    PreferenceView,
    Purpose,
    consent,
    consent_history,
    consent_texts,
    consented,
    consented_among,
    consents,
    language,
    load_consents,
    note_consent,
    own_consents,
    prefer,
    preferences,
    publish_consent_text,
)
from tandem.contexts.customers.copies import as_page
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import (
    BoundToAnother,
    CustomerIsBlocked,
    CustomerNotFound,
    CustomerRestricted,
    MergeNotFound,
    MergeUndone,
    NotVouchedFor,
    PersonalNotFound,
    RestrictionNotFound,
    SamePerson,
    TwoProven,
)
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.personal import Personal
from tandem.contexts.customers.ports import ContractOwners, PersonalPart, no_contracts
from tandem.contexts.customers.privacy import PrivacyRequest
from tandem.contexts.customers.repository.blocks import blocking
from tandem.contexts.customers.repository.blocks import standing as standing_block
from tandem.contexts.customers.repository.bulk import owners as owners_of
from tandem.contexts.customers.repository.customers import by_identity, by_ids, find, get, names
from tandem.contexts.customers.repository.merges import borrowers_of, canonical, canonicals, family
from tandem.contexts.customers.repository.merges import history as merges_of
from tandem.contexts.customers.repository.personal import Resealing
from tandem.contexts.customers.repository.personal import of_person as personal_of
from tandem.contexts.customers.repository.persons import Person, person_of
from tandem.contexts.customers.repository.restrictions import standing as standing_restriction
from tandem.contexts.customers.repository.subjects import seal_subjects
from tandem.contexts.customers.repository.walking import Alone, alone, how_many, ids_after
from tandem.contexts.customers.restriction import Restriction
from tandem.contexts.customers.rules import display_name
from tandem.contexts.customers.rules.borrowers import BORROWER_CHARS
from tandem.contexts.customers.rules.merging import REASON_CHARS, UnbindReason
from tandem.contexts.customers.rules.personal import NotPersonal, normalised
from tandem.contexts.customers.rules.personal import masked as masked_value
from tandem.contexts.customers.schemas import BlockBody, BlockView, block_view

__all__ = [
    "BORROWER_CHARS",
    "REASON_CHARS",
    "Alone",
    "Block",
    "BlockBody",
    "BlockView",
    "BlocksPart",
    "BoundToAnother",
    "Consent",
    "ConsentByCustomer",
    "ContractOwners",
    "Customer",
    "CustomerIsBlocked",
    "CustomerNotFound",
    "CustomerRestricted",
    "Duplicate",
    "Found",
    "KnownConsent",
    "Merge",
    "MergeNotFound",
    "MergeUndone",
    "NewCustomer",
    "NotPersonal",
    "NotVouchedFor",
    "OwnConsents",
    "Person",
    "Personal",
    "PersonalNotFound",
    "PersonalPart",
    "Preference",
    "PreferenceIn",
    "PreferenceView",
    "Privacy",
    "PrivacyRequest",
    "Purpose",
    "Resealing",
    "Restriction",
    "RestrictionNotFound",
    "SamePerson",
    "TwoProven",
    "UnbindReason",
    "addressed",
    "alone",
    "as_page",
    "bind",
    "block",
    "block_view",
    "blocking",
    "borrower_of",
    "borrowers_of",
    "by_borrower",
    "by_identity",
    "by_ids",
    "by_personal",
    "canonical",
    "canonicals",
    "consent",
    "consent_history",
    "consent_texts",
    "consented",
    "consented_among",
    "consents",
    "display_name",
    "duplicates_of",
    "family",
    "find",
    "get",
    "how_many",
    "ids_after",
    "join_unproven",
    "language",
    "lift",
    "link",
    "load",
    "load_consents",
    "masked",
    "masked_value",
    "may_join",
    "merge",
    "merges_of",
    "names",
    "no_contracts",
    "normalised",
    "note_consent",
    "note_personal",
    "own_consents",
    "owners_of",
    "person_of",
    "personal_of",
    "prefer",
    "preferences",
    "privacy_request",
    "publish_consent_text",
    "reach",
    "reached_at",
    "recognise",
    "refuse_blocked",
    "refuse_restricted",
    "rename",
    "request_privacy",
    "restrict",
    "restricted_among",
    "same_person",
    "seal_subjects",
    "search",
    "split",
    "standing_block",
    "standing_restriction",
    "tell_apart",
    "timer_handlers",
    "told",
    "unbind",
    "unmask",
    "unrestrict",
]
