"""API keys: how they look, and what is kept of one.

A key is `tdm_` and 256 random bits. Kept is its HMAC-SHA256 under the product's root secret: nobody guesses 256 random
bits, so a slow hash (argon2, as for passwords) would protect nothing and cost its time with every request; the HMAC's
key keeps whoever reads the database alone from telling whether a key that they found somewhere belongs here."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import digest
from uuid import UUID

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.scopes import permissions_in

PREFIX = "tdm_"
_FORM = re.compile(r"tdm_[A-Za-z0-9_-]{43}")
_SHOWN = len(PREFIX) + 6


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`shown` is the beginning, by which people tell keys apart. `per_minute`: requests that one process answers."""

    id: UUID
    name: str
    shown: str
    scopes: tuple[str, ...]
    per_minute: int
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None

    def state(self, now: datetime) -> str:
        """active, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"

    def actor(self, locale: str = "zh-CN") -> Actor:
        """The integration that holds the key."""
        return Actor("integration", self.id, self.name, permissions_in(self.scopes), locale=locale)


def new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def beginning(key: str) -> str:
    """What of a key may be shown."""
    return key[:_SHOWN]


def key_hash(secret: bytes, key: str) -> bytes:
    return digest(secret, b"access:api-key:" + key.encode(), sha256)


def bearer_key(authorization: str | None) -> str | None:
    """The API key of an Authorization header; None for none and for other bearers' tokens. What begins as a key and is
    none is given back as it is: it will not be found."""
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token.startswith(PREFIX) else None


def well_formed(key: str) -> bool:
    return _FORM.fullmatch(key) is not None
