"""Notifying: what no socket took is told to the customer's devices.

A message asks for a look a few seconds later; the look decides by the marks that sockets leave. A push is written down
before it goes and settled after: a process that dies in between sends it again with the same id."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from tandem.contexts.channels import repository as sites
from tandem.contexts.channels.push import repository, rules
from tandem.contexts.channels.push.ports import DeviceGone, Push, PushLater, PushRefused, PushSender
from tandem.contexts.channels.push.tokens import TokenSafe
from tandem.contexts.channels.site import Site
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import Conversation, MessageView
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import Customer
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded
from tandem.kit.i18n import translate
from tandem.kit.timers import DueTimer

log = structlog.get_logger(__name__)
LOOK = "channels.push_look"
PUSH_JOB = "channels.push"
_APP = "app"
_SPEAKERS = ("agent", "bot")
_LATELY = 20
_SEND_S = 30.0


def is_for_devices(event: Recorded) -> bool:
    """Web pages have no devices; lines of the system are not worth a noise."""
    return event.data["channel"] == _APP and event.data["message"].get("role") in _SPEAKERS


async def look_now(tx: Tx, timer: DueTimer) -> None:
    """The patience is over, or the customer's hours begin."""
    tx.enqueue(PUSH_JOB, {"conversation_id": str(timer.subject_id)}, dedupe_key=str(timer.subject_id))


@dataclass(frozen=True)
class _Look:
    """A conversation as it stands, and what follows."""

    conversation: Conversation
    customer: Customer
    site: Site
    newest: MessageView | None
    devices: list[repository.Device]
    verdict: rules.Skip | rules.Wait | rules.Send
    wish: customers.Preference


@dataclass
class Notifying:
    """The subscription (`asked`) and the job (`__call__`)."""

    db: Database
    safe: TokenSafe
    sender: PushSender
    zone: ZoneInfo

    async def asked(self, event: Recorded) -> None:
        """A message for the customer was appended. Idempotent: a later look finds nothing more to do."""
        assert event.subject_id is not None
        async with self.db.transaction() as tx:
            talk = await conversations.get(tx, event.subject_id)
            if await repository.has_device(tx, talk.customer_id, talk.account):
                await tx.schedule(LOOK, talk.id, tx.now + rules.PATIENCE)

    async def __call__(self, body: Mapping[str, Any]) -> None:
        """Look, and push. Raises PushLater when a device could not be told now: the job comes again."""
        pushes = await self._begin(UUID(body["conversation_id"]))
        told = await asyncio.gather(*(self._send(push, device_id) for device_id, push in pushes))
        if not all(told):
            raise PushLater("a device could not be told now")

    async def _begin(self, conversation_id: UUID) -> list[tuple[UUID, Push]]:
        async with self.db.transaction() as tx:
            look = await self._look(tx, conversation_id)
            if isinstance(look.verdict, rules.Wait):
                await tx.schedule(LOOK, conversation_id, look.verdict.until)
                return []
            if isinstance(look.verdict, rules.Skip) or look.newest is None:
                await repository.drop_pushes(tx, conversation_id)
                return []
            waiting = await repository.begin(tx, look.devices, conversation_id, look.newest.seq)
            return [
                (device.id, push)
                for device in look.devices
                if device.id in waiting and (push := self._push(tx, look, device, waiting[device.id]))
            ]

    async def _look(self, tx: Tx, conversation_id: UUID) -> _Look:
        talk = await conversations.get(tx, conversation_id)
        customer = await customers.get(tx, talk.customer_id)
        site = await sites.get_site(tx, talk.account)
        recent = await conversations.recent_messages(tx, talk.id, _LATELY)
        newest = max((m for m in recent if m.role in _SPEAKERS), key=lambda m: m.seq, default=None)
        devices = await repository.living(tx, customer.id, site.key)
        wish = await customers.preferences(tx, customer.id)
        restricted = await customers.standing_restriction(tx, customer.id) is not None
        facts = rules.Facts(
            newest=newest.seq if newest else 0, had=max(talk.customer_delivered_seq, talk.customer_read_seq),
            devices=len(devices), erased_or_restricted=restricted or customer.erased_at is not None,
            contact_from=wish.contact_from, contact_until=wish.contact_until,
        )  # fmt: skip
        return _Look(talk, customer, site, newest, devices, rules.decide(facts, tx.now, self.zone), wish)

    def _push(self, tx: Tx, look: _Look, device: repository.Device, push_id: UUID) -> Push | None:
        token = self.safe.open(device.sealed)
        if token is None or look.newest is None:
            return None
        locale = look.wish.language or look.customer.locale or look.site.locale
        preview = look.newest.text if look.site.offers("push_preview") else None
        return Push(
            id=push_id, site=look.site.key, platform=device.platform, token=token,
            title=str(look.site.brand.get("title") or look.site.name),
            body=rules.words(preview, translate("channels.push.new_message", locale)),
            collapse_key=str(look.conversation.id),
            data={"conversation_id": str(look.conversation.id), "seq": str(look.newest.seq)},
            expires_at=tx.now + rules.PUSH_LIFE,
        )  # fmt: skip

    async def _send(self, push: Push, device_id: UUID) -> bool:
        """Hand one push over and write down what became of it; False when it is to be tried again."""
        state, reason = "sent", None
        try:
            async with asyncio.timeout(_SEND_S):
                await self.sender.send(push)
        except DeviceGone:
            async with self.db.transaction() as tx:
                await repository.drop_device(tx, device_id)
            return True
        except PushRefused as error:
            state, reason = "failed", error.reason
        except Exception as error:  # an adapter may fail in any way: the edge to somebody else's system
            log.warning("push.not_sent", push_id=str(push.id), error=type(error).__name__)
            async with self.db.transaction() as tx:
                if await repository.tried(tx, push.id) < rules.MOST_ATTEMPTS:
                    return False
            state, reason = "failed", "gave_up"
        async with self.db.transaction() as tx:
            await repository.settle(tx, push.id, state, reason)
        return True
