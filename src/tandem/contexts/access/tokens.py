"""Session tokens: 256 random bits in the cookie, their hash in the table, the CSRF token derived from
them."""

import secrets
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac_new


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def csrf_token(token: str) -> str:
    """Bound to one session, readable by the page (the cookie is not), never stored."""
    return hmac_new(token.encode("utf-8", "surrogatepass"), b"csrf", sha256).hexdigest()


def csrf_fits(token: str, offered: str | None) -> bool:
    return offered is not None and compare_digest(
        csrf_token(token).encode(), offered.encode("utf-8", "replace")
    )
