"""Access tokens for mail servers (XOAUTH2), from a refresh token."""

import time
from collections.abc import Callable
from uuid import UUID

import httpx

from tandem.adapters.mail.fields import Mailbox, OAuth

_TIMEOUT_S = 10.0
_EARLY_S = 60.0
_ANSWER_BYTES = 65_536


class OAuthFailed(Exception):
    """No token: `code` is oauth_refused (the refresh token is no longer good) or oauth_away."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Tokens:
    """Of one process; a token is kept until a minute before its end. What a process lost it asks for anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[UUID, tuple[OAuth, str, float]] = {}

    async def access_token(self, box: Mailbox) -> str | None:
        """A token for the account; None for one that logs in by password. Raises OAuthFailed."""
        oauth = box.oauth
        if oauth is None:
            return None
        kept = self._kept.get(box.account.id)
        if kept is not None and kept[0] == oauth and self._clock() < kept[2]:
            return kept[1]
        token, lasts = await _asked(oauth)
        self._kept[box.account.id] = (oauth, token, self._clock() + max(0.0, lasts - _EARLY_S))
        return token

    def forget(self, box: Mailbox) -> None:
        """The server did not take the token: the next is a new one."""
        self._kept.pop(box.account.id, None)


async def _asked(oauth: OAuth) -> tuple[str, float]:
    told = {"grant_type": "refresh_token", "refresh_token": oauth.refresh_token, "client_id": oauth.client_id}
    if oauth.client_secret:
        told["client_secret"] = oauth.client_secret
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False) as client:
            answer = await client.post(oauth.token_url, data=told)
    except httpx.HTTPError as error:
        raise OAuthFailed("oauth_away") from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise OAuthFailed("oauth_away")
    try:
        body = answer.json() if len(answer.content) <= _ANSWER_BYTES else {}
        token, lasts = body["access_token"], float(body.get("expires_in", 300))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OAuthFailed("oauth_refused") from error
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise OAuthFailed("oauth_refused")
    return token, lasts
