"""Delivering: the outbox of one thread (a conversation in one channel), part after part, in order.

A part is marked before it is handed over and settled after. A process that dies in between leaves it `sending`: nobody
knows whether it arrived, and it is sent again with the same id, since a message twice is better than none."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from cryptography.fernet import Fernet
from sqlalchemy import Row

from tandem.contexts.channels.written.actions.accepting import ask_to_take_in
from tandem.contexts.channels.written.actions.announcing import ask_to_announce
from tandem.contexts.channels.written.actions.moving import move
from tandem.contexts.channels.written.actions.offering_templates import promotion_of
from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.events import DeliveryFailed
from tandem.contexts.channels.written.messages import Account, Option, Outgoing, OutgoingFile, Sent, Template
from tandem.contexts.channels.written.ports import SendLater, SendRefused, WindowClosed
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, inbox, outbox, threads
from tandem.contexts.channels.written.repository.threads import Thread
from tandem.contexts.channels.written.rules.permitting import TEMPLATES_ONLY, Spoken, permit
from tandem.contexts.channels.written.rules.sending import (
    MAX_ATTEMPTS,
    UNCERTAIN_AFTER,
    WINDOW_CLOSED,
    again_at,
    put_off_until,
    turn_to_use,
)
from tandem.contexts.channels.written.template import ANSWER_READY
from tandem.contexts.conversations import api as conversations
from tandem.kit import metrics
from tandem.kit.db import Database, Tx
from tandem.kit.objects import ObjectMissing, ObjectStore, ObjectStoreAway
from tandem.kit.timers import DueTimer

log = structlog.get_logger(__name__)
DELIVER_JOB = "channels.deliver"
DELIVER_LATER = "channels.deliver_later"
_TIMEOUT_S = 30
_OUTGOING = "outgoing"
_SHORT_WAIT = timedelta(seconds=1)


def ask_to_deliver(tx: Tx, thread_id: UUID) -> None:
    """The job that sends what waits in a thread's outbox."""
    tx.enqueue(DELIVER_JOB, {"thread_id": str(thread_id)}, dedupe_key=str(thread_id))


async def deliver_later(tx: Tx, timer: DueTimer) -> None:
    """The time to try again has come."""
    ask_to_deliver(tx, timer.subject_id)


@dataclass(frozen=True)
class _Turn:
    """A part marked as being sent."""

    part: Row[Any]
    thread: Thread
    account: Account
    file: OutgoingFile | None
    automatic: bool
    locale: str

    def outgoing(self) -> Outgoing:
        return Outgoing(
            id=self.part.id, recipient=self.thread.recipient, kind=self.part.kind, text=self.part.text,
            options=tuple(Option(*one) for one in self.part.options), file=self.file,
            in_reply_to=self.thread.last_in_external_id, context=self.thread.context, template=self.template,
            conversation_id=self.part.conversation_id, automatic=self.automatic,
            locale=self.locale,
        )  # fmt: skip

    @property
    def template(self) -> Template | None:
        told = self.part.template
        if told is None:
            return None
        return Template(
            told["key"], told.get("external_id") or "", told["values"], told.get("subject"), told.get("link")
        )


class Delivering:
    """The job of one thread's outbox. Two at once do no harm: a part is taken under the thread's lock."""

    def __init__(
        self, db: Database, vault: Fernet, channels: Channels, objects: ObjectStore, zone: ZoneInfo
    ) -> None:
        self._db, self._vault, self._channels, self._objects, self._zone = db, vault, channels, objects, zone

    async def __call__(self, body: Mapping[str, Any]) -> None:
        # Jobs of before conversations had legs name the conversation, whose id its thread has.
        thread_id = UUID(body.get("thread_id") or body["conversation_id"])
        while True:
            turn = await self._take(thread_id)
            if isinstance(turn, timedelta):
                await asyncio.sleep(turn.total_seconds())
            elif turn is None or not await self._send(turn):
                return

    async def _take(self, thread_id: UUID) -> _Turn | timedelta | None:
        """The part whose turn it is, marked; a short time to wait for the account's pace; None when nothing is to be
        sent now."""
        async with self._db.transaction() as tx:
            thread = await threads.lock(tx, thread_id)
            part = await outbox.first_open(tx, thread_id) if thread else None
            if thread is None or part is None:
                return None
            if not thread.recipient:  # forgotten, or somebody else's by now
                await _settle(tx, part, "no_recipient", "")
                return timedelta(0)
            account = await accounts.get(tx, self._vault, thread.account_id)
            if account.paused_at is not None:
                return None
            if part.state == "sending" and tx.now - part.state_at < UNCERTAIN_AFTER:
                await _try_again(tx, thread_id, part.state_at + UNCERTAIN_AFTER)
                return None
            if part.due_at is not None and part.due_at > tx.now:
                await _try_again(tx, thread_id, part.due_at)
                return None
            hopeless = self._hopeless(part, account)
            if hopeless:
                await _give_up(tx, part, account, hopeless, "")
                return timedelta(0)
            caps = self._channels.of(account.kind).capabilities
            if await self._stopped(tx, part, thread, account, caps):
                return timedelta(0)
            at = turn_to_use(tx.now, part.turn_at) or await accounts.take_turn(
                tx, account.id, caps.per_second
            )
            if at - tx.now > _SHORT_WAIT:
                await outbox.move(tx, part.id, "queued", due_at=at, turn_at=at)
                await _try_again(tx, thread_id, at)
                return None
            await outbox.move(tx, part.id, "sending", attempts=part.attempts + 1, due_at=None, turn_at=None)
            automatic = await conversations.said_by(tx, part.message_id) == "bot"
            locale = await conversations.language_of(tx, await conversations.get(tx, part.conversation_id))
            turn = _Turn(part, thread, account, await self._file(tx, part), automatic, locale)
            wait = at - tx.now
        if wait > timedelta(0):
            await asyncio.sleep(wait.total_seconds())
        return turn

    async def _stopped(
        self, tx: Tx, part: Row[Any], thread: Thread, account: Account, caps: Capabilities
    ) -> bool:
        """Whether it may not go out after all, and was settled: free text after the window has closed, marketing that
        the customer has refused since, or that comes at night."""
        if part.template is None:
            spoken = Spoken(thread.last_in_at, thread.sent_since, 0, thread.refused_at)
            only = account.settings.get(TEMPLATES_ONLY) is True
            shut = permit(caps, tx.now, spoken, templates_only=only).verdict != "free"
            if shut:
                await _shut_out(tx, part)
            return shut
        if part.template["purpose"] != "marketing":
            return False
        conversation = await conversations.get(tx, part.conversation_id)
        refused, _ = await promotion_of(tx, conversation.customer_id, self._zone)
        if refused is not None:
            await _settle(tx, part, refused, "")
        return refused is not None

    def _hopeless(self, part: Row[Any], account: Account) -> str | None:
        """Why a part is not tried again: nobody can send it, or it had all its tries without any having an end (it
        kills the process)."""
        if account.kind not in self._channels.kinds:
            return "channel_unknown"
        return "gave_up" if part.attempts >= MAX_ATTEMPTS else None

    async def _file(self, tx: Tx, part: Row[Any]) -> OutgoingFile | None:
        if part.attachment_id is None:
            return None
        row = await conversations.find_attachment(tx, part.attachment_id)
        content = partial(self._content, row.object_key)
        return OutgoingFile(row.name, row.content_type, row.size, content, part.attachment_id)

    async def _content(self, key: str) -> bytes:
        return b"".join([chunk async for chunk in await self._objects.open(key)])

    async def _hold(self, turn: _Turn) -> bool:
        """The channel says that its window is closed. The customer may have written while it was asked: then the part
        is tried again, for what frees those that are held has been and gone."""
        async with self._db.transaction() as tx:
            now = await threads.lock(tx, turn.part.thread_id)
            wrote = now is not None and now.last_in_at != turn.thread.last_in_at
            if not wrote:
                await threads.change(tx, turn.part.thread_id, refused_at=tx.now)
                await _shut_out(tx, turn.part)
        return await self._postpone(turn, WINDOW_CLOSED, "", None) if wrote else True

    async def _send(self, turn: _Turn) -> bool:
        """Hand the part over; whether the next one may go."""
        channel = self._channels.of(turn.account.kind)
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                sent = await channel.send(turn.account, turn.outgoing())
        except SendRefused as refused:
            await self._fail(turn, refused.code, refused.detail)
            return True
        except WindowClosed:
            return await self._hold(turn)
        except ObjectMissing:
            await self._fail(turn, "file_missing", "")
            return True
        except SendLater as later:
            return await self._postpone(turn, later.code, later.detail, later.after)
        except (TimeoutError, ObjectStoreAway) as away:
            return await self._postpone(
                turn, "timeout" if isinstance(away, TimeoutError) else away.code, "", None
            )
        except (
            Exception
        ) as error:  # the edge to a vendor's library: whatever it raises, the message is not lost
            log.exception("channels.send_failed", account=turn.account.key, kind=turn.account.kind)
            return await self._postpone(turn, "error", type(error).__name__, None)
        await self._sent(turn, sent)
        return True

    async def _sent(self, turn: _Turn, sent: Sent) -> None:
        async with self._db.transaction() as tx:
            if sent.external_id:
                await inbox.lock_about(tx, turn.account.id, sent.external_id)
            if turn.part.template is None:  # templates use no window
                counted = threads.t.sent_since + int(sent.counted)
                await threads.change(tx, turn.part.thread_id, sent_since=counted)
            await move(tx, turn.part, "sent", external_id=sent.external_id, error=None, error_detail=None)
            await accounts.change(tx, turn.account.id, last_out_at=tx.now)
            if sent.external_id:
                # Receipts that were faster than this transaction.
                for number, sender in await inbox.put_back_receipts(tx, turn.account.id, sent.external_id):
                    ask_to_take_in(tx, number, turn.account.id, sender)

    async def _fail(self, turn: _Turn, code: str, detail: str) -> None:
        async with self._db.transaction() as tx:
            await _give_up(tx, turn.part, turn.account, code, detail)

    async def _postpone(self, turn: _Turn, code: str, detail: str, after: timedelta | None) -> bool:
        """To be tried again; what comes after it waits. After the last try it is a dead letter and the next may go."""
        now = self._db.clock.now()
        at = again_at(now, turn.part.attempts + 1, after)
        if at is None:
            await self._fail(turn, code, detail)
            return True
        async with self._db.transaction() as tx:
            await outbox.move(
                tx, turn.part.id, "queued", due_at=at, error=code[:200], error_detail=detail[:500]
            )
            await accounts.change(tx, turn.account.id, last_error_at=tx.now, last_error=code[:200])
            if code == "timeout":  # its other conversations would wait 30 s each to find out the same
                await accounts.put_off(tx, turn.account.id, put_off_until(now, at))
            await _try_again(tx, turn.part.thread_id, at)
        return False


async def _try_again(tx: Tx, thread_id: UUID, at: datetime) -> None:
    await tx.schedule(DELIVER_LATER, thread_id, at, {})


async def _give_up(tx: Tx, part: Row[Any], account: Account, code: str, detail: str) -> None:
    """A dead letter; the next may go."""
    log.warning("channels.dead_letter", account=account.key, kind=account.kind, code=code)
    await accounts.change(tx, account.id, last_error_at=tx.now, last_error=code[:200])
    await _settle(tx, part, code, detail)
    if part.template is not None and part.template["key"] == ANSWER_READY:
        ask_to_announce(tx, part.thread_id, failed=True)


async def _settle(tx: Tx, part: Row[Any], code: str, detail: str) -> None:
    await move(tx, part, "failed", error=code[:200], error_detail=detail[:500])
    metrics.contain(_OUTGOING, code)
    tx.emit(DeliveryFailed(subject_id=part.conversation_id, seq=part.seq, code=code[:200]))


async def _shut_out(tx: Tx, part: Row[Any]) -> None:
    """The reply window has closed before it went. What a person wrote has failed: they see it at once and may send a
    template in its place. The bot sees nothing: its answer is held until the customer writes, and they are told."""
    if await conversations.said_by(tx, part.message_id) == "bot":
        await move(tx, part, "held", error=WINDOW_CLOSED)
        ask_to_announce(tx, part.thread_id)
    else:
        await _settle(tx, part, WINDOW_CLOSED, "")
