"""The PaymentGateway port over tables of our own."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.payments_local.models import (
    payments_local_charge_table,
    payments_local_notice_table,
    payments_local_refund_table,
)
from tandem.adapters.payments_local.signing import sign, verify
from tandem.contexts.selfservice.ports import BadNotice, Charge, ChargeState, GatewayRefused, Receipt, Refund
from tandem.kit.db import Database, Tx
from tandem.kit.errors import TandemError
from tandem.kit.ids import new_id

log = structlog.get_logger(__name__)
c, n, b = payments_local_charge_table.c, payments_local_notice_table.c, payments_local_refund_table.c
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=5)
_AT_ONCE = 20

Deliver = Callable[[bytes, Mapping[str, str]], Awaitable[object]]
"""Takes a notice to whom it concerns: body, headers. Any TandemError: not taken, it is sent again."""


@dataclass(frozen=True)
class Shown:
    """A charge as its cashier page shows it."""

    order_no: str
    fen: int
    title: str
    return_url: str
    state: ChargeState


class LocalGateway:
    """See contexts/selfservice/ports.PaymentGateway. `deliver` is set by wiring: where notices go."""

    name = "local"

    def __init__(self, db: Database, secret: bytes) -> None:
        self._db = db
        self._key = sha256(b"tandem local payments" + secret).digest()
        self.deliver: Deliver | None = None

    async def create(self, charge: Charge) -> str:
        async with self._db.transaction() as tx:
            values = {
                "order_no": charge.order_no, "token": secrets.token_urlsafe(18), "fen": charge.fen,
                "title": charge.title, "return_url": charge.return_url, "state": "open", "created_at": tx.now,
                "expires_at": charge.expires_at,
            }  # fmt: skip
            await tx.execute(insert(payments_local_charge_table).on_conflict_do_nothing(), values)
            found = await tx.execute(select(c.token).where(c.order_no == charge.order_no))
            return f"/pay/{found.scalar_one()}"

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Receipt:
        verify(self._key, body, headers, now)
        try:
            told = orjson.loads(body)
            return Receipt(told["order_no"], told["state"], told["payment_no"], int(told["fen"]))
        except (ValueError, KeyError, TypeError):
            raise BadNotice("cannot be read") from None

    async def query(self, order_no: str) -> Receipt | None:
        async with self._db.transaction() as tx:
            row = await self._charge(tx, c.order_no == order_no)
        return _receipt(row) if row else None

    async def close(self, order_no: str) -> Receipt:
        async with self._db.transaction() as tx:
            row = await self._charge(tx, c.order_no == order_no)
            if row is None:
                return Receipt(order_no, "closed")
            if row.state == "open":
                await tx.execute(
                    update(payments_local_charge_table).where(c.order_no == order_no).values(state="closed")
                )
                return Receipt(order_no, "closed")
        return _receipt(row)

    async def refund(self, refund: Refund) -> str:
        async with self._db.transaction() as tx:
            # The payments of an order are given back one after the other: never more than came.
            await self._charge(tx, c.order_no == refund.order_no)
            known = await tx.execute(select(b.number).where(b.key == refund.key))
            if (number := known.scalar_one_or_none()) is not None:
                return str(number)
            paid = await tx.execute(
                select(func.max(n.fen)).where(n.payment_no == refund.payment_no, n.state == "paid")
            )
            came = paid.scalar_one_or_none()
            if came is None:
                raise GatewayRefused("no_payment")
            back = await tx.execute(
                select(func.coalesce(func.sum(b.fen), 0)).where(b.payment_no == refund.payment_no)
            )
            if back.scalar_one() + refund.fen > came:
                raise GatewayRefused("too_much")
            made = f"R{new_id().hex[:20].upper()}"
            values = {
                "key": refund.key, "number": made, "payment_no": refund.payment_no, "fen": refund.fen, "at": tx.now,
            }  # fmt: skip
            await tx.execute(insert(payments_local_refund_table), values)
            return made

    # What the cashier page does ------------------------------------------------------------------------

    async def shown(self, token: str) -> Shown | None:
        """The charge of a cashier page."""
        async with self._db.transaction() as tx:
            row = await self._charge(tx, c.token == token)
            if row is None:
                return None
            over = row.state == "open" and tx.now >= row.expires_at
            return Shown(row.order_no, row.fen, row.title, row.return_url, "closed" if over else row.state)

    async def pay(self, token: str, *, fen: int | None = None, notices: int = 1, after_s: float = 0) -> bool:
        """Somebody pays; False when the charge can be paid no more. `fen`: another amount than asked for; `notices`:
        how many notices of it go out, `after_s` seconds from now. Those due at once are out when this returns."""
        async with self._db.transaction() as tx:
            row = await self._charge(tx, c.token == token)
            if row is None or row.state != "open" or tx.now >= row.expires_at:
                return False
            payment_no, paid = f"P{new_id().hex[:20].upper()}", row.fen if fen is None else fen
            values = {"state": "paid", "payment_no": payment_no, "paid_fen": paid}
            query = update(payments_local_charge_table).where(c.order_no == row.order_no)
            await tx.execute(query.values(**values))
            await self._notify(tx, row.order_no, payment_no, paid, "paid", notices, after_s)
        await self.send_due()
        return True

    async def pay_again(self, token: str) -> bool:
        """A second payment for a charge that is paid: what a confused bank does. False when it is not paid."""
        async with self._db.transaction() as tx:
            row = await self._charge(tx, c.token == token)
            if row is None or row.state != "paid":
                return False
            payment_no = f"P{new_id().hex[:20].upper()}"
            await self._notify(tx, row.order_no, payment_no, row.fen, "paid", 1, 0)
        await self.send_due()
        return True

    async def fail(self, token: str) -> bool:
        """The bank says no."""
        async with self._db.transaction() as tx:
            row = await self._charge(tx, c.token == token)
            if row is None or row.state != "open":
                return False
            query = update(payments_local_charge_table).where(c.order_no == row.order_no)
            await tx.execute(query.values(state="failed"))
            await self._notify(tx, row.order_no, "", row.fen, "failed", 1, 0)
        await self.send_due()
        return True

    async def forge(self, token: str) -> None:
        """Somebody who does not know the key says that it was paid."""
        shown = await self.shown(token)
        if shown is None or self.deliver is None:
            return
        body = _body(shown.order_no, "PFORGED", shown.fen, "paid")
        try:
            await self.deliver(body, sign(b"another key", body, self._db.clock.now()))
        except TandemError as error:
            log.warning("payments_local.notice_refused", code=error.code)

    async def send_due(self) -> int:
        """Send the notices whose time has come; how many were taken."""
        async with self._db.transaction() as tx:
            due = (
                select(*payments_local_notice_table.c)
                .where(n.send_at <= tx.now)
                .order_by(n.send_at)
                .limit(_AT_ONCE)
                .with_for_update(skip_locked=True)
            )
            rows = (await tx.execute(due)).all()
            for row in rows:
                later = tx.now + min(_LONGEST, _FIRST * (1 << min(row.sent, 10)))
                query = update(payments_local_notice_table).where(n.id == row.id)
                await tx.execute(query.values(sent=row.sent + 1, send_at=later))
        taken = [row.id for row in rows if await self._send(row)]
        if taken:
            async with self._db.transaction() as tx:
                query = update(payments_local_notice_table).where(n.id.in_(taken))
                await tx.execute(query.values(send_at=None))
        return len(taken)

    async def _send(self, row: Row[Any]) -> bool:
        if self.deliver is None:
            return False
        body = _body(row.order_no, row.payment_no, row.fen, row.state)
        try:
            await self.deliver(body, sign(self._key, body, self._db.clock.now()))
        except TandemError as error:
            log.warning("payments_local.notice_not_taken", code=error.code)
            return False
        return True

    async def _notify(
        self, tx: Tx, order_no: str, payment_no: str, fen: int, state: str, times: int, after_s: float
    ) -> None:
        send_at = tx.now + timedelta(seconds=after_s)
        made = [_notice(new_id(), order_no, payment_no, fen, state, send_at) for _ in range(times)]
        # One that gets lost is known to the gateway all the same: refunds look there.
        made = made or [_notice(new_id(), order_no, payment_no, fen, state, None)]
        await tx.execute(insert(payments_local_notice_table), made)

    async def _charge(self, tx: Tx, where: Any) -> Row[Any] | None:
        query = select(*payments_local_charge_table.c).where(where).with_for_update()
        return (await tx.execute(query)).one_or_none()


def _notice(
    id_: UUID, order_no: str, payment_no: str, fen: int, state: str, send_at: datetime | None
) -> dict[str, Any]:
    return {
        "id": id_, "order_no": order_no, "payment_no": payment_no, "fen": fen, "state": state, "send_at": send_at,
    }  # fmt: skip


def _body(order_no: str, payment_no: str, fen: int, state: str) -> bytes:
    told = {"order_no": order_no, "payment_no": payment_no or None, "fen": fen, "state": state}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(row.order_no, row.state, row.payment_no, row.paid_fen)
