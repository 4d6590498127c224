"""Announcing: the bot has an answer that the reply window does not let out. It waits; the customer is told that it is
there, by a template, or a person takes over (docs/adr/0030)."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox, templates, threads
from tandem.contexts.channels.written.repository.accounts import Told
from tandem.contexts.channels.written.rules.sending import WINDOW_CLOSED
from tandem.contexts.channels.written.rules.sourcing import from_ledger, plain_values
from tandem.contexts.channels.written.rules.templating import Filled, fill, payload_of, value_faults
from tandem.contexts.channels.written.template import ANSWER_READY, MessageTemplate, TemplateRules
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database, Tx
from tandem.kit.i18n import translate

ANNOUNCE_JOB = "channels.announce_answer"
_REASON = "window_closed"


def ask_to_announce(tx: Tx, thread_id: UUID, *, failed: bool = False) -> None:
    """The job that tells of an answer that is held. `failed`: a template did not arrive; a person must see to it."""
    tx.enqueue(ANNOUNCE_JOB, {"thread_id": str(thread_id), "failed": failed})


class Announcing:
    """The job. Once for each of the customer's messages: another try, or another part that is held, changes nothing."""

    def __init__(self, db: Database, channels: Channels, zone: ZoneInfo) -> None:
        self._db, self._channels, self._zone = db, channels, zone

    async def __call__(self, body: Mapping[str, Any]) -> None:
        async with self._db.transaction() as tx:
            thread = await threads.lock(tx, UUID(body.get("thread_id") or body["conversation_id"]))
            if thread is None or not await outbox.is_held(tx, thread.id, WINDOW_CLOSED):
                return  # the customer has written meanwhile: it goes out
            conversation_id = thread.conversation_id
            once = str(uuid5(NAMESPACE_URL, f"tandem:answer:{conversation_id}:{thread.last_in_external_id}"))
            account = await accounts.told_of(tx, thread.account_id)
            if body["failed"] or not await self._tell(tx, conversation_id, account, once):
                await _hand_over(tx, conversation_id, account, once)

    async def _tell(self, tx: Tx, conversation_id: UUID, account: Told, once: str) -> bool:
        """Send the template; False when there is none that needs nobody to fill it in, or the bot has the conversation
        no more."""
        rules = self._channels.of(account.kind).capabilities.templates
        conversation = await conversations.get(tx, conversation_id)
        if rules is None:
            return False
        customer = await customers.get(tx, conversation.customer_id)
        values = plain_values(
            name=customer.name, account=account.name, agent=None, now=tx.now, zone=self._zone
        )
        usable = [
            one for one in await templates.usable(tx, account.kind, account.id) if one.key == ANSWER_READY
        ]
        locale = await conversations.language_of(tx, conversation)
        usable.sort(key=lambda one: one.locale != locale)
        for template in usable:
            filled = _filled(template, rules, values)
            if filled is not None:
                payload = payload_of(template, filled)
                sent = await conversations.reply_as_bot(
                    tx, conversation_id, client_id=once, text=filled.text, payload=payload
                )
                return sent is not None
        return False


def _filled(template: MessageTemplate, rules: TemplateRules, values: Mapping[str, str]) -> Filled | None:
    """The template, if it can be filled in without anybody and says nothing of a loan."""
    fields = template.content.fields
    if template.purpose != "service" or any(from_ledger(field.source) for field in fields):
        return None
    given = {field.key: values.get(field.source or "", field.preset) for field in fields}
    return None if value_faults(template.content, rules, given) else fill(template.content, given)


async def _hand_over(tx: Tx, conversation_id: UUID, account: Told, once: str) -> None:
    """A person is told that the answer did not go out, and gets the conversation if the bot still has it."""
    text = translate("channels.answer_not_sent", "zh-CN")
    await conversations.note(tx, conversation_id, Actor.system(account.name), client_id=once, text=text)
    conversation = await conversations.get(tx, conversation_id)
    if conversation.status == "open" and conversation.controller == "bot":
        await conversations.request_person(tx, conversation_id, Actor.system(account.name), reason=_REASON)
