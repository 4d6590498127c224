"""A customer refuses marketing by a text message: withdrawn at once, and confirmed once."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.sms.channel import KIND
from tandem.contexts.channels.sms.rules.refusing import refuses_marketing
from tandem.contexts.channels.written.capabilities import Address
from tandem.contexts.channels.written.messages import Account, Incoming, Outgoing
from tandem.contexts.channels.written.ports import SendLater, SendRefused
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, inbox
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database, Tx
from tandem.kit.i18n import DEFAULT, translate

log = structlog.get_logger(__name__)
CONFIRM_JOB = "channels.confirm_refusal"


async def take_refusal(
    tx: Tx,
    account: Account,
    incoming: Incoming,
    number: int,
    who: Callable[[], Awaitable[customers.Customer]],
    *,
    known_by: Address | None = None,
) -> UUID | None:
    """Who refuses marketing by the text; None when it is something else. It is withdrawn at once, and no conversation
    is begun for it: for whoever wrote and for everybody whose number this is known to be (`known_by` "phone"; families
    share telephones): whichever way they are known, the telephone that said no gets nothing more. What one of them
    agrees to later counts for that one. Confirmed only when it is news: who says it twice gets one confirmation, and a
    gateway that sends confirmations back makes no loop. `who` recognises the sender."""
    if (
        account.kind != KIND
        or incoming.kind != "message"
        or not refuses_marketing(incoming.text, talking=False)
    ):
        return None
    customer = await who()
    latest = await conversations.latest_of_customer(tx, customer.id, account.kind, account.key)
    talking = latest is not None and latest.status != "resolved"
    if not refuses_marketing(incoming.text, talking=talking):
        return None
    news = False
    for person in await _persons(tx, customer, incoming, known_by):
        _, new = await customers.note_consent(
            tx, person, "marketing", False, actor=Actor.customer(customer.id, customer.display_name()),
            channel="sms", evidence={"account": account.key, "event": number},
        )  # fmt: skip
        news = news or new
    if news:
        tx.enqueue(CONFIRM_JOB, {"event": number})
    return customer.id


async def _persons(
    tx: Tx, customer: customers.Customer, incoming: Incoming, known_by: Address | None
) -> list[UUID]:
    """The writer, and who else has the number by the core's word or by proof; in one order everywhere, since each is
    locked."""
    found = {await customers.canonical(tx, customer.id): customer.id}
    if known_by is not None and incoming.proven:
        try:
            holders = await customers.by_personal(tx, known_by, incoming.sender, checked=True)
        except customers.NotPersonal:
            holders = []
        for one in holders:
            found.setdefault(await customers.canonical(tx, one.id), one.id)
    return sorted(found.values())


class Confirming:
    """The job that confirms a refusal, to the telephone it came from. It names an event, not the number."""

    def __init__(self, db: Database, vault: Fernet, channels: Channels, house: str = DEFAULT) -> None:
        self._db, self._vault, self._channels, self._house = db, vault, channels, house

    async def __call__(self, body: Mapping[str, Any]) -> None:
        event = int(body["event"])
        async with self._db.transaction() as tx:
            sender = await inbox.sender_of(tx, event)
            account = await accounts.get(tx, self._vault, sender[0]) if sender else None
            who = await inbox.customer_of(tx, event)
            locale = await customers.language(tx, who, house=self._house) if who else self._house
        if sender is None or account is None or account.paused_at is not None:
            return
        text = translate("channels.marketing_refused", locale)
        outgoing = Outgoing(_id_of(account.id, event), sender[1], "text", text)
        try:
            await self._channels.of(account.kind).send(account, outgoing)
        except SendRefused as refused:  # the refusal stands all the same
            log.warning("channels.refusal_not_confirmed", account=account.key, code=refused.code)
        except SendLater as later:
            log.warning("channels.refusal_confirmed_later", account=account.key, code=later.code)
            raise
        async with self._db.transaction() as tx:
            await inbox.forget_sender(tx, event)


def _id_of(account_id: UUID, event: int) -> UUID:
    """The same for every try: the gateway knows what it has had."""
    return uuid5(NAMESPACE_URL, f"tandem:refusal:{account_id}:{event}")
