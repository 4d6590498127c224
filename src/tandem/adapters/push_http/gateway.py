"""Handing pushes to the lender's own gateway, which knows the vendors (APNs, FCM, HMS …)."""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from tandem.contexts.channels.ports import DeviceGone, Push, PushLater, PushRefused
from tandem.kit.clock import Clock
from tandem.kit.outbound import Answer, Outbound, OutboundFailed

_GONE = "device_gone"
# What another try may change; the rest of 4xx is said of this push, or of how the gateway is set up.
_AGAIN = frozenset({401, 403, 404, 408, 409, 423, 425, 429})
_REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class Gateway:
    """Where it is, and what the requests are signed with."""

    url: str
    key_id: str
    secret: str = field(repr=False)


class HttpPushes:
    """See channels.push.ports.PushSender. Redirects are not followed, addresses inside are closed (kit.outbound)."""

    def __init__(self, gateway: Gateway, outbound: Outbound, clock: Clock) -> None:
        self.gateway, self._outbound, self._clock = gateway, outbound, clock

    async def send(self, push: Push) -> None:
        """One POST; its id is in `idempotency-key`, so that sending it again shows nothing twice."""
        try:
            answer = await self._post(_wire(push), {"idempotency-key": str(push.id)})
        except OutboundFailed as failed:
            raise PushLater(failed.code) from failed
        if 200 <= answer.status < 300:
            return
        if answer.status == 410 or (answer.status < 500 and _code(answer) == _GONE):
            raise DeviceGone
        if answer.status >= 500 or answer.status in _AGAIN or answer.status in _REDIRECTS:
            raise PushLater(f"http_{answer.status}")
        raise PushRefused(_code(answer) or f"http_{answer.status}")

    async def check(self) -> str | None:
        """Ask it whether it is there and takes our signature; None: it does, else why not (a code of kit.outbound, or
        http_<status>)."""
        try:
            answer = await self._post({"check": True}, {})
        except OutboundFailed as failed:
            return failed.code
        return None if 200 <= answer.status < 300 else f"http_{answer.status}"

    async def _post(self, what: dict[str, Any], more: dict[str, str]) -> Answer:
        body = orjson.dumps(what)
        stamp = str(int(self._clock.now().timestamp()))
        signed = hmac.new(self.gateway.secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
        headers = {
            "content-type": "application/json", "user-agent": "Tandem-Push/1", "accept": "application/json",
            "x-tandem-key": self.gateway.key_id, "x-tandem-timestamp": stamp, "x-tandem-signature": signed, **more,
        }  # fmt: skip
        return await self._outbound.post(self.gateway.url, headers, body)


def _wire(push: Push) -> dict[str, Any]:
    return {
        "id": str(push.id), "app": push.site, "platform": push.platform, "token": push.token, "title": push.title,
        "body": push.body, "collapse_key": push.collapse_key, "data": dict(push.data),
        "expires_at": push.expires_at.isoformat(),
    }  # fmt: skip


def _code(answer: Answer) -> str | None:
    """The `code` that an answer names: a short word, or nothing."""
    try:
        told = orjson.loads(answer.body) if answer.whole else None
    except orjson.JSONDecodeError:
        return None
    code = told.get("code") if isinstance(told, dict) else None
    return (
        code if isinstance(code, str) and code.isascii() and code.isidentifier() and len(code) <= 60 else None
    )
