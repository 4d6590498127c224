"""Delivering: one lane, delivery after delivery, in order.

A delivery is marked before it is sent and settled after. A process that dies in between leaves it `sending`: nobody
knows whether it arrived, and it is sent again with the same webhook-id, by which the far end knows it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import Row

from tandem.contexts.access.api import Actor, record
from tandem.contexts.integrations.actions.resting import rest
from tandem.contexts.integrations.catalogue import TEST, public_event
from tandem.contexts.integrations.endpoint import Endpoint
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.contexts.integrations.rules.retrying import (
    AT_ONCE,
    UNCERTAIN_AFTER,
    again_at,
    error_of,
    put_off_until,
    rests,
)
from tandem.contexts.integrations.rules.signing import signed_headers
from tandem.kit import json
from tandem.kit.db import Database, Tx
from tandem.kit.outbound import Answer, Outbound, OutboundFailed
from tandem.kit.timers import DueTimer

log = structlog.get_logger(__name__)
DELIVER_JOB = "webhooks.deliver"
DELIVER_LATER = "webhooks.deliver_later"
_SYSTEM = Actor.system("webhooks")
_HEADERS = {"content-type": "application/json", "user-agent": "Tandem-Webhooks/1", "accept": "*/*"}


def ask_to_deliver(tx: Tx, lane: UUID) -> None:
    """The job that sends what waits in a lane."""
    tx.enqueue(DELIVER_JOB, {"lane": str(lane)}, dedupe_key=str(lane))


async def deliver_later(tx: Tx, timer: DueTimer) -> None:
    """The time to try again has come."""
    ask_to_deliver(tx, timer.subject_id)


def message_id(delivery_id: UUID) -> str:
    """The webhook-id of a delivery."""
    return f"msg_{delivery_id.hex}"


async def body_of(tx: Tx, delivery: Row[Any], disclosed: frozenset[str]) -> bytes | None:
    """What a delivery says, made of its event; None when that is no longer kept."""
    if delivery.event_id is None:
        at = delivery.created_at.isoformat().replace("+00:00", "Z")
        return json.dumps({"type": TEST, "version": 1, "timestamp": at, "data": {}})
    event = await deliveries.event(tx, delivery.event_id)
    public = public_event(event) if event else None
    return json.dumps(public.body(event, disclosed)) if public and event else None


@dataclass(frozen=True)
class _Turn:
    """A delivery marked as being sent; `number` counts its tries since the beginning."""

    delivery: Row[Any]
    endpoint: Endpoint
    number: int
    headers: Mapping[str, str]
    body: bytes


class Delivering:
    """The job of one lane. Two at once do no harm: a delivery is taken under the lane's lock."""

    def __init__(
        self, db: Database, vault: Fernet, outbound: Outbound, chance: Callable[[], float] = random.random
    ) -> None:
        self._db, self._vault, self._outbound, self._chance = db, vault, outbound, chance

    async def __call__(self, body: Mapping[str, Any]) -> None:
        lane = UUID(body["lane"])
        while (turn := await self._take(lane)) is not None:
            if isinstance(turn, _Turn) and not await self._send(turn):
                return

    async def _take(self, lane: UUID) -> _Turn | bool | None:
        """The delivery whose turn it is, marked; True when it was settled without sending; None when nothing is to be
        sent now."""
        async with self._db.transaction() as tx:
            await deliveries.lock_lane(tx, lane)
            delivery = await deliveries.first_open(tx, lane)
            endpoint = await endpoints.find(tx, delivery.endpoint_id) if delivery is not None else None
            if delivery is None or endpoint is None or endpoint.stopped:
                return None
            if (not_before := await _not_before(tx, delivery, endpoint)) is not None:
                await tx.schedule(DELIVER_LATER, lane, not_before, {})
                return None
            body = await body_of(tx, delivery, frozenset(endpoint.discloses))
            if body is None:
                await deliveries.move(tx, delivery.id, "dead", error="event_gone", due_at=None)
                return True
            keys = await endpoints.secrets_of(tx, self._vault, endpoint.id, tx.now)
            tries = delivery.tries + 1
            await deliveries.move(tx, delivery.id, "sending", tries=tries, due_at=None)
            signed = signed_headers(keys, message_id(delivery.id), tx.now, body)
            return _Turn(delivery, endpoint, tries, {**_HEADERS, **signed}, body)

    async def _send(self, turn: _Turn) -> bool:
        """Send it; whether the next one may go."""
        try:
            answer: Answer | None = await self._outbound.post(turn.endpoint.url, turn.headers, turn.body)
            error = error_of(answer.status) if answer else None
            ms = answer.ms if answer else 0
        except OutboundFailed as failed:
            answer, error, ms = None, failed.code, failed.ms
        async with self._db.transaction() as tx:
            await deliveries.lock_lane(tx, turn.delivery.lane)
            await self._note(tx, turn, answer, error, ms)
            if error is None:
                await _delivered(tx, turn)
                go_on = True
            else:
                go_on = await self._failed(tx, turn, error, answer)
            await _wake(tx, turn)
            return go_on

    async def _note(self, tx: Tx, turn: _Turn, answer: Answer | None, error: str | None, ms: int) -> None:
        sealed = None
        if answer is not None:
            sealed = self._vault.encrypt(answer.body).decode()
        await deliveries.note(
            tx, turn.delivery.id, turn.number, at=tx.now, ms=ms, error=error, answer=sealed,
            status=answer.status if answer else None, answer_whole=answer.whole if answer else None,
        )  # fmt: skip

    async def _failed(self, tx: Tx, turn: _Turn, error: str, answer: Answer | None) -> bool:
        """To be tried again, and what comes after it waits; or dead, and the next may go."""
        endpoint = await endpoints.find(tx, turn.endpoint.id, lock=True)
        if endpoint is None or endpoint.rested_at is not None:  # meanwhile
            await deliveries.move(tx, turn.delivery.id, "dead", error=error, due_at=None)
            return False
        asked = timedelta(seconds=answer.retry_after) if answer and answer.retry_after else None
        tries = turn.number - turn.delivery.tries_before
        at = again_at(tx.now, turn.delivery.tried_since, tries, self._chance(), asked)
        since = endpoint.failing_since or tx.now
        await endpoints.change(
            tx, endpoint.id, failing_since=since, last_failed_at=tx.now, last_error=error,
            again_at=put_off_until(error, tx.now, at),
        )  # fmt: skip
        if error == "gone":
            at = None
        if at is not None:
            await deliveries.move(tx, turn.delivery.id, "queued", due_at=at, error=error)
            await tx.schedule(DELIVER_LATER, turn.delivery.lane, at, {})
        else:
            await deliveries.move(tx, turn.delivery.id, "dead", error=error, due_at=None)
            log.warning("webhooks.dead", endpoint_id=str(endpoint.id), code=error)
        if error == "gone" or rests(tx.now, since):
            reason = "gone" if error == "gone" else "failing"
            await rest(tx, endpoint.id, reason)
            await record(tx, _SYSTEM, "webhook.rested", f"webhook:{endpoint.id}", {"reason": reason})
            return False
        return at is None


async def _not_before(tx: Tx, delivery: Row[Any], endpoint: Endpoint) -> datetime | None:
    """When to look again, if it may not be sent now."""
    if delivery.state == "sending" and tx.now - delivery.state_at < UNCERTAIN_AFTER:
        until: datetime = delivery.state_at + UNCERTAIN_AFTER
        return until
    waits = [at for at in (delivery.due_at, endpoint.again_at) if at is not None and at > tx.now]
    if waits:
        return max(waits)
    await deliveries.lock_places(tx, endpoint.id)
    crowd = await deliveries.on_their_way(tx, endpoint.id, tx.now - UNCERTAIN_AFTER)
    # Whoever frees a place wakes one that waits (`_wake`); the time is for a process that dies with its places.
    return tx.now + UNCERTAIN_AFTER if crowd >= AT_ONCE else None


async def _delivered(tx: Tx, turn: _Turn) -> None:
    # The endpoint's row before the delivery's, as everybody does who locks both.
    await endpoints.change(tx, turn.endpoint.id, last_delivered_at=tx.now, failing_since=None, again_at=None)
    await deliveries.move(tx, turn.delivery.id, "delivered", error=None)


async def _wake(tx: Tx, turn: _Turn) -> None:
    """A place is free: the lanes that have waited longest may have it, unless this one is faster. As many are woken as
    there are places: others may become free at the same moment, and would wake the same one."""
    for lane in await deliveries.waiting_lanes(tx, turn.endpoint.id, turn.delivery.lane, AT_ONCE):
        ask_to_deliver(tx, lane)


def shown(body: bytes | None) -> Any:
    """A body as the log shows it."""
    return orjson.loads(body) if body is not None else None
