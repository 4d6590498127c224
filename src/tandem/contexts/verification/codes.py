"""Making, hashing and comparing codes. The keys are derived from the product's root secret, so that the tables alone
give away neither a code (there are only a million) nor a number."""

import secrets
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tandem.contexts.verification.rules.limits import CODE_DIGITS


class Codes:
    """One for each process."""

    def __init__(self, secret: bytes) -> None:
        self._key = HKDF(SHA256(), 32, salt=None, info=b"tandem/verification/codes").derive(secret)

    def new(self) -> str:
        """Six digits that nobody can foresee."""
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"

    def hashed(self, challenge_id: UUID, code: str) -> bytes:
        """What is stored of a code."""
        return self._mac(b"code", challenge_id.bytes + code.encode())

    def fits(self, challenge_id: UUID, code: str, stored: bytes) -> bool:
        """Whether it is the code, in the same time either way."""
        return compare_digest(self.hashed(challenge_id, code), stored)

    def same(self, one: str, other: str) -> bool:
        """Whether two texts are the same, in the same time either way."""
        return compare_digest(self._mac(b"same", one.encode()), self._mac(b"same", other.encode()))

    def mark(self, kind: str, value: str) -> str:
        """What stands for a number or an address where attempts are counted."""
        return self._mac(kind.encode(), value.encode())[:16].hex() if value else ""

    def _mac(self, kind: bytes, value: bytes) -> bytes:
        return hmac(self._key, kind + b"\0" + value, sha256).digest()
