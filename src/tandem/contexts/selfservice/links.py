"""Addresses of certificates that work for a few minutes: a phone's browser saves a file only from a plain address."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from uuid import UUID

VALID_FOR = timedelta(minutes=10)


class Links:
    """Signs and checks them; one for each process."""

    def __init__(self, secret: bytes) -> None:
        self._key = sha256(b"tandem certificate addresses" + secret).digest()

    def sign(self, certificate_id: UUID, now: datetime) -> str:
        """The query of an address that works from now on for ten minutes."""
        expires = int((now + VALID_FOR).timestamp())
        return f"e={expires}&s={self._signature(certificate_id, expires)}"

    def valid(self, certificate_id: UUID, expires: int, signature: str, now: datetime) -> bool:
        good = compare_digest(self._signature(certificate_id, expires).encode(), signature.encode())
        return good and expires > now.timestamp()

    def _signature(self, certificate_id: UUID, expires: int) -> str:
        digest = hmac(self._key, f"{certificate_id}:{expires}".encode(), sha256).digest()
        return urlsafe_b64encode(digest[:18]).decode()
