"""Signed identities: the host site vouches for who its visitor is, by a JWT with our shared secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from tandem.contexts.channels.errors import BadIdentity

MAX_CHARS = 4096
_SKEW = timedelta(seconds=60)
_LONGEST = timedelta(hours=24)
_SUBJECT_CHARS = 128
_ATTRIBUTES = 20
_VALUE_CHARS = 200


@dataclass(frozen=True)
class Identity:
    """`subject` is the host site's own id of the person. `authenticated_at`: when they last proved there who they are,
    if it says so (the claim `auth_time` of OpenID Connect)."""

    subject: str
    name: str | None
    attributes: Mapping[str, str | int | float | bool]
    authenticated_at: datetime | None = None


def read_identity(token: str, *, secret: str, site: str, now: datetime) -> Identity:
    """The person whom the host site vouches for. Raises BadIdentity, saying why in `detail`.

    Claims: `aud` = the site's key, `sub` (1–128 characters), `exp` (at most 24 h ahead); `name` and
    `attributes` (up to 20 plain values) and `auth_time` are optional. HS256 only. Clocks may differ by 60 s."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=site,
            options={
                "require": ["sub", "exp", "aud"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise BadIdentity(detail=_reason(error)) from error
    _check_time(claims, now)
    subject = claims["sub"]
    if (
        not isinstance(subject, str)
        or not 1 <= len(subject.strip()) <= _SUBJECT_CHARS
        or not subject.isprintable()
    ):
        raise BadIdentity(detail=f"sub must be 1 to {_SUBJECT_CHARS} printable characters")
    name = claims.get("name")
    return Identity(
        subject.strip(), name if isinstance(name, str) else None, _plain(claims.get("attributes")),
        _authenticated(claims.get("auth_time"), now),
    )  # fmt: skip


def _authenticated(value: object, now: datetime) -> datetime | None:
    """A time that lies ahead of us is taken as now; one that is none, as not told."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 2**33:
        return None
    return min(datetime.fromtimestamp(value, UTC), now)


def _reason(error: Exception) -> str:
    """What is wrong, for the host site's developer; nothing that helps to forge."""
    known = {
        jwt.InvalidAudienceError: "aud is not this site",
        jwt.MissingRequiredClaimError: "needs the claims sub, exp and aud",
        jwt.InvalidAlgorithmError: "must be signed with HS256",
        jwt.InvalidSignatureError: "the signature does not match",
    }
    return next((text for kind, text in known.items() if isinstance(error, kind)), "cannot be read")


def _check_time(claims: Mapping[str, Any], now: datetime) -> None:
    expires, begins = claims["exp"], claims.get("nbf", 0)
    if not _is_number(expires) or not _is_number(begins):
        raise BadIdentity(detail="exp and nbf are seconds since 1970")
    present, skew = now.timestamp(), _SKEW.total_seconds()
    if expires <= present - skew:
        raise BadIdentity(detail="has expired")
    if expires > present + _LONGEST.total_seconds() + skew:
        raise BadIdentity(detail="exp lies more than 24 hours ahead")
    if begins > present + skew:
        raise BadIdentity(detail="is not valid yet")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: object) -> dict[str, str | int | float | bool]:
    """Attributes that are fit to keep; the rest is left out rather than refused."""
    if not isinstance(value, dict):
        return {}
    kept: dict[str, str | int | float | bool] = {}
    for key, item in list(value.items())[:_ATTRIBUTES]:
        text = item[:_VALUE_CHARS] if isinstance(item, str) else item
        if not isinstance(text, str | int | float | bool) or not str(key).isprintable() or len(key) > 64:
            continue
        if isinstance(text, str) and not text.isprintable():
            continue
        if isinstance(text, int | float) and not abs(text) < 2**53:
            continue
        kept[key] = text
    return kept
