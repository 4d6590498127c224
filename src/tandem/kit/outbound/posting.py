"""One POST to an address that somebody else chose: short, bounded, once."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import perf_counter

import httpcore
import httpx

from tandem.kit.outbound.addresses import Internal, UrlRefused, checked_url
from tandem.kit.outbound.connecting import AddressRefused, CheckedBackend, NameUnknown, Resolve, resolve

ANSWER_BYTES = 2048
"""So much of an answer is read, and no more; then the connection is closed."""


class OutboundFailed(Exception):
    """Nothing that could be called an answer. `code`: a refusal of `checked_url`, name_unknown, address_internal,
    connect, tls, timeout, broken. `ms`: after how long."""

    def __init__(self, code: str, ms: int = 0) -> None:
        self.code, self.ms = code, ms
        super().__init__(code)


@dataclass(frozen=True)
class Answer:
    """`body` is its beginning; `whole` says whether that was all. `retry_after` in seconds, if it names them."""

    status: int
    body: bytes
    whole: bool
    ms: int
    retry_after: int | None = None


class Outbound:
    """`timeout_s` bounds everything together: the name, the connection, the answer."""

    def __init__(
        self,
        internal: Internal,
        *,
        timeout_s: float = 15.0,
        resolver: Resolve = resolve,
        trusts: ssl.SSLContext | None = None,
    ) -> None:
        self.internal = internal
        self._timeout_s = timeout_s
        self._backend = CheckedBackend(internal, resolver)
        self._trusts = trusts

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer, whatever its status; a redirect is not followed. Raises OutboundFailed."""
        started = perf_counter()
        try:
            async with asyncio.timeout(self._timeout_s):
                status, head, read, whole = await self._exchange(url, headers, body)
        except UrlRefused as refused:
            raise OutboundFailed(refused.code) from refused
        except Exception as error:
            # What lies below raises what it likes; only what is known here has a name.
            raise OutboundFailed(_code(error), _ms(started)) from error
        return Answer(status, read, whole, _ms(started), _seconds(head.get("retry-after")))

    async def _exchange(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes, bool]:
        address = checked_url(url, self.internal)
        # Nothing is kept open: the next call checks its addresses anew.
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._trusts or _trusted(),
                network_backend=self._backend,
                max_keepalive_connections=0,
                retries=0,
            ) as pool,
            pool.stream(
                "POST",
                httpcore.URL(
                    scheme=address.raw_scheme,
                    host=address.raw_host,
                    port=address.port,
                    target=address.raw_path,
                ),
                headers=[
                    (b"host", address.netloc),
                    (b"content-length", str(len(body)).encode()),
                    (b"connection", b"close"),
                    *((name.encode(), value.encode()) for name, value in headers.items()),
                ],
                content=body,
            ) as answer,
        ):
            read, whole = await _beginning(answer)
            head = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            return answer.status, head, read, whole


async def _beginning(answer: httpcore.Response) -> tuple[bytes, bool]:
    read = b""
    async for chunk in answer.aiter_stream():
        read += chunk
        if len(read) > ANSWER_BYTES:
            return read[:ANSWER_BYTES], False
    return read, True


def _code(error: Exception) -> str:
    match error:
        case TimeoutError() | httpcore.TimeoutException():
            return "timeout"
        case NameUnknown():
            return "name_unknown"
        case AddressRefused():
            return "address_internal"
        case httpcore.ConnectError():
            return "tls" if isinstance(error.__cause__ or error.__context__, ssl.SSLError) else "connect"
        case _:
            return "broken"


@cache
def _trusted() -> ssl.SSLContext:
    # The public authorities, or those that SSL_CERT_FILE names (a company's own).
    return httpx.create_ssl_context()


def _seconds(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 6 else None


def _ms(started: float) -> int:
    return round((perf_counter() - started) * 1000)
