"""Session tokens: who a browser is, signed by us. Nothing is stored, so any process can check one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from tandem.contexts.channels.errors import BadToken
from tandem.contexts.channels.keys import derive
from tandem.contexts.channels.site import SiteKind
from tandem.kit.ids import new_id

_ISSUER = "tandem-web"
_ALGORITHM = "HS256"
MAX_CHARS = 2048


@dataclass(frozen=True, slots=True)
class SessionToken:
    """`signed` says that a proven identity began the session; `sid` names it; `channel` is the kind of the site."""

    customer_id: UUID
    site: str
    sid: str
    signed: bool
    expires_at: datetime
    channel: SiteKind = "web"


class Tokens:
    def __init__(self, secret: bytes, valid_for: timedelta) -> None:
        self._key = derive(secret, "web-session")
        self._valid_for = valid_for

    def issue(
        self,
        customer_id: UUID,
        site: str,
        *,
        signed: bool,
        now: datetime,
        sid: str | None = None,
        channel: SiteKind = "web",
    ) -> tuple[str, SessionToken]:
        """A token and what it says."""
        expires_at = (now + self._valid_for).replace(microsecond=0)
        content = SessionToken(customer_id, site, sid or new_id().hex, signed, expires_at, channel)
        claims = {
            "iss": _ISSUER,
            "sub": str(customer_id),
            "site": site,
            "sid": content.sid,
            "kind": "signed" if signed else "anonymous",
            "channel": channel,
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM), content

    def read(self, token: str | None, now: datetime) -> SessionToken:
        """What a token says. Raises BadToken for one that is missing, forged or expired."""
        if not token or len(token) > MAX_CHARS:
            raise BadToken()
        try:
            # The clock is ours (tests hold it still), so the expiry is checked below.
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                options={"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False},
            )
            content = _content(claims)
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, OverflowError) as error:
            raise BadToken() from error
        if content.expires_at <= now:
            raise BadToken()
        return content


def _content(claims: dict[str, Any]) -> SessionToken:
    return SessionToken(
        customer_id=UUID(claims["sub"]),
        site=str(claims["site"]),
        sid=str(claims["sid"]),
        signed=claims["kind"] == "signed",
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        channel=_channel(claims.get("channel", "web")),  # tokens of before there were apps say none
    )


def _channel(told: object) -> SiteKind:
    if told == "web":
        return "web"
    if told == "app":
        return "app"
    raise ValueError("a channel that has no sessions")
