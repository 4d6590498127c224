"""Accounts: what they are, how they fare, and the pace at which they send."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from cryptography.fernet import Fernet
from sqlalchemy import Row, Uuid, any_, bindparam, case, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from tandem.contexts.channels.errors import AccountNotFound
from tandem.contexts.channels.written.messages import Account
from tandem.contexts.channels.written.models import account_table, inbox_table, outbox_table
from tandem.contexts.channels.written.repository import inbox
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

a = account_table.c
_BY_ID = select(account_table).where(a.id == bindparam("account"))
_TOLD = select(a.id, a.kind, a.key, a.name, a.settings).where(a.id == bindparam("account"))
_TO_THE_SECOND = timedelta(seconds=1)
_NOTE_INCOMING = (
    update(account_table)
    .where(a.id == any_(bindparam("accounts", type_=ARRAY(Uuid))))
    .where(a.last_in_at.is_(None) | (a.last_in_at < bindparam("before")))
    .values(last_in_at=bindparam("now"))
)
# Each takes the next place at its pace; whoever comes late does not collect unused places.
_PACE = text(
    "UPDATE channel_account SET next_send_at = greatest(coalesce(next_send_at, :now), :now) + :pace"
    " WHERE id = :account RETURNING next_send_at - CAST(:pace AS interval)"
)


def _account_of(row: Row[Any], vault: Fernet) -> Account:
    secrets = orjson.loads(vault.decrypt(row.secrets.encode())) if row.secrets else {}
    return Account(
        row.id, row.kind, row.key, row.name, row.queue_key, row.settings, secrets, row.paused_at
    )  # fmt: skip


def _sealed(vault: Fernet, secrets: Mapping[str, str]) -> str | None:
    return vault.encrypt(orjson.dumps(dict(secrets))).decode() if secrets else None


async def add(
    tx: Tx, vault: Fernet, *, kind: str, key: str, name: str, queue_key: str, settings: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> UUID | None:  # fmt: skip
    """The id of the account made; None when the key is taken."""
    sealed = _sealed(vault, secrets)
    made = await tx.execute(
        insert(account_table)
        .values(
            id=new_id(), kind=kind, key=key, name=name, queue_key=queue_key, settings=dict(settings),
            secrets=sealed, created_at=tx.now,
        )
        .on_conflict_do_nothing(index_elements=["kind", "key"])
        .returning(a.id)
    )  # fmt: skip
    id_: UUID | None = made.scalar_one_or_none()
    return id_


async def get(tx: Tx, vault: Fernet, account_id: UUID) -> Account:
    """The account with its secrets in clear. Raises AccountNotFound."""
    row = (await tx.execute(_BY_ID, {"account": account_id})).one_or_none()
    if row is None:
        raise AccountNotFound()
    return _account_of(row, vault)


async def must_exist(tx: Tx, account_id: UUID) -> None:
    """Raises AccountNotFound when there is none."""
    if (await tx.execute(select(a.id).where(a.id == account_id))).one_or_none() is None:
        raise AccountNotFound()


@dataclass(frozen=True)
class Told:
    """An account without its secrets."""

    id: UUID
    kind: str
    key: str
    name: str
    settings: Mapping[str, Any]


async def told_of(tx: Tx, account_id: UUID) -> Told:
    """Raises AccountNotFound."""
    row = (await tx.execute(_TOLD, {"account": account_id})).one_or_none()
    if row is None:
        raise AccountNotFound()
    return Told(*tuple(row))


async def is_paused(tx: Tx, account_id: UUID) -> bool:
    """Whether nothing goes out."""
    paused = select(a.id).where(a.id == account_id, a.paused_at.is_not(None))
    return (await tx.execute(paused)).one_or_none() is not None


async def kind_of(tx: Tx, account_id: UUID) -> str:
    """Raises AccountNotFound."""
    kind: str | None = (await tx.execute(select(a.kind).where(a.id == account_id))).scalar_one_or_none()
    if kind is None:
        raise AccountNotFound()
    return kind


async def find(tx: Tx, vault: Fernet, kind: str, key: str) -> Account | None:
    """The account by its key, or None."""
    row = (await tx.execute(select(account_table).where(a.kind == kind, a.key == key))).one_or_none()
    return _account_of(row, vault) if row else None


async def settings_of(tx: Tx, kind: str, key: str) -> tuple[UUID, Mapping[str, Any]] | None:
    """The id and the settings of an account, locked until commit; None without one."""
    asked = select(a.id, a.settings).where(a.kind == kind, a.key == key).with_for_update()
    row = (await tx.execute(asked)).one_or_none()
    return (row.id, row.settings) if row else None


async def all_of(tx: Tx) -> list[Row[Any]]:
    """id, kind, key, name, paused_at and settings of every account."""
    shown = (a.id, a.kind, a.key, a.name, a.paused_at, a.settings)
    return list((await tx.execute(select(*shown).order_by(a.kind, a.key))).all())


async def of_kind(tx: Tx, vault: Fernet, kind: str) -> list[Account]:
    """All accounts of a kind, also those that are paused: what comes in is taken in all the same."""
    rows = await tx.execute(select(account_table).where(a.kind == kind).order_by(a.key))
    return [_account_of(row, vault) for row in rows.all()]


async def take_turn(tx: Tx, account_id: UUID, per_second: float) -> datetime:
    """When the account may send its next message, at its pace; the turn is taken."""
    asked = {"now": tx.now, "pace": timedelta(seconds=1 / per_second), "account": account_id}
    at: datetime = (await tx.execute(_PACE, asked)).scalar_one()
    return at


async def put_off(tx: Tx, account_id: UUID, until: datetime) -> None:
    """No turn of the account is before `until`."""
    later = func.greatest(func.coalesce(a.next_send_at, until), until)
    await tx.execute(update(account_table).where(a.id == account_id).values(next_send_at=later))


async def change(tx: Tx, account_id: UUID, **values: Any) -> None:
    """Raises AccountNotFound."""
    if not (await tx.execute(update(account_table).where(a.id == account_id).values(**values))).rowcount:
        raise AccountNotFound()


async def rewrite(
    tx: Tx, vault: Fernet, account_id: UUID, *, name: str, queue_key: str, settings: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> None:  # fmt: skip
    """What the account is told, whole. Raises AccountNotFound."""
    await change(
        tx,
        account_id,
        name=name,
        queue_key=queue_key,
        settings=dict(settings),
        secrets=_sealed(vault, secrets),
    )


async def may_test(tx: Tx, account_id: UUID, an_hour: int) -> bool:
    """Whether one more test message may go; it is counted."""
    since = func.coalesce(a.tests_since, tx.now)
    over = since <= tx.now - timedelta(hours=1)
    values = {
        "tests_since": case((over, tx.now), else_=since),
        "tests": case((over, 1), else_=func.least(a.tests + 1, an_hour + 1)),
    }
    counted = update(account_table).where(a.id == account_id).values(**values).returning(a.tests)
    return bool((await tx.execute(counted)).scalar_one() <= an_hour)


async def note_incoming(tx: Tx, account_ids: Iterable[UUID]) -> None:
    """Something came in. To the second: the row is not written, and not waited for, with every event."""
    asked = {"now": tx.now, "accounts": sorted(account_ids), "before": tx.now - _TO_THE_SECOND}
    await tx.execute(_NOTE_INCOMING, asked)


async def overview(tx: Tx) -> list[Row[Any]]:
    """Every account with what waits and what is stuck: id, kind, key, name, queue_key, paused_at, created_at,
    last_in_at, last_out_at, last_error_at, last_error, incoming, held_in, outgoing, held, failed, oldest_at."""
    i, o = inbox_table.c, outbox_table.c
    incoming = select(func.count()).where(i.account_id == a.id, i.state == "received").scalar_subquery()
    open_ = (o.account_id == a.id) & o.state.in_(("queued", "sending"))

    def stuck(state: str) -> Any:
        return select(func.count()).where(o.account_id == a.id, o.state == state).scalar_subquery()

    shown = [
        a.id, a.kind, a.key, a.name, a.queue_key, a.paused_at, a.created_at, a.last_in_at, a.last_out_at,
        a.last_error_at, a.last_error,
        incoming.label("incoming"),
        select(func.count()).where(i.account_id == a.id, inbox.is_stuck()).scalar_subquery().label("held_in"),
        select(func.count()).where(open_).scalar_subquery().label("outgoing"),
        stuck("held").label("held"),
        stuck("failed").label("failed"),
        select(func.min(o.created_at)).where(open_).scalar_subquery().label("oldest_at"),
    ]  # fmt: skip
    return list((await tx.execute(select(*shown).order_by(a.kind, a.key))).all())
