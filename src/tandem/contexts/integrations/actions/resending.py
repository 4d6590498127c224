"""Sending again what was given up, or was delivered and lost at the far end; and trying an endpoint."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.integrations.actions.delivering import ask_to_deliver, body_of
from tandem.contexts.integrations.catalogue import TEST
from tandem.contexts.integrations.errors import DeliveryNotFound, DeliveryOpen, EndpointStopped, EventGone
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

_AT_ONCE = 500


async def resend(tx: Tx, actor: Actor, delivery_id: UUID) -> None:
    """It goes out again under its own webhook-id, with a day's tries; one that waits for its next try goes now, with
    what is before it: whoever has mended the far end waits for no back-off. Audited. Raises DeliveryNotFound,
    DeliveryOpen (it is being sent, or will be at once), EndpointStopped, EventGone, Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    delivery = await deliveries.lock(tx, delivery_id)
    if delivery is None:
        raise DeliveryNotFound()
    endpoint = await endpoints.get(tx, delivery.endpoint_id)
    if delivery.state in ("queued", "sending"):
        first = await deliveries.first_open(tx, delivery.lane)
        put_off = endpoint.again_at is not None and endpoint.again_at > tx.now
        late = (
            first is not None
            and first.state == "queued"
            and first.due_at is not None
            and first.due_at > tx.now
        )
        if not late and not put_off:
            raise DeliveryOpen()
        if first is not None and first.id != delivery.id:
            delivery = await deliveries.lock(tx, first.id)
            assert delivery is not None
    if endpoint.stopped:
        raise EndpointStopped()
    if await body_of(tx, delivery, frozenset()) is None:
        raise EventGone()
    await endpoints.change(tx, delivery.endpoint_id, again_at=None)
    await _again(tx, actor, delivery)
    await record(
        tx,
        actor,
        "webhook.delivery_resent",
        f"webhook:{delivery.endpoint_id}",
        {"delivery": str(delivery_id)},
    )


async def resend_dead(tx: Tx, actor: Actor, endpoint_id: UUID) -> int:
    """All that was given up goes out again, the oldest 500; how many. Audited. Raises EndpointNotFound,
    EndpointStopped, Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    if (await endpoints.get(tx, endpoint_id)).stopped:
        raise EndpointStopped()
    rows = await deliveries.dead_of(tx, endpoint_id, _AT_ONCE)
    for row in rows:
        await _again(tx, actor, row)
    await record(tx, actor, "webhook.dead_resent", f"webhook:{endpoint_id}", {"deliveries": len(rows)})
    return len(rows)


async def send_test(tx: Tx, actor: Actor, endpoint_id: UUID) -> UUID:
    """A delivery of the type `webhook.test`, which tells nothing; its id. Audited. Raises EndpointNotFound,
    EndpointStopped, Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    endpoint = await endpoints.get(tx, endpoint_id)
    if endpoint.stopped:
        raise EndpointStopped()
    # Whoever presses the button wants to know now.
    await endpoints.change(tx, endpoint_id, again_at=None)
    delivery_id = new_id()
    await deliveries.add(
        tx,
        [
            {
                "id": delivery_id, "endpoint_id": endpoint_id, "event_id": None, "event_type": TEST,
                "subject_id": None, "lane": delivery_id,
            }
        ],
    )  # fmt: skip
    ask_to_deliver(tx, delivery_id)
    await record(tx, actor, "webhook.tested", f"webhook:{endpoint_id}", {"delivery": str(delivery_id)})
    return delivery_id


async def _again(tx: Tx, actor: Actor, delivery: Row[Any]) -> None:
    await deliveries.move(
        tx, delivery.id, "queued", tried_since=tx.now, tries_before=delivery.tries, due_at=None, error=None,
        resent_by=actor.label,
    )  # fmt: skip
    ask_to_deliver(tx, delivery.lane)
