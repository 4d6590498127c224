"""The beginning of a visit: the answers to a site's pre-chat form."""

from dataclasses import replace
from datetime import datetime

from tandem.contexts.channels import rules
from tandem.contexts.channels.errors import PreChatNeeded
from tandem.contexts.channels.site import Site
from tandem.contexts.channels.web.schemas import PreChatAnswers
from tandem.contexts.channels.web.tokens import SessionToken
from tandem.contexts.channels.web.visiting import Visitor
from tandem.contexts.conversations.api import introduce
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import Customer, NotPersonal
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

_ANSWERED = "pre_chat_at"
CONTACTS = ("phone", "email")


def asks(site: Site, customer: Customer) -> bool:
    """Whether the site wants this customer's answers before the first message: once only, and never from those for
    whom the site vouches, because what is known already is not asked for."""
    return site.pre_chat.enabled and not customer.verified and _ANSWERED not in customer.attributes


def check_answered(site: Site, customer: Customer, answers: PreChatAnswers | None) -> None:
    """Raise PreChatNeeded unless the form was answered, may be skipped, or is not for this customer."""
    if answers is None and asks(site, customer) and not site.pre_chat.skippable:
        raise PreChatNeeded(fields=[("pre_chat", "needed")])


async def take_answers(
    tx: Tx, visitor: Visitor, site: Site, session: SessionToken, answers: PreChatAnswers
) -> Visitor:
    """Keep what the visitor answered: the name and contacts with the customer, each consent as its own record.
    Raises Invalid naming each field that does not fit, ConsentTextUnknown."""
    form, told = site.pre_chat, answers.told()
    faults = rules.answer_faults(form, told)
    faults += [
        ("consents", f"{purpose} was not asked for")
        for purpose in rules.purposes_asked(form, [given.purpose for given in answers.consents])
    ]
    if not form.enabled:
        faults = [("pre_chat", "this site asks nothing")]
    if faults:
        raise Invalid(
            fields=[(f"pre_chat.{field}" if field != "pre_chat" else field, why) for field, why in faults]
        )
    customer = await _keep(tx, visitor, site, told, tx.now)
    for given in answers.consents:
        await customers.note_consent(
            tx, customer.id, given.purpose, True, actor=visitor.actor, channel=visitor.channel,
            text_version=given.version, text_locale=given.locale,
            evidence={"by": "customer", "form": "pre_chat", "site": site.key, "session": session.sid},
        )  # fmt: skip
    return replace(visitor, customer=customer)


async def _keep(tx: Tx, visitor: Visitor, site: Site, told: dict[str, str], now: datetime) -> Customer:
    customer = await customers.told(tx, visitor.customer, attributes={_ANSWERED: now.isoformat()})
    if (name := told.get("name")) and customer.name is None:
        customer = await customers.rename(tx, customer.id, name)
        await introduce(tx, customer.id, customer.display_name(site.locale), verified=customer.verified)
    for kind in CONTACTS:
        if value := told.get(kind):
            await _note(tx, customer, kind, value)
    return customer


async def _note(tx: Tx, customer: Customer, kind: str, value: str) -> None:
    """Sealed, and not verified: anybody can type anybody's number. The customers' own rules have the last word on
    what is one."""
    try:
        await customers.note_personal(tx, customer.id, kind, value, source="customer")
    except NotPersonal as error:
        raise Invalid(fields=[(f"pre_chat.{kind}", rules.FITS[kind][1])]) from error
