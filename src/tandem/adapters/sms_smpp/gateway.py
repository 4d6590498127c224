"""Handing messages over to a short message centre, and keeping what it delivers."""

import asyncio
from contextlib import suppress
from functools import partial

import structlog

from tandem.adapters.sms_smpp import pdu
from tandem.adapters.sms_smpp.session import BindRefused, Broken, Session
from tandem.adapters.sms_smpp.settings import FIELDS, NAME, SmppAccount, Unfit, read
from tandem.adapters.sms_smpp.texts import decoded, encoded, receipt
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
from tandem.kit.clock import Clock
from tandem.kit.ids import new_id

log = structlog.get_logger(__name__)
_KIND = "sms"
# command_status of SMPP 3.4, 5.1.3. What is in neither list is tried again.
_NEVER = frozenset({0x0B, 0x34, 0x48, 0x50, 0x51})  # destination address, list, TON or NPI that is none
_BUSY = frozenset({0x14, 0x58})  # its queue is full; throttled


class SmppGateway:
    """See channels.ports.SmsGateway. Each process binds when it first sends; one worker keeps every account bound, so
    that replies and receipts come in (`listen`). The protocol knows no ids of ours: a message whose answer was lost is
    sent again, and may arrive twice."""

    name = NAME
    fields: tuple[Field, ...] = FIELDS
    repeats_harmless = False

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts, self._clock = accounts, clock
        self._sessions: dict[str, tuple[SmppAccount, Session]] = {}
        self._binding = asyncio.Lock()

    async def hand_over(self, account: Account, message: TextMessage) -> Sent:
        try:
            told = read(account)
        except Unfit as unfit:
            raise SendLater("account_unfit", str(unfit)) from unfit
        id_ = ""
        try:
            session = await self._bound(account, told)
            for content, coding, header in encoded(message.text, message.id.int & 0xFF):
                body = pdu.submit(told.source, message.phone, content, coding, header=header)
                answer = await session.request(pdu.SUBMIT_SM, body)
                _refuse(answer.status)
                id_ = pdu.read_id(answer.body)
        except BindRefused as refused:
            raise SendLater("gateway_login", str(refused)) from refused
        except (Broken, pdu.Malformed) as broken:
            raise SendLater("gateway_away", str(broken)) from broken
        # Of a text in several segments the last one's receipt counts: it comes when all are through.
        return Sent(id_ or None)

    async def check(self, account: Account) -> list[Finding]:
        try:
            told = read(account)
        except Unfit as unfit:
            return [Finding("settings", False, str(unfit))]
        found = [Finding("settings", True)]
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

    async def listen(self) -> int:
        """Bind what is not bound; how many accounts are. What goes wrong with one is noted and stops no other."""
        bound = 0
        for account in await self._accounts.of_kind(_KIND):
            if account.settings.get("gateway") != NAME:
                continue
            with suppress(Unfit):
                told = read(account)
                try:
                    await self._bound(account, told)
                    bound += 1
                except (Broken, BindRefused) as error:
                    code = "gateway_login" if isinstance(error, BindRefused) else "gateway_away"
                    await self._accounts.note_error(account, code)
        return bound

    async def close(self) -> None:
        """Unbind everything."""
        for _, session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _bound(self, account: Account, told: SmppAccount) -> Session:
        """The account's session, opened anew when it is lost or its settings changed. Raises Broken, BindRefused."""
        async with self._binding:
            known = self._sessions.get(account.key)
            if known is not None and known[0] == told and not known[1].closed:
                return known[1]
            if known is not None:
                await known[1].close()
            session = Session(told, partial(self._deliver, account))
            await session.open()
            self._sessions[account.key] = (told, session)
            return session

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


def _refuse(status: int) -> None:
    """Raises for what the centre did not take."""
    if status in _NEVER:
        raise SendRefused("gateway_refused", f"0x{status:08x}")
    if status in _BUSY:
        raise SendLater("gateway_busy", f"0x{status:08x}")
    if status != 0:
        raise SendLater("gateway_code", f"0x{status:08x}")
