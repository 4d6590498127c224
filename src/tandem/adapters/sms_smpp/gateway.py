"""Handing messages over to a short message centre, and keeping what it delivers."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import structlog

from tandem.adapters.sms_smpp import pdu, rows
from tandem.adapters.sms_smpp.line import Line, mark_of
from tandem.adapters.sms_smpp.session import BindRefused, Broken, Session
from tandem.adapters.sms_smpp.settings import FIELDS, NAME, Unfit, read
from tandem.adapters.sms_smpp.texts import decoded, receipt
from tandem.contexts.channels.api import Accounts, mobile_number
from tandem.contexts.channels.ports import (
    Account,
    Field,
    Finding,
    Incoming,
    SendLater,
    SendRefused,
    Sent,
    TextMessage,
)
from tandem.kit import json
from tandem.kit.clock import Clock
from tandem.kit.ids import new_id

log = structlog.get_logger(__name__)
_KIND = "sms"
# Less than the 30 s that a channel has for a call.
_ERRAND_S, _ERRAND_LOOK_S = 20.0, 0.2


@dataclass
class _Kept:
    line: Line
    task: "asyncio.Task[None]"


class SmppGateway:
    """See channels.ports.SmsGateway. Most centres let an account bind once: of all workers one holds the line of each
    account, others ask it by a row (`tend` runs in workers alone). The protocol knows no ids of ours: a message whose
    answer was lost is sent again, and may arrive twice."""

    name = NAME
    fields: tuple[Field, ...] = FIELDS
    repeats_harmless = False

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts, self._clock = accounts, clock
        self._me: UUID = new_id()
        self._lines: dict[UUID, _Kept] = {}

    async def hand_over(self, account: Account, message: TextMessage) -> Sent:
        try:
            told = read(account)
        except Unfit as unfit:
            raise SendLater("account_unfit", str(unfit)) from unfit
        mine = self._lines.get(account.id)
        if mine is not None and mine.line.held and mine.line.told == told:
            return Sent(await mine.line.submit(message.id, message.phone, message.text) or None)
        return await self._by_errand(account, message)

    async def check(self, account: Account) -> list[Finding]:
        try:
            told = read(account)
        except Unfit as unfit:
            return [Finding("settings", False, str(unfit))]
        found = [Finding("settings", True)]
        async with self._accounts.db.transaction() as tx:
            if await rows.bound(tx, account.id) == mark_of(told):  # a second one would be refused
                return [*found, Finding("reached", True), Finding("login", True)]
        session = Session(told, partial(self._deliver, account))
        try:
            await session.open()
        except Broken as broken:
            return [*found, Finding("reached", False, str(broken))]
        except BindRefused as refused:
            return [*found, Finding("reached", True), Finding("login", False, str(refused))]
        finally:
            await session.close()
        return [*found, Finding("reached", True), Finding("login", True)]

    async def _by_errand(self, account: Account, message: TextMessage) -> Sent:
        """Ask whoever holds the line."""
        db = self._accounts.db
        told = json.dumps([message.phone, message.text])
        async with db.transaction() as tx:
            await rows.ask(tx, message.id, account.id, self._accounts.vault.encrypt(told).decode())
        try:
            async with asyncio.timeout(_ERRAND_S):
                while True:
                    await asyncio.sleep(_ERRAND_LOOK_S)
                    async with db.transaction() as tx:
                        found = await rows.answer(tx, message.id)
                    if found is not None:
                        break
        except TimeoutError as error:
            async with db.transaction() as tx:
                found = await rows.withdraw(tx, message.id)
            if found is None:
                raise SendLater("gateway_away", "no worker holds the line") from error
        if found.outcome == "refused":
            raise SendRefused(found.code, found.detail or "")
        if found.outcome == "later":
            raise SendLater(found.code, found.detail or "")
        return Sent(found.code or None)

    async def tend(self) -> int:
        """Care for the line of every account at a centre; how many this process holds. Each has a task of its own: what
        hangs delays no other."""
        wanted = {}
        for account in await self._accounts.of_kind(_KIND):
            if account.settings.get("gateway") == NAME:
                with suppress(Unfit):
                    wanted[account.id] = (account, read(account))
        for id_, kept in list(self._lines.items()):
            if id_ not in wanted or wanted[id_][1] != kept.line.told or kept.task.done():
                await self._leave(id_)
        for id_, (account, told) in wanted.items():
            if id_ not in self._lines:
                line = Line(self._accounts, account, told, self._me, partial(self._deliver, account))
                self._lines[id_] = _Kept(line, asyncio.create_task(line.keep()))
        async with self._accounts.db.transaction() as tx:
            await rows.forget(tx, tx.now)
        return sum(kept.line.held for kept in self._lines.values())

    async def close(self) -> None:
        """Unbind everything."""
        for id_ in list(self._lines):
            await self._leave(id_)

    async def _leave(self, id_: UUID) -> None:
        kept = self._lines.pop(id_)
        kept.task.cancel()
        with suppress(asyncio.CancelledError):
            await kept.task
        await kept.line.close()

    async def _deliver(self, account: Account, body: bytes) -> None:
        told = pdu.read_delivered(body)
        now = self._clock.now()
        if told.is_receipt:
            report = receipt(told)
            if report is None:
                return
            id_, delivered, reason = report
            state = "delivered" if delivered else "failed"
            event = Incoming(
                f"report:{id_}:{state}", f"report:{id_}", now, kind="receipt", about=id_,
                state="delivered" if delivered else "failed", reason=None if delivered else reason,
            )  # fmt: skip
            await self._accounts.keep(account, event)
            return
        phone = mobile_number(told.source)
        text = decoded(told)
        if phone is None or not text.strip():
            log.info("smpp.left_out", account=account.key)
            return
        # The protocol names no message of a customer: delivered again after a lost answer, it is one more.
        await self._accounts.keep(account, Incoming(f"reply:{new_id()}", phone, now, text=text))
