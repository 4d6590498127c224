"""/channels/sms/<account key>/reports and …/replies: what the gateway brings. It is told so after the commit."""

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tandem.adapters.sms_http.errors import AccountUnknown, BadSignature, StaleCallback, UnreadableCallback
from tandem.adapters.sms_http.reading import MAX_BYTES, Unreadable, read_replies, read_reports
from tandem.adapters.sms_http.settings import NAME, HttpAccount, Unfit, read
from tandem.adapters.sms_http.signing import SIGNATURE, TIMESTAMP, fresh, genuine
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, Incoming
from tandem.kit.clock import Clock
from tandem.kit.errors import TandemError, TooLarge
from tandem.kit.seldom import Seldom

log = structlog.get_logger(__name__)
_KIND = "sms"


class Callbacks:
    """Checks, reads and keeps. The same again, within the five minutes or later with a new signature, changes nothing:
    events are known by their ids."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts, self._clock, self._seldom = accounts, clock, Seldom()

    async def reports(self, request: Request) -> Response:
        """Delivery reports, in any order. {"kept": how many were new}. 403 for a signature that does not hold or is
        older than five minutes, 400 for what cannot be read, 404 for an account that is none."""
        return await self._taken(request, replies=False)

    async def replies(self, request: Request) -> Response:
        """What customers wrote. As `reports`; "left_out": how many came from no mobile number."""
        return await self._taken(request, replies=True)

    async def _taken(self, request: Request, *, replies: bool) -> Response:
        key = request.path_params["key"]
        try:
            account, told = await self._account(key)
            body = await self._signed(request, told)
            events, left_out = self._read(body, told, replies=replies)
            kept = await self._accounts.keep_all(account, events)
        except TandemError as error:
            if self._seldom.now(key, error.code):
                log.warning("sms.callback_refused", account=key[:40], code=error.code, why=error.detail)
            raise
        return JSONResponse({"kept": kept, "left_out": left_out})

    async def _account(self, key: str) -> tuple[Account, HttpAccount]:
        account = await self._accounts.by_key(_KIND, key) if key.isprintable() and len(key) <= 40 else None
        if account is None or account.settings.get("gateway") != NAME:
            raise AccountUnknown()
        try:
            return account, read(account)
        except Unfit as unfit:
            raise AccountUnknown(detail="the account is not set up") from unfit

    async def _signed(self, request: Request, told: HttpAccount) -> bytes:
        body = await request.body()
        if len(body) > MAX_BYTES:
            raise TooLarge()
        stamp = request.headers.get(TIMESTAMP, "")
        if not genuine(told.secret, stamp, body, request.headers.get(SIGNATURE, "")):
            raise BadSignature()
        if not fresh(stamp, self._clock.now()):
            raise StaleCallback()
        return body

    def _read(self, body: bytes, told: HttpAccount, *, replies: bool) -> tuple[list[Incoming], int]:
        now = self._clock.now()
        try:
            return read_replies(body, now) if replies else (read_reports(body, told.codes.blocked, now), 0)
        except Unreadable as why:
            raise UnreadableCallback(detail=str(why)) from why


def callbacks(accounts: Accounts, clock: Clock) -> APIRouter:
    """Plain routes: the body is signed byte by byte, and nothing may read it before."""
    doing = Callbacks(accounts, clock)
    router = APIRouter()
    for name, endpoint in (("reports", doing.reports), ("replies", doing.replies)):
        router.add_route(f"/channels/sms/{{key}}/{name}", endpoint, methods=["POST"], include_in_schema=False)
    return router
