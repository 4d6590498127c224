"""Taking in: what a customer wrote becomes a message of their conversation; what the channel reports, a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.receiving_files import KeepingFiles, Kept
from tandem.contexts.channels.written.actions.reporting import report
from tandem.contexts.channels.written.messages import Account, Incoming, Option
from tandem.contexts.channels.written.ports import SendLater
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, inbox, outbox, threads
from tandem.contexts.channels.written.rules.choosing import chosen
from tandem.contexts.channels.written.rules.fitting import split
from tandem.contexts.channels.written.rules.sending import WINDOW_CLOSED
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database, Tx
from tandem.kit.errors import TandemError, Unavailable

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8
_RECENT = 6


class TakingIn:
    """The job that takes in everything of one sender, one event a transaction, in the order of writing."""

    def __init__(self, db: Database, vault: Fernet, channels: Channels, files: KeepingFiles) -> None:
        self._db, self._vault, self._channels, self._files = db, vault, channels, files

    async def __call__(self, body: Mapping[str, Any]) -> None:
        account_id, sender = UUID(body["account_id"]), str(body["sender"])
        while await self._next(account_id, sender):
            pass

    async def _next(self, account_id: UUID, sender: str) -> bool:
        """Take in the first event that waits; False when there is none."""
        async with self._db.transaction() as tx:
            found = await inbox.next_of(tx, account_id, sender)
            account = await accounts.get(tx, self._vault, account_id)
        if found is None:
            return False
        number, incoming, attempts = found
        try:
            kept = await self._files.keep(self._channels.of(account.kind), account, incoming)
        except SendLater as later:
            await self._failed(number, attempts, f"file: {later.code}")
            if (
                attempts + 1 < MAX_ATTEMPTS
            ):  # the rest waits behind it; the job's own back-off brings it again
                raise Unavailable("channel_busy") from later
            return True
        try:
            taken = await self._take(account, number, incoming, kept)
        except BaseException:
            await self._files.forget(kept)
            raise
        if not taken:
            await self._files.forget(kept)
        return True

    async def _take(self, account: Account, number: int, incoming: Incoming, kept: list[Kept]) -> bool:
        """Whether it was taken in here; False when another worker was faster, or when it is held."""
        try:
            async with self._db.transaction() as tx:
                await inbox.lock_sender(tx, account.id, incoming.sender)
                first = await inbox.next_of(tx, account.id, incoming.sender)
                if first is None or first[0] != number:
                    return False
                if incoming.kind == "receipt":
                    conversation_id = await report(tx, account, incoming)
                else:
                    conversation_id = await _receive(tx, account, incoming, kept)
                await inbox.settle(tx, number, "done", conversation_id=conversation_id)
                return True
        except Unavailable:
            raise
        except TandemError as error:
            # The customer's fault or the lender's wish (blocked, too long …): the same again would end the same.
            await self._hold(number, error.code)
            log.warning("channels.incoming_held", account=account.key, kind=account.kind, code=error.code)
            return False

    async def _failed(self, number: int, attempts: int, error: str) -> None:
        if attempts + 1 >= MAX_ATTEMPTS:
            await self._hold(number, error)
            return
        async with self._db.transaction() as tx:
            await inbox.note_attempt(tx, number, error)

    async def _hold(self, number: int, error: str) -> None:
        async with self._db.transaction() as tx:
            await inbox.settle(tx, number, "held", error=error[:200])


@dataclass(frozen=True)
class _Said:
    text: str | None
    choice_id: str | None = None
    kept: Kept | None = None


async def _receive(tx: Tx, account: Account, incoming: Incoming, kept: list[Kept]) -> UUID:
    customer = await customers.recognise(
        tx, account.kind, account.key, incoming.sender, name=incoming.name, locale=incoming.locale
    )
    conversation = await _conversation(tx, account, customer)
    await threads.note_incoming(tx, conversation.id, account.id, incoming, conversation.last_seq)
    actor = Actor.customer(customer.id, customer.display_name())
    for number, said in enumerate(await _said(tx, conversation.id, incoming, kept)):
        attachment_id = await said.kept.record(tx, conversation.id, actor) if said.kept else None
        await conversations.receive(
            tx, conversation.id, actor, client_id=f"{incoming.external_id}#{number}", text=said.text,
            attachment_id=attachment_id, choice_id=said.choice_id, payload=_told(incoming),
        )  # fmt: skip
    if await outbox.release(tx, conversation.id, WINDOW_CLOSED):
        ask_to_deliver(tx, conversation.id)
    return conversation.id


async def _conversation(tx: Tx, account: Account, customer: customers.Customer) -> conversations.Conversation:
    """The customer's conversation in this account: the open one, one that ended so recently that writing reopens it,
    or a new one."""
    latest = await conversations.latest_of_customer(tx, customer.id, account.kind, account.key)
    if latest is not None and (latest.status != "resolved" or conversations.reopens(latest, tx.now)):
        return latest
    made, _ = await conversations.open_conversation(
        tx, customer_id=customer.id, customer_name=customer.display_name(), customer_verified=customer.verified,
        channel=account.kind, account=account.key, queue_key=account.queue_key,
    )  # fmt: skip
    return made


async def _said(tx: Tx, conversation_id: UUID, incoming: Incoming, kept: list[Kept]) -> list[_Said]:
    """One event as messages: its text (in pieces when it is longer than a message may be), then its files."""
    said = [_Said(piece) for piece in split(incoming.text, conversations.MAX_CHARS)]
    if len(said) == 1 and not kept:
        option = chosen(incoming.text, await _offered(tx, conversation_id))
        if option is not None:
            said = [_Said(option.label, choice_id=option.id)]
    said += [
        _Said(None if one.accepted else one.refusal(), kept=one if one.accepted else None) for one in kept
    ]
    return said or [_Said("…")]


async def _offered(tx: Tx, conversation_id: UUID) -> list[Option]:
    """The options of the bot's last message, if nothing else was said since."""
    recent = await conversations.recent_messages(tx, conversation_id, _RECENT)
    last = next((one for one in reversed(recent) if one.role != "system"), None)
    if last is None or last.kind != "choice":
        return []
    return [Option(str(one["id"]), str(one["label"])) for one in last.payload.get("options", ())]


def _told(incoming: Incoming) -> dict[str, Any]:
    return {"written_at": incoming.at.isoformat().replace("+00:00", "Z")}
