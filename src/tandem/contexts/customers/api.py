"""The door of the customers context. Functions take the transaction first and never commit.

One person may be several customers: one for each session, channel or record of the core. `canonical` is the person,
`family` all of them; what was written (conversations, commands) keeps the id under which it was written."""

from tandem.contexts.customers.actions.binding import bind, borrower_of, by_borrower
from tandem.contexts.customers.actions.blocking import block, lift, refuse_blocked
from tandem.contexts.customers.actions.linking import link
from tandem.contexts.customers.actions.loading import NewCustomer, load
from tandem.contexts.customers.actions.merging import merge, split
from tandem.contexts.customers.actions.noting import by_personal, masked, note_personal
from tandem.contexts.customers.actions.recognising import recognise, told
from tandem.contexts.customers.actions.renaming import rename
from tandem.contexts.customers.block import Block
from tandem.contexts.customers.consent.api import (
    Consent,
    ConsentByCustomer,
    OwnConsents,
    Preference,
    PreferenceIn,
    PreferenceView,
    Purpose,
    consent,
    consent_history,
    consent_texts,
    consented,
    consents,
    note_consent,
    own_consents,
    prefer,
    preferences,
    publish_consent_text,
)
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import (
    BoundToAnother,
    CustomerIsBlocked,
    CustomerNotFound,
    MergeNotFound,
    MergeUndone,
    SamePerson,
    TwoProven,
)
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.personal import Personal
from tandem.contexts.customers.repository.blocks import blocking
from tandem.contexts.customers.repository.blocks import standing as standing_block
from tandem.contexts.customers.repository.customers import by_identity, by_ids, find, get, names
from tandem.contexts.customers.repository.merges import borrowers_of, canonical, family
from tandem.contexts.customers.repository.merges import history as merges_of
from tandem.contexts.customers.repository.personal import of_person as personal_of
from tandem.contexts.customers.repository.walking import how_many, ids_after
from tandem.contexts.customers.rules import display_name
from tandem.contexts.customers.rules.personal import NotPersonal, normalised
from tandem.contexts.customers.schemas import BlockBody, BlockView, block_view

__all__ = [
    "Block",
    "BlockBody",
    "BlockView",
    "BoundToAnother",
    "Consent",
    "ConsentByCustomer",
    "Customer",
    "CustomerIsBlocked",
    "CustomerNotFound",
    "Merge",
    "MergeNotFound",
    "MergeUndone",
    "NewCustomer",
    "NotPersonal",
    "OwnConsents",
    "Personal",
    "Preference",
    "PreferenceIn",
    "PreferenceView",
    "Purpose",
    "SamePerson",
    "TwoProven",
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
    "consent",
    "consent_history",
    "consent_texts",
    "consented",
    "consents",
    "display_name",
    "family",
    "find",
    "get",
    "how_many",
    "ids_after",
    "lift",
    "link",
    "load",
    "masked",
    "merge",
    "merges_of",
    "names",
    "normalised",
    "note_consent",
    "note_personal",
    "own_consents",
    "personal_of",
    "prefer",
    "preferences",
    "publish_consent_text",
    "recognise",
    "refuse_blocked",
    "rename",
    "split",
    "standing_block",
    "told",
]
