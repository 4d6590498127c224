"""Taking in: what a customer wrote becomes a message of their conversation; what the channel reports, a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.rules.ways import LINK_PREFIX
from tandem.contexts.channels.sms.refusing import take_refusal
from tandem.contexts.channels.written.actions.accepting import ask_to_take_in
from tandem.contexts.channels.written.actions.coming_by_code import come_by_code
from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.actions.finding_talk import conversation_of, thread_of
from tandem.contexts.channels.written.actions.permitting import why_shut
from tandem.contexts.channels.written.actions.receiving_files import KeepingFiles, Kept
from tandem.contexts.channels.written.actions.reporting import report
from tandem.contexts.channels.written.actions.typing import ask_to_show
from tandem.contexts.channels.written.capabilities import Address
from tandem.contexts.channels.written.messages import Account, Incoming, Option
from tandem.contexts.channels.written.ports import SendLater
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, inbox, outbox, threads
from tandem.contexts.channels.written.repository.inbox import ABOUT_UNKNOWN, Waiting
from tandem.contexts.channels.written.rules.choosing import chosen
from tandem.contexts.channels.written.rules.fitting import split
from tandem.contexts.channels.written.rules.sending import MAX_TAKE_IN, WINDOW_CLOSED, again_at
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit import metrics
from tandem.kit.db import Database, Tx
from tandem.kit.errors import TandemError, Unavailable
from tandem.kit.i18n import DEFAULT

log = structlog.get_logger(__name__)
_RECENT = 6


class TakingIn:
    """The job that takes in everything of one sender, one event a transaction, in the order of writing."""

    def __init__(
        self, db: Database, vault: Fernet, channels: Channels, files: KeepingFiles, house: str = DEFAULT
    ) -> None:
        """`house`: the language of who has told none."""
        self._db, self._vault, self._channels, self._files = db, vault, channels, files
        self._house = house

    async def __call__(self, body: Mapping[str, Any]) -> None:
        async with self._db.transaction() as tx:
            line = await inbox.line_of(tx, int(body["event"]))
        while line is not None and await self._next(*line):
            pass

    async def _next(self, account_id: UUID, line: str) -> bool:
        """Take in the first event that waits. False when there is none, when it waits for another try, and when
        another worker was faster: that one goes on with the rest."""
        async with self._db.transaction() as tx:
            event = await inbox.next_of(tx, account_id, line)
            account = await accounts.get(tx, self._vault, account_id)
            now = tx.now
        if event is None or (event.due_at is not None and event.due_at > now):
            return False
        try:
            return await self._try(account, event)
        except Unavailable:  # the house's own store or database: the job's back-off
            raise
        except SendLater as later:
            return await self._failed(account, event, f"file: {later.code}", later.after)
        except TandemError as error:
            # The customer's fault or the lender's wish (blocked, too long …): the same again would end the same.
            await self._hold(account, event, error.code)
            return True
        except Exception as error:  # one event must not stop its sender for ever, whatever is wrong with it
            log.exception("channels.take_in_failed", account=account.key, kind=account.kind)
            return await self._failed(account, event, type(error).__name__, None)

    async def _try(self, account: Account, event: Waiting) -> bool:
        kept: list[Kept] = []
        if event.incoming.files:
            last_try = event.attempts + 1 >= MAX_TAKE_IN
            channel = self._channels.of(account.kind)
            kept = await self._files.keep(channel, account, event.incoming, last_try=last_try)
        try:
            taken = await self._take(account, event, kept)
        except BaseException:
            await self._files.forget(kept)
            raise
        if not taken:
            await self._files.forget(kept)
        return taken

    async def _take(self, account: Account, event: Waiting, kept: list[Kept]) -> bool:
        """Whether it was settled here; False when another worker was faster."""
        incoming = event.incoming
        async with self._db.transaction() as tx:
            await inbox.lock_line(tx, account.id, event.whose.line)
            first = await inbox.next_of(tx, account.id, event.whose.line)
            if first is None or first.number != event.number:
                return False
            if incoming.kind == "receipt":
                about = await report(tx, account, incoming)
                if about is None:
                    await inbox.hold(tx, event.number, ABOUT_UNKNOWN)
                    return True
                await inbox.done(tx, event.number, about)
            elif incoming.kind == "note":
                customer = await _who(tx, account, incoming, self._address(account))
                noted = await _note(tx, account, event, customer, self._house)
                await inbox.done(tx, event.number, noted, customer_id=customer.id)
            elif refuser := await take_refusal(
                tx,
                account,
                incoming,
                event.number,
                lambda: _who(tx, account, incoming, self._address(account)),
                known_by=self._address(account),
            ):
                await inbox.done(tx, event.number, None, customer_id=refuser, answered=False)
            else:
                may_still = partial(why_shut, channels=self._channels)
                conversation_id = await _receive(
                    tx, account, event, kept, self._address(account), may_still, self._house
                )
                await inbox.done(tx, event.number, conversation_id)
                if self._channels.of(account.kind).capabilities.typing and account.paused_at is None:
                    ask_to_show(tx, conversation_id, "bot")
        return True

    def _address(self, account: Account) -> Address | None:
        return self._channels.of(account.kind).capabilities.address

    async def _failed(self, account: Account, event: Waiting, error: str, after: timedelta | None) -> bool:
        """To be tried again, and what its sender wrote after it waits; or held, and the next may go."""
        now = self._db.clock.now()
        at = again_at(now, event.attempts + 1, after, MAX_TAKE_IN)
        if at is None:
            await self._hold(account, event, error)
            return True
        async with self._db.transaction() as tx:
            await inbox.postpone(tx, event.number, error, at)
            ask_to_take_in(tx, event.number, account.id, event.whose.line, again_in=at - now)
        return False

    async def _hold(self, account: Account, event: Waiting, error: str) -> None:
        async with self._db.transaction() as tx:
            held = await inbox.hold(tx, event.number, error)
        if held:
            metrics.contain(account.kind, error)
            log.warning("channels.incoming_held", account=account.key, kind=account.kind, code=error)


@dataclass(frozen=True)
class _Said:
    text: str | None
    choice_id: str | None = None
    kept: Kept | None = None


async def _receive(
    tx: Tx, account: Account, event: Waiting, kept: list[Kept], address: Address | None,
    may_still: conversations.MayStill, house: str,
) -> UUID:  # fmt: skip
    incoming = event.incoming
    customer = await _who(tx, account, incoming, address)
    conversation = await conversation_of(tx, account, customer, incoming.conversation_id, house)
    thread_id = await thread_of(tx, account, customer, conversation)
    await threads.note_incoming(
        tx, thread_id, conversation.id, account.id, incoming, event.whose, conversation.last_seq
    )
    actor = Actor.customer(customer.id, customer.display_name())
    for number, said in enumerate(await _said(tx, conversation.id, incoming, kept)):
        attachment_id = await said.kept.record(tx, conversation.id, actor) if said.kept else None
        await conversations.receive(
            tx, conversation.id, actor, client_id=f"{incoming.external_id}#{number}", text=said.text,
            attachment_id=attachment_id, choice_id=said.choice_id,
            payload=_told(incoming) if number == 0 else _written_at(incoming), via=(account.kind, account.key),
            may_still=may_still,
        )  # fmt: skip
    if await outbox.release(tx, thread_id, WINDOW_CLOSED):
        ask_to_deliver(tx, thread_id)
    return conversation.id


async def _who(tx: Tx, account: Account, incoming: Incoming, address: Address | None) -> customers.Customer:
    """The sender. Where the channel's addresses are those of people and it vouches for them, a new sender may be
    somebody known from elsewhere."""
    vouched = address is not None and incoming.proven
    is_new = vouched and await customers.by_identity(tx, account.kind, account.key, incoming.sender) is None
    found = await customers.recognise(
        tx, account.kind, account.key, incoming.sender, name=incoming.name, locale=incoming.locale,
        attributes=incoming.attributes,
    )  # fmt: skip
    if address is None or not is_new:
        return found
    return await customers.addressed(tx, found.id, address, incoming.sender, actor=Actor.system(account.name))


async def _note(
    tx: Tx, account: Account, event: Waiting, customer: customers.Customer, house: str
) -> UUID | None:
    """Something happened that asks for no answer: noted of the customer, and for staff in the conversation that is
    open, if one is."""
    incoming = event.incoming
    if (incoming.scene or "").startswith(LINK_PREFIX):
        await come_by_code(tx, account, event, customer, house)
    latest = await conversations.latest_of_customer(tx, customer.id, account.kind, account.key)
    if latest is None or latest.status == "resolved":
        return None
    if incoming.text:
        author = Actor.system(account.name)
        await conversations.note(tx, latest.id, author, client_id=incoming.external_id, text=incoming.text)
    return latest.id


async def _said(tx: Tx, conversation_id: UUID, incoming: Incoming, kept: list[Kept]) -> list[_Said]:
    """One event as messages: its text (in pieces when it is longer than a message may be), then its files."""
    pieces = split(incoming.text, conversations.MAX_CHARS)
    said = [_Said(piece) for piece in pieces if conversations.says_something(piece)]
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
    """What stands beside the first message of an event."""
    beside = {"subject": incoming.subject, "left_out": incoming.left_out}
    return {**_written_at(incoming), **{key: value for key, value in beside.items() if value}}


def _written_at(incoming: Incoming) -> dict[str, Any]:
    """What stands beside every message of an event: verification asks the newest for the session."""
    told = {"written_at": incoming.at.isoformat().replace("+00:00", "Z")}
    return {**told, "session": incoming.session} if incoming.session else told
