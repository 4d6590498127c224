"""What did not go out and what could not be taken in."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy import Row

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.channels.written.actions.resending import (
    drop,
    drop_event,
    resend,
    resend_failed,
    take_in_again,
)
from tandem.contexts.channels.written.endpoints.schemas import HeldEvent, Resent, StuckPart
from tandem.contexts.channels.written.repository import accounts, inbox, outbox
from tandem.kit.db import Database, Tx
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor

Admin = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]
EventId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Cursor = Annotated[str | None, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=200)]
Rows = Callable[[Tx, UUID, Any, int], Awaitable[Sequence[Row[Any]]]]


async def _page(
    db: Database, actor: Actor, account_id: UUID, rows: Rows, audit: str, after: Any, limit: int
) -> tuple[Sequence[Row[Any]], Row[Any] | None]:
    """The rows of a page, and the last of it when more follow. That somebody looked is audited."""
    async with db.transaction() as tx:
        await accounts.must_exist(tx, account_id)
        found = await rows(tx, account_id, after, limit + 1)
        await record(tx, actor, audit, f"channel_account:{account_id}", {})
    return found[:limit], found[limit - 1] if len(found) > limit else None


def stuck_parts(api: APIRouter) -> None:
    """Messages on their way out."""

    @api.get("/channel-accounts/{account_id}/stuck")
    async def list_stuck_parts(
        db: Db, actor: Admin, account_id: UUID, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[StuckPart]:
        """Messages that are held or did not go out, newest first. Audited. 404 "channel_account_not_found"."""
        after = tuple(decode_cursor(cursor, 2, (datetime, UUID))) if cursor else None
        rows, last = await _page(db, actor, account_id, outbox.stuck, "channel.stuck_read", after, limit)
        items = [StuckPart(**row._mapping) for row in rows]
        return Page[StuckPart](items=items, next=encode_cursor(last.state_at, str(last.id)) if last else None)

    @api.post("/channel-accounts/{account_id}/resend-failed")
    async def resend_failed_parts(db: Db, actor: Admin, account_id: UUID) -> Resent:
        """All dead letters of an account go out again, at most 500 at once. 404 "channel_account_not_found"."""
        async with db.transaction() as tx:
            return Resent(parts=await resend_failed(tx, account_id, actor))

    @api.post("/channel-parts/{part_id}/resend", status_code=204)
    async def resend_part(db: Db, actor: Admin, part_id: UUID) -> None:
        """404 "channel_part_not_found"; 409 "channel_part_not_stuck"."""
        async with db.transaction() as tx:
            await resend(tx, part_id, actor)

    @api.post("/channel-parts/{part_id}/drop", status_code=204)
    async def drop_part(db: Db, actor: Admin, part_id: UUID) -> None:
        """404 "channel_part_not_found"; 409 "channel_part_not_stuck"."""
        async with db.transaction() as tx:
            await drop(tx, part_id, actor)


def held_events(api: APIRouter) -> None:
    """Events on their way in."""

    @api.get("/channel-accounts/{account_id}/held-events")
    async def list_held_events(
        db: Db, actor: Admin, account_id: UUID, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[HeldEvent]:
        """What came in and could not be taken in, newest first. Audited. 404 "channel_account_not_found"."""
        after = tuple(decode_cursor(cursor, 2, (datetime, int))) if cursor else None
        rows, last = await _page(db, actor, account_id, inbox.stuck, "channel.held_events_read", after, limit)
        items = [HeldEvent(**row._mapping) for row in rows]
        return Page[HeldEvent](items=items, next=encode_cursor(last.settled_at, last.id) if last else None)

    @api.post("/channel-events/{event_id}/retry", status_code=204)
    async def retry_held_event(db: Db, actor: Admin, event_id: EventId) -> None:
        """It is taken in again. 404 "channel_event_not_found"; 409 "channel_event_not_held"."""
        async with db.transaction() as tx:
            await take_in_again(tx, event_id, actor)

    @api.post("/channel-events/{event_id}/drop", status_code=204)
    async def drop_held_event(db: Db, actor: Admin, event_id: EventId) -> None:
        """It is given up and forgotten. 404 "channel_event_not_found"; 409 "channel_event_not_held"."""
        async with db.transaction() as tx:
            await drop_event(tx, event_id, actor)
