"""The platform's HTTP interface: one call, with the account's token, bounded in time and size."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import structlog

from tandem.adapters.wechat.codes import TOKEN_BAD, PlatformError
from tandem.adapters.wechat.settings import WeChat
from tandem.adapters.wechat.tokens import Fetched, Tokens
from tandem.contexts.channels.ports import SendLater, SendRefused

log = structlog.get_logger(__name__)
_TIMEOUT = httpx.Timeout(8.0, connect=4.0)
_FILE_TIMEOUT = httpx.Timeout(25.0, connect=4.0)
_JSON_BYTES = 1024 * 1024
Told = dict[str, Any]


class WeChatApi:
    """One for each process. Errors of the platform are PlatformError, an unreachable one is SendLater."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._http: httpx.AsyncClient | None = None

    async def close(self) -> None:
        await self._tokens.close()
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def call(
        self, wechat: WeChat, method: str, path: str, *, json: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None, file: tuple[str, bytes, str] | None = None,
    ) -> Told:  # fmt: skip
        """One call with a good token; a token that is refused is replaced once. `file`: name, content, type."""
        token = await self._tokens.get(wechat, self._fetch)
        try:
            return await self._once(wechat, method, path, token, json, params, file)
        except PlatformError as error:
            if error.code not in TOKEN_BAD:
                raise
            log.info("wechat.token_refused", account=wechat.account.key, code=error.code)
        token = await self._tokens.get(wechat, self._fetch, refused=token)
        return await self._once(wechat, method, path, token, json, params, file)

    async def download(self, wechat: WeChat, media_id: str, limit: int) -> bytes:
        """A file that a customer sent. Reads no more than `limit` bytes. Raises SendRefused "file_too_large"."""
        token = await self._tokens.get(wechat, self._fetch)
        try:
            return await self._media(wechat, media_id, token, limit)
        except PlatformError as error:
            if error.code not in TOKEN_BAD:
                raise
        token = await self._tokens.get(wechat, self._fetch, refused=token)
        return await self._media(wechat, media_id, token, limit)

    async def openid(self, wechat: WeChat, code: str) -> str:
        """Who came back from the platform's consent page with `code`."""
        told = await self._answer(
            "GET", f"{wechat.api_url}/sns/oauth2/access_token",
            params={
                "appid": wechat.appid, "secret": wechat.app_secret, "code": code,
                "grant_type": "authorization_code",
            },
        )  # fmt: skip
        found = told.get("openid")
        if not isinstance(found, str) or not found or len(found) > 128 or not found.isprintable():
            raise PlatformError(40029, "no openid")
        return found

    async def _fetch(self, wechat: WeChat, other: bool) -> Fetched:
        """The stable token: asking again gives the same one, so that other systems of the lender that use the account
        are not locked out by us."""
        asked = {
            "grant_type": "client_credential", "appid": wechat.appid, "secret": wechat.app_secret,
            "force_refresh": other,
        }  # fmt: skip
        told = await self._answer("POST", f"{wechat.api_url}/cgi-bin/stable_token", json=asked)
        token, lasts = told.get("access_token"), told.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int):
            raise SendLater("token", "no token in the answer")
        return Fetched(token, timedelta(seconds=max(60, min(lasts, 86_400))))

    async def _once(
        self, wechat: WeChat, method: str, path: str, token: str, json: Mapping[str, Any] | None,
        params: Mapping[str, str] | None, file: tuple[str, bytes, str] | None,
    ) -> Told:  # fmt: skip
        asked = {**(params or {}), "access_token": token}
        return await self._answer(method, wechat.api_url + path, params=asked, json=json, file=file)

    async def _answer(
        self, method: str, url: str, *, params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None, file: tuple[str, bytes, str] | None = None,
    ) -> Told:  # fmt: skip
        more: dict[str, Any] = {"timeout": _FILE_TIMEOUT if file else _TIMEOUT}
        if json is not None:
            # UTF-8 as it is: the platform shows \\u escapes to the customer.
            more |= {"content": orjson.dumps(json), "headers": {"content-type": "application/json"}}
        if file is not None:
            more["files"] = {"media": file}
        try:
            async with self._client().stream(method, url, params=params, **more) as response:
                content = await _read(response, _JSON_BYTES)
                if response.status_code >= 500:
                    raise SendLater("unreachable", f"HTTP {response.status_code}")
        except httpx.TimeoutException as error:  # by this word the account's other conversations rest, too
            raise SendLater("timeout", type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SendLater("unreachable", type(error).__name__) from error
        return _told(content)

    async def _media(self, wechat: WeChat, media_id: str, token: str, limit: int) -> bytes:
        url = f"{wechat.api_url}/cgi-bin/media/get"
        kind, content = await self._content(url, {"access_token": token, "media_id": media_id}, limit)
        if not kind.startswith(("application/json", "text/plain")):
            return content
        told = _told(content[:_JSON_BYTES])  # raises what is wrong
        other = told.get("video_url") or told.get("down_url")
        if not isinstance(other, str) or not _theirs(other, wechat):
            raise SendRefused("file_missing")
        return (await self._content(other, {}, limit))[1]

    async def _content(self, url: str, params: Mapping[str, str], limit: int) -> tuple[str, bytes]:
        try:
            async with self._client().stream(
                "GET", url, params=params or None, timeout=_FILE_TIMEOUT
            ) as response:
                if response.status_code >= 500:
                    raise SendLater("unreachable", f"HTTP {response.status_code}")
                if response.status_code >= 400:
                    raise SendRefused("file_missing", f"HTTP {response.status_code}")
                return response.headers.get("content-type", ""), await _read(response, limit)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SendLater("unreachable", type(error).__name__) from error

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(follow_redirects=False)
        return self._http


async def _read(response: httpx.Response, limit: int) -> bytes:
    """The whole answer, however large it says or turns out to be: no more than `limit`."""
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > limit:
            raise SendRefused("file_too_large")
        parts.append(part)
    return b"".join(parts)


def _told(content: bytes) -> Told:
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise SendLater("unreachable", "no JSON in the answer") from error
    if not isinstance(told, dict):
        raise SendLater("unreachable", "no JSON object in the answer")
    code = told.get("errcode", 0)
    if code:
        raise PlatformError(code if isinstance(code, int) else -1, str(told.get("errmsg", "")))
    return told


def _theirs(url: str, wechat: WeChat) -> bool:
    """Whether an address in an answer is the platform's own: nothing else of the network is asked."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    own = urlsplit(wechat.api_url).hostname
    return url.startswith(("https://", "http://")) and (
        host == own or host.endswith((".qq.com", ".weixin.qq.com"))
    )
