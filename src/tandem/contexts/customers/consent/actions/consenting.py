"""Consenting, and withdrawing as easily."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.consent import repository
from tandem.contexts.customers.consent.errors import ConsentTextUnknown
from tandem.contexts.customers.consent.events import ConsentChanged
from tandem.contexts.customers.consent.person import ids_of
from tandem.contexts.customers.consent.record import Consent
from tandem.contexts.customers.consent.rules import CONSENT_CHANNELS, PURPOSES, permits, repeats
from tandem.contexts.customers.repository import customers
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid


async def note_consent(
    tx: Tx,
    customer_id: UUID,
    purpose: str,
    given: bool,
    *,
    actor: Actor,
    channel: str,
    text_version: int | None = None,
    text_locale: str = "zh-CN",
    evidence: Mapping[str, Any] | None = None,
) -> tuple[Consent, bool]:
    """Write down what the customer said about a purpose; the record, and whether it is new: saying the same again
    gives the record that stands.

    Giving names the version and language of the text that was agreed to; a withdrawal needs none. `evidence` says
    how we know (the form, the call, the paper), without personal data. Audited.
    Raises CustomerNotFound, ConsentTextUnknown, Invalid (no such purpose or channel)."""
    _check(purpose, channel)
    if given and text_version is None:
        raise ConsentTextUnknown(fields=[("text_version", "needed to give a consent")])
    if text_version is not None and await repository.text(tx, purpose, text_version, text_locale) is None:
        raise ConsentTextUnknown(fields=[("text_version", "there is no such text")])
    await customers.lock(tx, customer_id)
    newest = await repository.newest_of(tx, await ids_of(tx, customer_id), purpose)
    if newest is not None and repeats(newest, given, text_version):
        return newest, False
    made = await repository.add(
        tx, customer_id=customer_id, purpose=purpose, given=given, text_version=text_version,
        text_locale=text_locale if text_version is not None else None, channel=channel,
        evidence=dict(evidence or {}), by=actor.id, by_name=actor.name,
    )  # fmt: skip
    tx.emit(
        ConsentChanged(
            subject_id=customer_id, actor=actor.label, consent_id=made.id, purpose=purpose, given=given,
            text_version=text_version, channel=channel,
        )
    )  # fmt: skip
    told = {"consent": str(made.id), "purpose": purpose, "text_version": text_version, "channel": channel}
    action = "customer.consent_given" if given else "customer.consent_withdrawn"
    await record(tx, actor, action, f"customer:{customer_id}", told)
    return made, True


async def consents(tx: Tx, customer_id: UUID, members: Sequence[UUID] | None = None) -> list[Consent]:
    """What stands: the newest record of each purpose about which the person ever said something. `members`: the
    person's customers, where the caller knows them."""
    return await repository.newest(tx, members or await ids_of(tx, customer_id))


async def consent(tx: Tx, customer_id: UUID, purpose: str) -> Consent | None:
    """The newest record of a purpose, or None when the person was never asked."""
    return await repository.newest_of(tx, await ids_of(tx, customer_id), purpose)


async def consented(tx: Tx, customer_id: UUID, purpose: str) -> bool:
    """Whether personal data may be used for the purpose now: given, and not withdrawn since."""
    return permits(await consent(tx, customer_id, purpose))


async def consented_among(tx: Tx, customer_ids: Iterable[UUID], purpose: str) -> set[UUID]:
    """The same of many customers, each of whom is the whole person (`alone`)."""
    found = await repository.newest_among(tx, customer_ids, purpose)
    return {one.customer_id for one in found if permits(one)}


async def consent_history(tx: Tx, customer_id: UUID, limit: int = 100) -> list[Consent]:
    """Every record of the person, newest first."""
    return await repository.history(tx, await ids_of(tx, customer_id), limit)


def _check(purpose: str, channel: str) -> None:
    if purpose not in PURPOSES:
        raise Invalid(fields=[("purpose", "one of " + ", ".join(PURPOSES))])
    if channel not in CONSENT_CHANNELS:
        raise Invalid(fields=[("channel", "one of " + ", ".join(CONSENT_CHANNELS))])
