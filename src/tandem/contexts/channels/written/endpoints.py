"""/channel-accounts: how written channels fare, and what to do about what is stuck."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from cryptography.fernet import Fernet
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.channels.written.actions.managing import create_account, pause, resume
from tandem.contexts.channels.written.actions.resending import (
    drop,
    drop_event,
    resend,
    resend_failed,
    take_in_again,
)
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, inbox, outbox
from tandem.contexts.channels.written.setup import check_filled
from tandem.contexts.conversations import api as conversations
from tandem.kit.http import Body, Db, Page, decode_cursor, encode_cursor

Admin = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
EventId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Short = Annotated[str, StringConstraints(max_length=500)]


class NewAccount(Body):
    kind: Key
    key: Key
    name: Name
    queue_key: Key
    settings: dict[Key, Short | int | bool] = Field(default_factory=dict, max_length=30)
    secrets: dict[Key, Short] = Field(default_factory=dict, max_length=10)


class AccountRef(BaseModel):
    id: UUID


class AccountHealth(BaseModel):
    """`incoming`: events not taken in yet; `held_in`: those that could not be, for a person to look at;
    `outgoing`: messages not sent yet, the oldest since `oldest_at`; `held`: those that wait for the customer to write
    again; `failed`: dead letters."""

    id: UUID
    kind: str
    key: str
    name: str
    queue_key: str
    paused_at: datetime | None
    created_at: datetime
    last_in_at: datetime | None
    last_out_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    incoming: int
    held_in: int
    outgoing: int
    held: int
    failed: int
    oldest_at: datetime | None
    installed: bool
    capabilities: dict[str, Any] | None


class StuckPart(BaseModel):
    """Its text is in the conversation, for who may read that."""

    id: UUID
    conversation_id: UUID
    seq: int
    part: int
    kind: str
    state: Literal["held", "failed"]
    state_at: datetime
    created_at: datetime
    attempts: int
    error: str
    error_detail: str | None


class HeldEvent(BaseModel):
    """Something that came in and could not be taken in. What it says is shown once it is in a conversation, to who may
    read that."""

    id: int
    kind: Literal["message", "receipt"]
    at: datetime
    received_at: datetime
    settled_at: datetime
    attempts: int
    error: str


class Resent(BaseModel):
    """`parts`: how many go out again; at 500 there may be more: ask once more."""

    parts: int


def router(vault: Fernet, channels: Channels) -> APIRouter:
    """Staff routes of written channels."""
    api = APIRouter(tags=["channels"])

    @api.get("/channel-accounts")
    async def list_channel_accounts(db: Db, actor: Admin) -> list[AccountHealth]:
        """Every account, what waits in it and what it can do. Without secrets."""
        async with db.transaction() as tx:
            rows = await accounts.overview(tx)
        return [
            AccountHealth(
                **row._mapping,
                installed=row.kind in channels.kinds,
                capabilities=channels.of(row.kind).capabilities.wire()
                if row.kind in channels.kinds
                else None,
            )
            for row in rows
        ]

    @api.post("/channel-accounts", status_code=201)
    async def create_channel_account(db: Db, actor: Admin, body: NewAccount) -> AccountRef:
        """404 "channel_unknown" or "queue_not_found"; 409 "channel_account_exists"; 422 "channel_account_unfit"."""
        check_filled(channels.of(body.kind).fields, body.settings, body.secrets)
        async with db.transaction() as tx:
            await conversations.queue_by_key(tx, body.queue_key)
            made = await create_account(
                tx, vault, actor, kind=body.kind, key=body.key, name=body.name, queue_key=body.queue_key,
                settings=body.settings, secrets=body.secrets,
            )  # fmt: skip
        return AccountRef(id=made)

    @api.post("/channel-accounts/{account_id}/pause", status_code=204)
    async def pause_channel_account(db: Db, actor: Admin, account_id: UUID) -> None:
        """Nothing goes out until it is resumed. 404 "channel_account_not_found"."""
        async with db.transaction() as tx:
            await pause(tx, account_id, actor)

    @api.post("/channel-accounts/{account_id}/resume", status_code=204)
    async def resume_channel_account(db: Db, actor: Admin, account_id: UUID) -> None:
        """What waited goes out. 404 "channel_account_not_found"."""
        async with db.transaction() as tx:
            await resume(tx, account_id, actor)

    _stuck_parts(api)
    _held_events(api)
    return api


def _stuck_parts(api: APIRouter) -> None:
    @api.get("/channel-accounts/{account_id}/stuck")
    async def list_stuck_parts(
        db: Db,
        actor: Admin,
        account_id: UUID,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Page[StuckPart]:
        """Messages that are held or did not go out, newest first. Audited."""
        after = None
        if cursor:
            at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
            after = (at, id_)
        async with db.transaction() as tx:
            await accounts.must_exist(tx, account_id)
            rows = await outbox.stuck(tx, account_id, after, limit + 1)
            await record(tx, actor, "channel.stuck_read", f"channel_account:{account_id}", {})
        items = [StuckPart(**row._mapping) for row in rows[:limit]]
        last = items[-1] if len(rows) > limit else None
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


def _held_events(api: APIRouter) -> None:
    @api.get("/channel-accounts/{account_id}/held-events")
    async def list_held_events(
        db: Db,
        actor: Admin,
        account_id: UUID,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Page[HeldEvent]:
        """What came in and could not be taken in, newest first. Audited. 404 "channel_account_not_found"."""
        after = None
        if cursor:
            at, id_ = decode_cursor(cursor, 2, (datetime, int))
            after = (at, id_)
        async with db.transaction() as tx:
            await accounts.must_exist(tx, account_id)
            rows = await inbox.stuck(tx, account_id, after, limit + 1)
            await record(tx, actor, "channel.held_events_read", f"channel_account:{account_id}", {})
        items = [HeldEvent(**row._mapping) for row in rows[:limit]]
        last = items[-1] if len(rows) > limit else None
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
