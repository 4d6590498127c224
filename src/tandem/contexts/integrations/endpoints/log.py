"""/webhooks/…/deliveries: what was sent, what came back; sending again."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from cryptography.fernet import Fernet
from fastapi import APIRouter, Query
from sqlalchemy import Row

from tandem.contexts.access.api import record
from tandem.contexts.integrations.actions.delivering import body_of, message_id, shown
from tandem.contexts.integrations.actions.resending import resend
from tandem.contexts.integrations.endpoints.access import Keeper
from tandem.contexts.integrations.errors import DeliveryNotFound
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.contexts.integrations.schemas import AttemptOut, DeliveryDetail, DeliveryOut, EventType
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor


def add(api: APIRouter, vault: Fernet) -> None:
    @api.get("/webhooks/{webhook_id}/deliveries")
    async def list_deliveries(
        db: Db,
        _actor: Keeper,
        webhook_id: UUID,
        state: Literal["open", "delivered", "dead"] | None = None,
        event_type: Annotated[EventType | None, Query()] = None,
        subject_id: UUID | None = None,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Page[DeliveryOut]:
        """The log of 30 days, newest first. `subject_id`: a conversation or customer. 404 "webhook_not_found"."""
        after = None
        if cursor:
            at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
            after = (at, id_)
        async with db.transaction() as tx:
            await endpoints.get(tx, webhook_id)
            rows = await deliveries.log(
                tx, webhook_id, state=state, event_type=event_type, subject_id=subject_id, after=after,
                limit=limit + 1,
            )  # fmt: skip
        last = rows[limit - 1] if len(rows) > limit else None
        return Page[DeliveryOut](
            items=[DeliveryOut(**_out(row, row.status)) for row in rows[:limit]],
            next=encode_cursor(last.created_at, str(last.id)) if last else None,
        )

    @api.get("/webhook-deliveries/{delivery_id}")
    async def read_delivery(db: Db, actor: Keeper, delivery_id: UUID) -> DeliveryDetail:
        """One delivery with its tries and the answers to them. Audited: answers are somebody else's words. 404
        "webhook_delivery_not_found"."""
        async with db.transaction() as tx:
            row = await deliveries.lock(tx, delivery_id)
            if row is None:
                raise DeliveryNotFound()
            tries = await deliveries.attempts(tx, delivery_id)
            body = shown(await body_of(tx, row, frozenset()))
            told = {"delivery": str(delivery_id)}
            await record(tx, actor, "webhook.delivery_read", f"webhook:{row.endpoint_id}", told)
        status = tries[-1].status if tries else None
        attempts = [_attempt(vault, one) for one in tries]
        return DeliveryDetail(**_out(row, status), body=body, attempts=attempts)

    @api.post("/webhook-deliveries/{delivery_id}/resend", status_code=204)
    async def resend_delivery(db: Db, actor: Keeper, delivery_id: UUID) -> None:
        """It goes out again under its own webhook-id. 404 "webhook_delivery_not_found"; 409 "webhook_delivery_open",
        "webhook_stopped" or "webhook_event_gone"."""
        async with db.transaction() as tx:
            await resend(tx, actor, delivery_id)


def _out(row: Row[Any], status: int | None) -> dict[str, Any]:
    return {
        "id": row.id, "webhook_id": message_id(row.id), "event_type": row.event_type, "subject_id": row.subject_id,
        "created_at": row.created_at, "state": row.state, "state_at": row.state_at, "tries": row.tries,
        "due_at": row.due_at, "error": row.error, "status": status, "resent": row.resent_by is not None,
    }  # fmt: skip


def _attempt(vault: Fernet, row: Row[Any]) -> AttemptOut:
    answer = None if row.answer is None else vault.decrypt(row.answer.encode()).decode("utf-8", "replace")
    return AttemptOut(
        number=row.number, at=row.at, ms=row.ms, status=row.status, error=row.error,
        answer=answer if answer is None else answer.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        answer_whole=row.answer_whole,
    )  # fmt: skip
