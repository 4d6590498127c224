"""One account's line to its centre: held by one process, opened anew when it breaks, independent of all others."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import orjson
import structlog
from cryptography.fernet import InvalidToken

from tandem.adapters.sms_smpp import pdu, rows
from tandem.adapters.sms_smpp.session import BindRefused, Broken, Session
from tandem.adapters.sms_smpp.settings import SmppAccount
from tandem.adapters.sms_smpp.texts import encoded
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, SendLater, SendRefused

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=30)
_RENEW_S, _LOOK_S = 5.0, 0.5
# For the database: one that hangs must not hide that the lease ends.
_PATIENCE_S = 5.0
_AT_ONCE = 20
# command_status of SMPP 3.4, 5.1.3. What is in neither list is tried again.
_NEVER = frozenset({0x0B, 0x34, 0x48, 0x50, 0x51})  # destination address, list, TON or NPI that is none
_BUSY = frozenset({0x14, 0x58})  # its queue is full; throttled
Deliver = Callable[[bytes], Awaitable[None]]


class Line:
    """`keep` runs for as long as the account is there."""

    def __init__(
        self, accounts: Accounts, account: Account, told: SmppAccount, me: UUID, deliver: Deliver
    ) -> None:
        self.account, self.told = account, told
        self._accounts, self._me, self._deliver = accounts, me, deliver
        self._session: Session | None = None
        self._opening = asyncio.Lock()
        self._held_until = 0.0

    @property
    def held(self) -> bool:
        """Whether this process may be bound."""
        return asyncio.get_running_loop().time() < self._held_until

    async def keep(self) -> None:
        """Hold the line whenever no other process does, keep it open, and hand over what others ask for. For ever."""
        async with asyncio.TaskGroup() as both:  # a slow centre must not keep the lease from being renewed
            both.create_task(self._keep_held())
            both.create_task(self._run_errands())

    async def _keep_held(self) -> None:
        while True:
            try:
                await self._renew()
            except (
                Exception
            ) as error:  # the database is away: whoever holds the line has it for the lease's rest
                log.error("smpp.not_renewed", account=self.account.key, cause=type(error).__name__)
                if not self.held:  # another process may bind from now on, and most centres let one in
                    await self._unbind()
            left = self._held_until - asyncio.get_running_loop().time()
            await asyncio.sleep(min(left, _RENEW_S) if left > 0 else _RENEW_S)

    async def _run_errands(self) -> None:
        while True:
            if self.held:
                with suppress(Exception):  # said by `_renew` in a moment, if it is the database
                    await self._errands()
            await asyncio.sleep(_LOOK_S)

    async def _unbind(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def close(self) -> None:
        """Unbind; another process may bind at once."""
        await self._unbind()
        self._held_until = 0.0
        with suppress(Exception):  # the lease ends by itself
            async with self._accounts.db.transaction() as tx:
                await rows.let_go(tx, self.account.id, self._me)

    async def submit(self, id_: UUID, phone: str, text: str) -> str:
        """Hand a message over; the centre's id of it. Of a text in several segments the last one's: its receipt comes
        when all are through. Raises SendRefused, SendLater."""
        given = ""
        try:
            session = await self._open()
            for content, coding, header in encoded(text, id_.int & 0xFF):
                body = pdu.submit(self.told.source, phone, content, coding, header=header)
                answer = await session.request(pdu.SUBMIT_SM, body)
                _refuse(answer.status)
                given = pdu.read_id(answer.body)
        except BindRefused as refused:
            raise SendLater("gateway_login", str(refused)) from refused
        except (Broken, pdu.Malformed) as broken:
            raise SendLater("gateway_away", str(broken)) from broken
        return given

    async def _renew(self) -> None:
        now = asyncio.get_running_loop().time()
        async with asyncio.timeout(_PATIENCE_S), self._accounts.db.transaction() as tx:
            mine = await rows.hold(tx, self.account.id, self._me, LEASE)
        self._held_until = now + LEASE.total_seconds() if mine else 0.0
        if not mine:
            await self._unbind()
            return
        wrong = None
        try:
            await self._open()
        except BindRefused:
            wrong = "gateway_login"
        except Broken:
            wrong = "gateway_away"
        async with self._accounts.db.transaction() as tx:
            await rows.note_bound(tx, self.account.id, self._me, None if wrong else mark_of(self.told))
        if wrong:
            await self._accounts.note_error(self.account, wrong)

    async def _open(self) -> Session:
        """Raises Broken (also when another process may be bound by now), BindRefused."""
        async with self._opening:
            if not self.held:
                raise Broken("not held")
            if self._session is None or self._session.closed:
                if self._session is not None:
                    await self._session.close()
                self._session = Session(self.told, self._deliver)
                await self._session.open()
            return self._session

    async def _errands(self) -> None:
        async with self._accounts.db.transaction() as tx:
            asked = await rows.take(tx, self.account.id, _AT_ONCE)
        await asyncio.gather(*(self._errand(one.id, one.sealed) for one in asked))

    async def _errand(self, id_: UUID, sealed: str) -> None:
        try:
            phone, text = orjson.loads(self._accounts.vault.decrypt(sealed.encode()))
            outcome, code, detail = "sent", await self.submit(id_, phone, text), ""
        except SendRefused as refused:
            outcome, code, detail = "refused", refused.code, refused.detail
        except SendLater as later:
            outcome, code, detail = "later", later.code, later.detail
        except InvalidToken:
            outcome, code, detail = "later", "other_secret", ""
        async with self._accounts.db.transaction() as tx:
            await rows.settle(tx, id_, outcome, code, detail)


def mark_of(told: SmppAccount) -> str:
    """By which it is seen whether a line is open with these settings."""
    return sha256(repr((told, told.password)).encode()).hexdigest()


def _refuse(status: int) -> None:
    """Raises for what the centre did not take."""
    if status in _NEVER:
        raise SendRefused("gateway_refused", f"0x{status:08x}")
    if status in _BUSY:
        raise SendLater("gateway_busy", f"0x{status:08x}")
    if status != 0:
        raise SendLater("gateway_code", f"0x{status:08x}")
