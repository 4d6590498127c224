"""Putting to rest an endpoint that takes nothing, and telling who looks after it."""

from uuid import UUID

import structlog

from tandem.contexts.integrations.events import EndpointRested
from tandem.contexts.integrations.live import tell_all
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.kit.db import Tx

log = structlog.get_logger(__name__)


async def rest(tx: Tx, endpoint_id: UUID, reason: str) -> None:
    """Nothing goes to it, and nothing is kept for it, until a person resumes it. What waited is dead, to be sent again
    by hand. Health shows it. Twice is once."""
    rested = await endpoints.change(
        tx, endpoint_id, endpoints.e.rested_at.is_(None), rested_at=tx.now, rested_for=reason
    )
    if not rested:
        return
    given_up = await deliveries.end_open(tx, endpoint_id, "rested")
    log.warning("webhooks.rested", endpoint_id=str(endpoint_id), reason=reason, given_up=given_up)
    tx.emit(EndpointRested(subject_id=endpoint_id, actor="system:webhooks", reason=reason))
    tell_all(tx)
