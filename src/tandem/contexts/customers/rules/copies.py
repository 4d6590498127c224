"""What a copy says of a person: their own data, field by field. Who on the staff did what, and what staff wrote for
each other, is other people's; blinds and session ids say nothing to anybody."""

from datetime import datetime
from typing import Any, Protocol

from tandem.contexts.customers.consent.record import Consent, Preference
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.personal import Personal
from tandem.contexts.customers.restriction import Restriction

Row = dict[str, Any]
_OURS = ("phone", "email", "web_anonymous")
"""Kinds of identities whose subject we made up: a blind, a session's id."""


class Identity(Protocol):
    """As the repository gives it."""

    @property
    def kind(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def proof(self) -> str | None: ...
    @property
    def created_at(self) -> datetime: ...


def of_customer(one: Customer) -> Row:
    return {
        "id": one.id, "name": one.name, "locale": one.locale, "since": one.created_at, **one.attributes,
    }  # fmt: skip


def of_identity(one: Identity) -> Row:
    return {
        "kind": one.kind, "account": one.account, "subject": None if one.kind in _OURS else one.subject,
        "proof": one.proof, "created_at": one.created_at,
    }  # fmt: skip


def of_personal(one: Personal, value: str) -> Row:
    return {
        "kind": one.kind, "value": value, "source": one.source, "since": one.created_at,
        "verified_at": one.verified_at,
    }  # fmt: skip


def of_merge(one: Merge) -> Row:
    return {"kept_id": one.kept_id, "gone_id": one.gone_id, "at": one.at, "undone_at": one.undone_at}


def of_restriction(one: Restriction) -> Row:
    return {"reason": one.reason, "at": one.at, "until": one.until, "lifted_at": one.lifted_at}


def of_consent(one: Consent) -> Row:
    return {
        "purpose": one.purpose, "given": one.given, "text_version": one.text_version,
        "text_locale": one.text_locale, "channel": one.channel, "at": one.at,
    }  # fmt: skip


def of_preference(one: Preference) -> Row:
    return {
        "contact_from": one.contact_from, "contact_until": one.contact_until, "language": one.language,
        "channel": one.channel, "changed_at": one.changed_at,
    }  # fmt: skip
