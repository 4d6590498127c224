"""Handing messages over."""

from datetime import timedelta

import httpx
import orjson

from tandem.adapters.sms_http.outcomes import outcome
from tandem.adapters.sms_http.settings import FIELDS, NAME, HttpAccount, Unfit, read
from tandem.adapters.sms_http.signing import KEY, SIGNATURE, TIMESTAMP, signature
from tandem.contexts.channels.ports import Account, Field, Finding, SendLater, Sent, TextMessage
from tandem.kit.clock import Clock

_TIMEOUT = httpx.Timeout(10, connect=3)
_CHECK_TIMEOUT = httpx.Timeout(8, connect=3)
_ANSWER_BYTES = 64 * 1024


class HttpGateway:
    """See channels.ports.SmsGateway. Redirects are not followed: what answers must be the gateway that was named."""

    name = NAME
    fields: tuple[Field, ...] = FIELDS
    repeats_harmless = True

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._http: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """Give the connections back."""
        if self._http is not None:
            await self._http.aclose()

    async def hand_over(self, account: Account, message: TextMessage) -> Sent:
        try:
            told = read(account)
        except Unfit as unfit:
            raise SendLater("account_unfit", str(unfit)) from unfit
        try:
            status, body, retry_after = await self._post(told, _wire(message), _TIMEOUT)
        except httpx.HTTPError as error:
            raise SendLater("gateway_away", type(error).__name__) from error
        return outcome(status, body, told.codes, retry_after)

    async def check(self, account: Account) -> list[Finding]:
        try:
            told = read(account)
        except Unfit as unfit:
            return [Finding("settings", False, str(unfit))]
        found = [Finding("settings", True)]
        try:
            status, _, _ = await self._post(told, {"check": True}, _CHECK_TIMEOUT)
        except (httpx.HTTPError, SendLater) as error:
            return [*found, Finding("reached", False, type(error).__name__)]
        if status >= 500:
            return [*found, Finding("reached", False, str(status))]
        return [*found, Finding("reached", True), Finding("login", 200 <= status < 300, str(status))]

    async def _post(
        self, told: HttpAccount, what: dict[str, object], timeout: httpx.Timeout
    ) -> tuple[int, bytes, str | None]:
        """Status, body and Retry-After. The answer is read uncompressed and up to 64 KB."""
        body = orjson.dumps(what)
        stamp = str(int(self._clock.now().timestamp()))
        heads = {
            "content-type": "application/json", "accept-encoding": "identity", KEY: told.key_id, TIMESTAMP: stamp,
            SIGNATURE: signature(told.secret, stamp, body),
        }  # fmt: skip
        try:
            request = self._client().build_request(
                "POST", told.url, content=body, headers=heads, timeout=timeout
            )
        except httpx.InvalidURL as error:
            raise SendLater("account_unfit", "url") from error
        answer = await self._client().send(request, stream=True)
        try:
            content = b""
            async for chunk in answer.aiter_raw():
                content += chunk
                if len(content) > _ANSWER_BYTES:
                    raise SendLater("gateway_answer", "too long", after=timedelta(minutes=1))
            return answer.status_code, content, answer.headers.get("retry-after")
        finally:
            await answer.aclose()

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(follow_redirects=False, trust_env=False)
        return self._http


def _wire(message: TextMessage) -> dict[str, object]:
    """As docs/howto/connect-an-sms-gateway.md says."""
    told: dict[str, object] = {
        "id": str(message.id), "to": message.phone, "text": message.text, "encoding": message.encoding,
        "segments": message.segments,
    }  # fmt: skip
    if message.template is not None and message.template.external_id:
        told["template"] = {"id": message.template.external_id, "values": dict(message.template.values)}
    return told
