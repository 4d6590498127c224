"""Tokens of devices at rest: sealed for sending, and a keyed hash that finds them again."""

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken

from tandem.contexts.channels.keys import derive


class TokenSafe:
    def __init__(self, secret: bytes) -> None:
        self._fernet = Fernet(urlsafe_b64encode(derive(secret, "device-tokens")))
        self._key = derive(secret, "device-blinds")

    def seal(self, token: str) -> bytes:
        return self._fernet.encrypt(token.encode())

    def open(self, sealed: bytes) -> str | None:
        """None for what another root secret sealed: the app will register anew."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def blind(self, token: str) -> bytes:
        """Equal for equal tokens."""
        return hmac.digest(self._key, token.encode(), "sha256")
