"""Queueing: an event becomes a delivery for each endpoint that wants to hear of it.

The event's own transaction asks for the job, so no event is lost; where nobody listens it asks for nothing. Jobs run
side by side, so each looks for what came before its event about the same subject and is not queued yet: a lane is in
order because its rows are written in order."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from tandem.contexts.integrations.actions.delivering import ask_to_deliver
from tandem.contexts.integrations.catalogue import CATALOGUE, public_event
from tandem.contexts.integrations.endpoint import Endpoint
from tandem.contexts.integrations.live import LiveTypes
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

log = structlog.get_logger(__name__)
QUEUE_JOB = "webhooks.queue"
CATCH_UP = "webhooks.catch_up"
# How far apart events may lie whose jobs overtake each other.
_LOOK_BACK = timedelta(minutes=10)
_SETTLED_AFTER = timedelta(seconds=15)


class Queueing:
    """The job of one event."""

    def __init__(self, db: Database, live: LiveTypes) -> None:
        self._db, self._live = db, live

    def wants(self, event: Recorded) -> bool:
        """Whether anybody is to be told: asked in the transaction of every such event, answered from memory."""
        if not self._live.types or event.subject_id is None:
            return False
        public = public_event(event)
        return public is not None and public.name in self._live.types

    async def __call__(self, event: Recorded) -> None:
        public = public_event(event)
        if public is None or event.subject_id is None:
            return
        async with self._db.transaction() as tx:
            for endpoint in await endpoints.listening(tx, public.name):
                await queue_upto(tx, endpoint, event.subject_id, event.id, event.at - _LOOK_BACK)


async def queue_upto(tx: Tx, endpoint: Endpoint, subject_id: UUID, event_id: int, since: datetime) -> int:
    """Queue what happened to a subject since then up to an event, and is not queued yet; how many deliveries."""
    lane = lane_of(endpoint.id, subject_id)
    await deliveries.lock_lane(tx, lane)
    kinds = {CATALOGUE[name].of for name in endpoint.event_types if name in CATALOGUE}
    if not kinds:
        return 0
    events = await deliveries.behind(
        tx, lane, subject_id, sorted(kinds), after=endpoint.after_event, upto=event_id, since=since
    )  # fmt: skip
    rows = [
        {
            "id": new_id(), "endpoint_id": endpoint.id, "event_id": one.id, "event_type": public.name,
            "subject_id": subject_id, "lane": lane,
        }
        for one in events
        if (public := public_event(one)) is not None and public.name in endpoint.event_types
    ]  # fmt: skip
    if rows:
        await deliveries.add(tx, rows)
        ask_to_deliver(tx, lane)
    return len(rows)


def lane_of(endpoint_id: UUID, subject_id: UUID) -> UUID:
    """One endpoint's deliveries about one conversation or customer."""
    return uuid5(endpoint_id, str(subject_id))


async def catch_up_later(tx: Tx, endpoint_id: UUID) -> None:
    """Look again once every process has heard of a change: until then some may have thought that nobody listens. A
    second change soon after moves the time, not where the look begins."""
    after = await endpoints.newest_event(tx)
    waiting = await tx.scheduled(CATCH_UP, endpoint_id)
    if waiting is not None:
        after = min(after, waiting["after"])
    await tx.schedule(CATCH_UP, endpoint_id, tx.now + _SETTLED_AFTER, {"after": after})


async def catch_up(tx: Tx, timer: DueTimer) -> None:
    """Queue what happened since the endpoint was changed and no process asked for."""
    endpoint = await endpoints.find(tx, timer.subject_id)
    if endpoint is None or endpoint.rested_at is not None:
        return
    kinds = sorted({CATALOGUE[name].of for name in endpoint.event_types if name in CATALOGUE})
    missed = 0
    for subject_id, newest in await deliveries.newest_per_subject(tx, kinds, timer.data["after"]):
        missed += await queue_upto(tx, endpoint, subject_id, newest, tx.now - _LOOK_BACK)
    if missed:
        log.info("webhooks.caught_up", endpoint_id=str(endpoint.id), deliveries=missed)
