"""Offering: the templates that fit one conversation, filled in as far as is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import ConversationUnknown
from tandem.contexts.channels.sms.promoting import may_promote
from tandem.contexts.channels.written.actions.figuring import Figures
from tandem.contexts.channels.written.actions.permitting import permit_of
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import templates
from tandem.contexts.channels.written.repository.accounts import Told
from tandem.contexts.channels.written.rules.permitting import Permit
from tandem.contexts.channels.written.rules.sourcing import from_ledger, plain_values
from tandem.contexts.channels.written.template import MessageTemplate, TemplateField
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

Missing = Literal["not_bound", "not_permitted", "nothing"]


@dataclass(frozen=True)
class Prefilled:
    """A field with what is known for it. `locked`: only the ledger may say it. `missing`: why a locked one is empty."""

    field: TemplateField
    value: str
    locked: bool
    missing: Missing | None = None


@dataclass(frozen=True)
class Offer:
    """A template for this conversation. `refused`: why it may not be sent now; until `not_before`, where that ends."""

    template: MessageTemplate
    fields: Sequence[Prefilled]
    refused: Literal["marketing_refused", "marketing_later"] | None = None
    not_before: datetime | None = None


@dataclass(frozen=True)
class Setting:
    """What is known of a conversation before the ledger is asked. `borrower`: None also where the actor may not know
    of loans (`may_know`)."""

    permit: Permit
    account: Told
    templates: Sequence[MessageTemplate]
    values: Mapping[str, str]
    borrower: str | None
    may_know: bool
    promotion: tuple[Literal["marketing_refused", "marketing_later"] | None, datetime | None] = (None, None)


async def setting_of(
    tx: Tx,
    channels: Channels,
    zone: ZoneInfo,
    actor: Actor,
    conversation_id: UUID,
    *,
    only: UUID | None = None,
) -> Setting | None:
    """None: nothing of this conversation goes by templates. `only`: one template's id. Raises ConversationUnknown, also
    for one that the actor may not read. Audited when a ledger's field is among them."""
    if not await conversations.is_readable(tx, conversation_id, actor):
        raise ConversationUnknown()
    found, account = await permit_of(tx, channels, conversation_id)
    if (
        account is None
        or account.kind not in channels.kinds
        or channels.of(account.kind).capabilities.templates is None
    ):
        return None
    conversation = await conversations.get(tx, conversation_id)
    customer = await customers.get(tx, conversation.customer_id)
    person = customer if customer.merged_into is None else await customers.get(tx, customer.person_id)
    usable = await templates.usable(tx, account.kind, account.id)
    shown = [one for one in usable if only in (None, one.id)]
    locale = await conversations.language_of(tx, conversation)
    shown.sort(key=lambda one: one.locale != locale)
    may_know = actor.may(permissions.LOANS_READ)
    figures = any(from_ledger(field.source) for one in shown for field in one.content.fields)
    borrower = await customers.borrower_of(tx, customer.id) if figures and may_know else None
    if borrower is not None:
        await record(tx, actor, "customer.figures_read", f"customer:{person.id}", {"for": "template"})
    values = plain_values(
        name=person.name or customer.name, account=account.name, agent=actor.name, now=tx.now, zone=zone
    )
    promotion = (
        await promotion_of(tx, customer.id, zone)
        if any(one.purpose == "marketing" for one in shown)
        else (None, None)
    )
    return Setting(found, account, shown, values, borrower, may_know, promotion)


async def promotion_of(
    tx: Tx, customer_id: UUID, zone: ZoneInfo
) -> tuple[Literal["marketing_refused", "marketing_later"] | None, datetime | None]:
    """Why marketing may not go to this customer now, and until when; (None, None): it may."""
    verdict = await may_promote(tx, customer_id, zone)
    if verdict.verdict == "refused":
        return "marketing_refused", None
    return ("marketing_later", verdict.not_before) if verdict.verdict == "later" else (None, None)


async def offers(setting: Setting, figures: Figures, actor: Actor) -> list[Offer]:
    """Every template with its fields filled in as far as is known. Raises FiguresAway."""
    sources = {field.source for one in setting.templates for field in one.content.fields if field.source}
    known = {**setting.values, **await figures.of(actor, setting.borrower, sources)}
    return [_offer(one, setting, known) for one in setting.templates]


def _offer(template: MessageTemplate, setting: Setting, known: Mapping[str, str]) -> Offer:
    fields = [_prefilled(field, setting, known) for field in template.content.fields]
    refused, not_before = setting.promotion if template.purpose == "marketing" else (None, None)
    return Offer(template, fields, refused, not_before)


def _prefilled(field: TemplateField, setting: Setting, known: Mapping[str, str]) -> Prefilled:
    locked = from_ledger(field.source)
    value = known.get(field.source or "", field.preset)
    missing: Missing | None = None
    if locked and not value:
        missing = (
            "not_permitted"
            if not setting.may_know
            else "not_bound"
            if setting.borrower is None
            else "nothing"
        )
    return Prefilled(field, value, locked, missing)
