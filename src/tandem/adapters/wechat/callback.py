"""/channels/wechat/<account key>: what the platform pushes. It is told "success" after the commit, never before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tandem.adapters.wechat.envelope import BadEnvelope, genuine, signature
from tandem.adapters.wechat.errors import BadSignature, StaleCallback, UnreadableCallback
from tandem.adapters.wechat.known import Known
from tandem.adapters.wechat.reading import NotOurs, read_event
from tandem.adapters.wechat.replies import Replies
from tandem.adapters.wechat.settings import WeChat
from tandem.adapters.wechat.xml import MAX_BYTES, Unreadable, read_xml, write_xml
from tandem.contexts.channels.api import Intake
from tandem.contexts.channels.ports import Incoming
from tandem.kit.clock import Clock
from tandem.kit.errors import TandemError, TooLarge
from tandem.kit.ids import new_id
from tandem.kit.seldom import Seldom

log = structlog.get_logger(__name__)
_LATE = timedelta(minutes=5)
_ECHO_CHARS = 200
SessionOf = Callable[[str, str], str]
"""The session under which verification knows an openid of an account: (account key, openid)."""


class Callbacks:
    """Reads, checks, keeps and answers one push after the other."""

    def __init__(
        self, known: Known, intake: Intake, clock: Clock, session_of: SessionOf, replies: Replies | None
    ) -> None:
        self._known, self._intake, self._clock, self._session_of = known, intake, clock, session_of
        self._replies = replies
        self._seldom = Seldom()

    async def verify(self, request: Request) -> Response:
        """The platform asks whether this address is the account's: the echo proves that we know the token."""
        key, asked = request.path_params["key"], request.query_params
        try:
            wechat = await self._known.of(key)
            self._check(wechat, asked.get("signature", ""), asked)
        except TandemError as error:
            self._say(key, error)
            raise
        return PlainTextResponse(asked.get("echostr", "")[:_ECHO_CHARS])

    async def receive(self, request: Request) -> Response:
        """One push. 403 for a signature that does not hold or is older than five minutes, 400 for what is no message;
        503 while the database is away: the platform comes again."""
        key, begun = request.path_params["key"], monotonic()
        try:
            wechat = await self._known.of(key)
            told = await self._opened(wechat, request)
            try:
                event = read_event(told)
            except NotOurs as lacking:
                raise UnreadableCallback(detail=f"no {lacking}") from lacking
            event = replace(event, session=self._session_of(key, event.sender))
            await self._intake.keep(wechat.account, event)
        except TandemError as error:
            self._say(key, error)
            raise
        return await self._answer(wechat, told, event, begun)

    async def _opened(self, wechat: WeChat, request: Request) -> dict[str, str]:
        asked = request.query_params
        sealed = asked.get("encrypt_type", "raw").lower() == "aes" or wechat.encrypted
        if not sealed:
            self._check(wechat, asked.get("signature", ""), asked)
        body = await request.body()
        if len(body) > MAX_BYTES:
            raise TooLarge()
        try:
            told = read_xml(body)
            if not sealed:
                return told
            content = told.get("Encrypt", "")
            self._check(wechat, asked.get("msg_signature", ""), asked, content)
            if wechat.envelope is None:
                raise UnreadableCallback(detail="sealed, and the account has no aes_key")
            return read_xml(wechat.envelope.open(content))
        except (Unreadable, BadEnvelope) as error:
            raise UnreadableCallback(detail=str(error)) from error

    def _check(self, wechat: WeChat, given: str, asked: Any, *more: str) -> None:
        stamp, nonce = asked.get("timestamp", ""), asked.get("nonce", "")
        if not genuine(given, wechat.callback_token, stamp, nonce, *more):
            raise BadSignature()
        now = self._clock.now().timestamp()
        if not stamp.isascii() or not stamp.isdigit() or abs(now - int(stamp[:12])) > _LATE.total_seconds():
            raise StaleCallback()

    async def _answer(self, wechat: WeChat, told: dict[str, str], event: Incoming, begun: float) -> Response:
        """The passive reply: a greeting to who has just followed, and what the bot says to a message in time. The
        platform's retries of the same push get the same. Everything else is answered by messages of its own."""
        said = await self._said(wechat, told, event, begun)
        if not said:
            return PlainTextResponse("success")
        reply = passive_reply(
            wechat, told["FromUserName"], told.get("ToUserName", ""), said, self._clock.now()
        )
        return Response(reply, media_type="application/xml")

    async def _said(self, wechat: WeChat, told: dict[str, str], event: Incoming, begun: float) -> str | None:
        if told.get("MsgType", "").lower() == "event" and told.get("Event", "").lower() == "subscribe":
            return wechat.greeting
        waits = wechat.passive and event.kind == "message" and wechat.account.paused_at is None
        if self._replies is None or not waits:
            return None
        try:
            return await self._replies.awaited(wechat.account, event.external_id, begun)
        except TandemError as away:  # the event is kept: nothing may keep the platform from hearing so
            self._say(wechat.account.key, away)
            return None

    def _say(self, key: str, error: TandemError) -> None:
        """Into the log, not more often than every ten seconds: strangers could fill it. All are counted as refused."""
        if self._seldom.now(key, error.code):
            log.warning("wechat.callback_refused", account=key[:40], code=error.code, why=error.detail)


def passive_reply(wechat: WeChat, recipient: str, own: str, text: str, now: datetime) -> str:
    """A text in the answer to a push, sealed where the account is."""
    stamp = str(int(now.timestamp()))
    plain = write_xml(
        {
            "ToUserName": recipient,
            "FromUserName": own,
            "CreateTime": stamp,
            "MsgType": "text",
            "Content": text,
        }
    )
    if not wechat.encrypted or wechat.envelope is None:
        return plain
    sealed, nonce = wechat.envelope.seal(plain.encode()), new_id().hex[-10:]
    proof = signature(wechat.callback_token, stamp, nonce, sealed)
    return write_xml({"Encrypt": sealed, "MsgSignature": proof, "TimeStamp": stamp, "Nonce": nonce})


def callbacks(
    known: Known, intake: Intake, clock: Clock, session_of: SessionOf, replies: Replies | None = None
) -> APIRouter:
    """Plain routes: this is the hottest path of the product, and there is nothing for FastAPI to check."""
    doing = Callbacks(known, intake, clock, session_of, replies)
    router = APIRouter()
    router.add_route("/channels/wechat/{key}", doing.verify, methods=["GET"], include_in_schema=False)
    router.add_route("/channels/wechat/{key}", doing.receive, methods=["POST"], include_in_schema=False)
    return router
