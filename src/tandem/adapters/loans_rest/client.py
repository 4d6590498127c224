"""Talking to the core: questions are asked again when they fail, commands never."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import httpx
import orjson
import structlog

from tandem.adapters.loans_rest.outcomes import code_fits
from tandem.contexts.loans.api import Command, CoreTimedOut, CoreUnavailable, LoanRefused
from tandem.kit.breaker import Breaker

log = structlog.get_logger(__name__)
_TRIES = 3
_PAUSE_S = 0.2
_FAILURES, _REST_S = 5, 15.0
# The request had not left when these were raised.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_NOT_FOUND = 404
_CONFLICT = 409
_SERVERS_FAULT = 500

Pause = Callable[[float], Awaitable[None]]


class CoreClient:
    """One connection pool to one core. `token` goes out as a bearer token. Redirects are not followed: what answers
    must be the core that was configured."""

    def __init__(
        self, url: str, token: str = "", *, timeout_s: float = 5.0, breaker: Breaker | None = None,
        transport: httpx.AsyncBaseTransport | None = None, pause: Pause = asyncio.sleep,
    ) -> None:  # fmt: skip
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.AsyncClient(
            base_url=url, timeout=httpx.Timeout(timeout_s, connect=min(2.0, timeout_s)), transport=transport,
            headers={**headers, "Accept": "application/json"}, follow_redirects=False, trust_env=False,
        )  # fmt: skip
        self._breaker = breaker or Breaker(_FAILURES, _REST_S)
        self._pause = pause

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, path: str, params: Mapping[str, str] | None = None) -> bytes | None:
        """The answer to a question; None when the core does not know what is asked about (404). Tried three times.
        Raises LoanRefused (409 and a code), CoreUnavailable, CoreTimedOut."""
        for tries_left in reversed(range(_TRIES)):
            try:
                response = await self._send("GET", path, params=dict(params or {}))
            except (CoreUnavailable, CoreTimedOut):
                if not tries_left or self._breaker.state == "open":
                    raise
                await self._pause(_PAUSE_S * (_TRIES - tries_left))
            else:
                return _answer(response)
        raise AssertionError("unreachable")

    async def command(self, command: Command, expires_at: datetime) -> bytes:
        """Send a command, once. Raises CoreUnavailable when it surely was not accepted, CoreTimedOut when nobody can
        say."""
        headers = {
            "Idempotency-Key": command.key, "Idempotency-Expires": expires_at.astimezone(UTC).isoformat(),
            "Content-Type": "application/json",
        }  # fmt: skip
        body = orjson.dumps(
            {"customer": command.customer, "kind": command.kind, "params": dict(command.params)}
        )
        response = await self._send("POST", "/v1/commands", headers=headers, content=body)
        if not response.is_success:
            # 4xx: the core did not take it. (5xx has become CoreTimedOut.)
            raise CoreUnavailable(f"the core turned the command away: {response.status_code}")
        return response.content

    async def _send(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None, content: bytes | None = None,
    ) -> httpx.Response:  # fmt: skip
        if not self._breaker.admits():
            raise CoreUnavailable("the core has kept failing and is left alone for a while")
        try:
            response = await self._http.request(method, path, params=params, headers=headers, content=content)
        except _NOT_SENT as error:
            self._breaker.failed()
            raise CoreUnavailable(type(error).__name__) from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            self._breaker.failed()
            raise CoreTimedOut(type(error).__name__) from error
        except BaseException:
            self._breaker.gave_up()
            raise
        if response.status_code >= _SERVERS_FAULT:
            self._breaker.failed()
            raise CoreTimedOut(f"status {response.status_code}")
        self._breaker.succeeded()
        return response


def _answer(response: httpx.Response) -> bytes | None:
    if response.is_success:
        return response.content
    if response.status_code == _NOT_FOUND:
        return None
    if response.status_code == _CONFLICT:
        raise LoanRefused(_code(response))
    log.error("loans.core_answered", status=response.status_code)
    raise CoreUnavailable(f"status {response.status_code}")


def _code(response: httpx.Response) -> str:
    try:
        code = orjson.loads(response.content)["code"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise CoreUnavailable("a refusal without a code") from error
    if not code_fits(code):
        raise CoreUnavailable("a refusal without a code")
    return str(code)
