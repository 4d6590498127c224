"""Endpoints, and the secrets they are signed with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from sqlalchemy import ColumnElement, Row, Text, any_, bindparam, func, insert, select, text, update

from tandem.contexts.integrations.endpoint import Endpoint
from tandem.contexts.integrations.errors import EndpointNotFound
from tandem.contexts.integrations.models import delivery_table, endpoint_table
from tandem.kit.db import Tx
from tandem.kit.events import event_table

e, d = endpoint_table.c, delivery_table.c
_FIELDS = (
    e.id, e.name, e.url, e.event_types, e.discloses, e.created_at, e.created_by, e.paused_at, e.rested_at,
    e.rested_for, e.after_event, e.again_at, e.failing_since, e.last_delivered_at, e.last_failed_at, e.last_error,
    e.former_until,
)  # fmt: skip
_KEPT = e.removed_at.is_(None)
_ONE = select(*_FIELDS).where(e.id == bindparam("endpoint"), _KEPT)
_ONE_LOCKED = _ONE.with_for_update()
_SECRETS = select(e.secret, e.former_secret, e.former_until).where(e.id == bindparam("endpoint"))
# Who is to be told of an event: those that rest are not.
_LISTENING = select(*_FIELDS).where(
    _KEPT, e.rested_at.is_(None), bindparam("event_type", type_=Text) == any_(e.event_types)
)
_TYPES = select(func.unnest(e.event_types).label("event_type")).where(_KEPT, e.rested_at.is_(None)).distinct()


def _endpoint(row: Row[Any]) -> Endpoint:
    values = {column.name: getattr(row, column.name) for column in _FIELDS}
    return Endpoint(
        **values | {"event_types": tuple(row.event_types), "discloses": tuple(row.discloses)}  # type: ignore[arg-type]
    )


async def get(tx: Tx, endpoint_id: UUID, *, lock: bool = False) -> Endpoint:
    """Raises EndpointNotFound, for a removed one too."""
    found = await find(tx, endpoint_id, lock=lock)
    if found is None:
        raise EndpointNotFound()
    return found


async def find(tx: Tx, endpoint_id: UUID, *, lock: bool = False) -> Endpoint | None:
    """None for a removed one."""
    row = (await tx.execute(_ONE_LOCKED if lock else _ONE, {"endpoint": endpoint_id})).one_or_none()
    return _endpoint(row) if row else None


async def listening(tx: Tx, event_type: str) -> list[Endpoint]:
    """Those that want to hear of such events now."""
    return [_endpoint(row) for row in await tx.execute(_LISTENING, {"event_type": event_type})]


async def wanted_types(tx: Tx) -> frozenset[str]:
    """Types of events that anybody wants to hear of."""
    return frozenset((await tx.execute(_TYPES)).scalars())


async def overview(tx: Tx) -> Sequence[tuple[Endpoint, Row[Any]]]:
    """Every endpoint with what waits (`open`, the oldest since `oldest_at`), what is `dead` and how many were
    `delivered` in the last day."""
    counted = (
        select(
            d.endpoint_id,
            func.count().filter(d.state.in_(("queued", "sending"))).label("open"),
            func.min(d.created_at).filter(d.state.in_(("queued", "sending"))).label("oldest_at"),
            func.count().filter(d.state == "dead").label("dead"),
            func.count()
            .filter(d.state == "delivered", d.state_at > text("now() - interval '1 day'"))
            .label("delivered"),
        )
        .group_by(d.endpoint_id)
        .subquery()
    )
    rows = await tx.execute(
        select(
            *_FIELDS,
            func.coalesce(counted.c.open, 0).label("open"),
            counted.c.oldest_at,
            func.coalesce(counted.c.dead, 0).label("dead"),
            func.coalesce(counted.c.delivered, 0).label("delivered"),
        )
        .outerjoin(counted, counted.c.endpoint_id == e.id)
        .where(_KEPT)
        .order_by(e.created_at, e.id)
    )
    return [(_endpoint(row), row) for row in rows]


async def count_for_new(tx: Tx) -> int:
    """How many there are; another that is being made waits until this transaction ends."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('webhook_endpoint', 0))"))
    return int((await tx.execute(select(func.count()).where(_KEPT))).scalar_one())


async def resting(tx: Tx) -> int:
    return int((await tx.execute(select(func.count()).where(_KEPT, e.rested_at.is_not(None)))).scalar_one())


async def newest_event(tx: Tx) -> int:
    return int((await tx.execute(select(func.coalesce(func.max(event_table.c.id), 0)))).scalar_one())


async def add(tx: Tx, **values: Any) -> None:
    await tx.execute(insert(endpoint_table).values(created_at=tx.now, **values))


async def change(tx: Tx, endpoint_id: UUID, *conditions: ColumnElement[bool], **values: Any) -> bool:
    """False when a condition did not hold."""
    done = await tx.execute(update(endpoint_table).where(e.id == endpoint_id, *conditions).values(**values))
    return bool(done.rowcount)


async def secrets_of(tx: Tx, vault: Fernet, endpoint_id: UUID, now: datetime) -> list[str]:
    """What signs at `now`: the secret, and the former one as long as it holds."""
    row = (await tx.execute(_SECRETS, {"endpoint": endpoint_id})).one()
    sealed = [row.secret]
    if row.former_secret is not None and row.former_until > now:
        sealed.append(row.former_secret)
    return [vault.decrypt(one.encode()).decode() for one in sealed]
